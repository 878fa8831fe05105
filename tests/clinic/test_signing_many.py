"""Signing a group in one go: as strict as one by one, and no slower for each person more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import Statement
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave, link_each, writing
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations.co_signing import sign_each_note
from tests.clinic.evenings import close, mark, open_evening, sign, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.layers import made_once

LINES = ("Told of a hard week.", "Slept badly on Sunday.", "Has a new shift.", "Sang in a choir.")


@made_once
def evenings(world: World) -> list[Session]:
    """One with two people there, and one a week later with four; all is written."""
    group = add_evening_program(world, seats=4)[0]
    people = [world.patient(f"Guest{number}") for number in range(4)]
    for person in people:
        take_seats(world, in_care(world, person), [group])
    held = []
    for week, there in enumerate((people[:2], people)):
        session = open_evening(world, group, TODAY + timedelta(weeks=week))
        mark(world, session, {one: "here" if one in there else "missed" for one in people})
        close(world, session)
        write(world, session, dict(zip(there, LINES, strict=False)))
        held.append(session)
    return held


def asked_while_signing(world: World, session: Session) -> int:
    with CaptureQueriesContext(connection) as asked:
        sign(world, session)
    return len(asked)


@pytest.mark.django_db
def test_signing_for_many_asks_as_often_as_for_few(world: World, evenings: list[Session]) -> None:
    few, many = evenings
    assert asked_while_signing(world, few) == asked_while_signing(world, many)
    assert Entry.objects.filter(attendance__session=many).count() == 4


@pytest.mark.django_db(transaction=True)
def test_each_note_has_its_own_event_with_its_digest(world: World, evenings: list[Session]) -> None:
    sign(world, evenings[1])
    notes = list(Entry.objects.filter(attendance__session=evenings[1]).order_by("pk"))
    events = LedgerEvent.objects.filter(verb="session_note.signed").order_by("seq")
    signed = list(events.values_list("subject", "patient_id", "digest"))
    assert signed == [(f"chart.entry/{one.pk}", one.patient_id, one.digest) for one in notes]
    assert altered_entries() == []
    assert ledger_faults() == []
    for one in notes:
        assert one.attendance.patient_id == one.patient_id


@pytest.mark.django_db
def test_no_mark_is_linked_where_one_was_changed_meanwhile(
    world: World, evenings: list[Session]
) -> None:
    session = evenings[0]
    marks = list(Attendance.objects.filter(session=session, status="here"))
    counselor, now = world.actor(Role.COUNSELOR), session.ends_at
    notes = [Statement(one.patient, {"own_line": one.own_line}, now) for one in marks]
    entries = sign_each_note(actor=counselor, statements=notes, now=now)
    Attendance.objects.filter(pk=marks[0].pk).update(version=marks[0].version + 1)
    with pytest.raises(UnableToSave), writing():
        link_each(dict(zip(marks, entries, strict=True)), by="note")
    assert not Attendance.objects.filter(session=session, note__isnull=False).exists()
