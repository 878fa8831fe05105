"""Calls about a changed day: owed to whom nothing in writing reaches, until they were told."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import ContactPermission, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.calling import (
    UnableToNoteCall,
    calls_of_others,
    calls_to,
    calls_to_make,
    note_call,
)
from stepdown.clinic.timetable.closing import close_time, open_again
from stepdown.clinic.timetable.models import ChangeCall, ClosedTime
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.treatment.models import Episode
from tests.clinic.reminded import let_write
from tests.clinic.seated import seated
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
WORDS = "Your appointments on Monday, November 23, at 6:00 pm and 8:15 pm do not take place."


@made_once
def dana(world: World) -> Patient:
    return seated(world)


def close_monday(world: World) -> ClosedTime:
    day: dict[str, Any] = {"on": MONDAY, "starts": time(), "ends": None, "why": "power"}
    return close_time(actor=world.actor(Role.DIRECTOR), site=world.site, now=NOW, **day)


def listed(world: World, now: datetime = NOW) -> list[tuple[str, ...]]:
    return [one.words for one in calls_to_make(world.actor(Role.COUNSELOR), now=now)]


def note(world: World, patient: Patient, outcome: str, role: Role = Role.COUNSELOR) -> None:
    owed = calls_to(patient, now=NOW)
    ids = owed.call_ids if owed else [call.pk for call in patient.change_calls.all()]
    actor = world.actor(role)
    note_call(actor=actor, patient=patient, call_ids=ids, outcome=outcome, now=NOW)


def test_who_is_not_written_to_is_called_and_is_gone_when_told(world: World, dana: Patient) -> None:
    other = seated(world, "Rosa")
    let_write(world, other)
    close_monday(world)
    assert listed(world) == [(WORDS,)]
    note(world, dana, "not_reached")
    assert listed(world) == [(WORDS,)]
    note(world, dana, "told")
    assert listed(world) == []
    assert ChangeCall.objects.get().tries == 2
    assert LedgerEvent.objects.filter(verb="change.called", patient_id=dana.pk).count() == 2
    with pytest.raises(UnableToNoteCall, match="Nothing is left"):
        note(world, dana, "told")


def test_a_word_is_left_only_where_agreed_and_does_not_end_it(world: World, dana: Patient) -> None:
    close_monday(world)
    with pytest.raises(UnableToNoteCall, match="not agreed to messages"):
        note(world, dana, "word_left")
    ContactPermission.objects.create(
        patient=dana,
        may_leave_message=True,
        email_is_ok=False,
        sender_name="Harbor Street",
        asked_at=NOW,
        asked_by=world.accounts[Role.INTAKE],
    )
    note(world, dana, "word_left")
    assert listed(world) == [(WORDS,)]


def test_when_the_day_is_past_nobody_is_called(world: World, dana: Patient) -> None:
    close_monday(world)
    assert listed(world, NOW + timedelta(hours=10)) == []


def test_on_hold_nobody_is_called(world: World, dana: Patient) -> None:
    close_monday(world)
    episode = Episode.objects.get(patient=dana)
    hold_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Away",
        now=NOW,
    )
    assert listed(world) == []


@pytest.mark.parametrize("was_told", [False, True])
def test_taken_back_only_who_was_told_is_called_again(
    world: World, dana: Patient, was_told: bool
) -> None:
    closed = close_monday(world)
    if was_told:
        note(world, dana, "told")
    open_again(actor=world.actor(Role.DIRECTOR), closed=closed, expected_version=1, now=NOW)
    words = WORDS.replace("do not take place", "take place after all")
    assert listed(world) == ([(words,)] if was_told else [])


def test_who_may_not_open_the_record_sees_a_number_and_writes_nothing(
    world: World, dana: Patient
) -> None:
    close_monday(world)
    account, counselor = world.accounts[Role.COUNSELOR], world.actor(Role.COUNSELOR)
    shut_out(actor=world.actor(Role.DIRECTOR), patient=dana, account=account, now=NOW)
    assert calls_to_make(counselor, now=NOW) == []
    assert calls_of_others(counselor, now=NOW) == 1
    with pytest.raises(NotAllowed):
        note(world, dana, "told", role=Role.BILLER)


@pytest.mark.parametrize(
    "change", [{"outcome": "told"}, {"tries": 1}, {"outcome": "told", "withdrawn_at": NOW}]
)
def test_the_database_knows_no_call_that_nobody_made(
    world: World, dana: Patient, change: dict[str, Any]
) -> None:
    close_monday(world)
    if "withdrawn_at" in change:
        note(world, dana, "told")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeCall.objects.update(**change)
