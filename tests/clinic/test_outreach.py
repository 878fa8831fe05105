"""Whom somebody has to call after a missed session, until when, and what settles it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.outreach.operations import UnableToNoteOutreach, note_outreach
from stepdown.clinic.outreach.queries import OwedOutreach, outreach_of, owed_outreach
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, ask_contact_permission
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import mark, open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Missing:
    world: World
    groups: list[Series]
    dana: Patient
    end: datetime

    def mark(self, status: str, on: date = TODAY) -> None:
        session = open_evening(self.world, self.groups[on.weekday()], on)
        mark(self.world, session, {self.dana: status}, now=session.ends_at)

    def owed(self, after: timedelta, role: Role = Role.COUNSELOR) -> list[OwedOutreach]:
        return owed_outreach(self.world.actor(role), now=self.end + after)

    def note(
        self,
        outcome: str,
        after: timedelta,
        *,
        next_on: date | None = None,
        role: Role = Role.COUNSELOR,
    ) -> None:
        note_outreach(
            actor=self.world.actor(role),
            patient=self.dana,
            outcome=outcome,
            words="Back on Wednesday.",
            next_on=next_on,
            now=self.end + after,
        )


@made_once
def missing() -> Missing:
    world = make_world()
    groups = add_evening_program(world)
    dana = world.patient(phone="410 555 0100")
    take_seats(world, in_care(world, dana), groups)
    end = open_evening(world, groups[0]).ends_at
    return Missing(world, groups, dana, end)


@pytest.mark.parametrize("status", ["here", "late", "video", "excused"])
def test_only_a_missed_session_asks_for_a_call(missing: Missing, status: str) -> None:
    missing.mark(status)
    assert missing.owed(HOUR) == []


def test_it_is_owed_for_a_day_and_late_after_it(missing: Missing) -> None:
    missing.mark("missed")
    assert missing.owed(-HOUR) == []
    [owed] = missing.owed(HOUR)
    assert (owed.due_at, owed.is_late) == (missing.end + DAY, False)
    assert [one.title for one in owed.missed] == [missing.groups[0].title]
    [late] = missing.owed(DAY)
    assert late.is_late


def test_what_is_late_is_seen_beyond_the_team(missing: Missing) -> None:
    missing.mark("missed")
    assert missing.owed(HOUR, Role.DIRECTOR) == []
    assert len(missing.owed(DAY, Role.DIRECTOR)) == 1


def test_reached_or_back_again_settles_it(missing: Missing) -> None:
    missing.mark("missed")
    missing.note("reached", HOUR)
    assert missing.owed(2 * HOUR) == []
    missing.mark("missed", TODAY + DAY)
    assert len(missing.owed(DAY + HOUR)) == 1
    missing.mark("here", TODAY + 2 * DAY)
    assert missing.owed(2 * DAY + HOUR) == []


def test_who_was_not_reached_is_tried_again_on_the_day_that_was_said(missing: Missing) -> None:
    missing.mark("missed")
    with pytest.raises(UnableToNoteOutreach, match="day of the next try"):
        missing.note("not_reached", HOUR)
    for wrong in (TODAY - DAY, TODAY + 8 * DAY):
        with pytest.raises(UnableToNoteOutreach, match="Choose a next day"):
            missing.note("not_reached", HOUR, next_on=wrong)
    missing.note("not_reached", HOUR, next_on=TODAY + 2 * DAY)
    [owed] = missing.owed(DAY)
    assert (owed.tries, owed.is_late) == (1, False)
    [late] = missing.owed(2 * DAY + HOUR)
    assert late.is_late


def test_a_word_is_left_only_with_consent_to_messages(missing: Missing) -> None:
    missing.mark("missed")
    with pytest.raises(UnableToNoteOutreach, match="has not agreed to messages"):
        missing.note("word_left", HOUR)
    ask_contact_permission(
        actor=missing.world.actor(Role.INTAKE),
        patient=missing.dana,
        may_leave_message=True,
        email_is_ok=False,
        sender_name="Sam",
        now=NOW,
    )
    missing.note("word_left", HOUR)
    assert outreach_of(missing.dana, now=missing.end + 2 * HOUR) is None


def test_each_try_leaves_its_event_and_nothing_is_noted_where_nothing_is_owed(
    missing: Missing,
) -> None:
    with pytest.raises(UnableToNoteOutreach, match="Nothing is owed"):
        missing.note("reached", HOUR)
    missing.mark("missed")
    with pytest.raises(NotAllowed):
        missing.note("reached", HOUR, role=Role.DIRECTOR)
    missing.note("reached", HOUR)
    assert LedgerEvent.objects.filter(verb="outreach.tried").count() == 1


def test_a_mark_that_is_corrected_takes_it_away(missing: Missing) -> None:
    missing.mark("missed")
    Attendance.objects.update(status="excused")
    assert missing.owed(HOUR) == []


def test_the_database_keeps_tries_as_they_were(missing: Missing) -> None:
    missing.mark("missed")
    missing.note("reached", HOUR)
    row = OutreachTry.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        OutreachTry.objects.filter(pk=row.pk).update(words="Other words.")
    for outcome, next_on in (("reached", TODAY), ("not_reached", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutreachTry.objects.create(
                patient=missing.dana,
                outcome=outcome,
                next_on=next_on,
                tried_at=NOW,
                tried_by_id=row.tried_by_id,
            )


def test_it_costs_the_same_queries_for_one_and_for_three(missing: Missing) -> None:
    counts = []
    for name in ("", "Luis", "Mateo"):
        if name:
            other = missing.world.patient(name)
            take_seats(missing.world, in_care(missing.world, other), missing.groups[:1])
            session = open_evening(missing.world, missing.groups[0])
            mark(missing.world, session, {other: "missed"}, now=session.ends_at)
        else:
            missing.mark("missed")
        with CaptureQueriesContext(connection) as caught:
            missing.owed(HOUR)
        counts.append(len(caught))
    assert counts[0] == counts[2]
