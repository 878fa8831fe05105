"""Nobody joins by video before it is known where they are, and how to call them back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session, VideoPlace
from stepdown.clinic.sessions.operations import (
    Mark,
    UnableToCallRoll,
    UnableToConfirmPlace,
    confirm_video_place,
    mark_roll,
)
from tests.clinic.evenings import confirm_place, open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import World
from tests.layers import made_once


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def session(world: World, dana: Patient) -> Session:
    group = add_evening_program(world)[0]
    take_seats(world, in_care(world, dana), [group])
    return open_evening(world, group)


def join(world: World, session: Session, patient: Patient) -> None:
    mark_roll(
        actor=world.actor(Role.COUNSELOR),
        session=session,
        marks={patient.pk: Mark("video")},
        now=session.starts_at,
    )


def test_the_place_comes_before_the_mark(world: World, dana: Patient, session: Session) -> None:
    with pytest.raises(UnableToCallRoll, match="confirm where they are"):
        join(world, session, dana)
    confirm_place(world, session, dana)
    join(world, session, dana)
    assert Attendance.objects.get().status == "video"


def test_a_place_is_of_one_day(world: World, dana: Patient, session: Session) -> None:
    confirm_place(world, session, dana)
    next_week = open_evening(world, session.series, session.on + timedelta(days=7))
    with pytest.raises(UnableToCallRoll, match="confirm where they are"):
        join(world, next_week, dana)
    with pytest.raises(UnableToConfirmPlace, match="on the day of the session"):
        confirm(world, next_week, dana, now=session.starts_at)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"address": " "}, "Ask where they are"), ({"phone": "555 0177"}, "with its area code")],
)
def test_half_an_answer_is_none(
    world: World, dana: Patient, session: Session, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToConfirmPlace, match=words):
        confirm(world, session, dana, **changes)


def test_only_for_who_has_a_seat_here(world: World, session: Session) -> None:
    luis = world.patient("Luis")
    in_care(world, luis)
    with pytest.raises(UnableToConfirmPlace, match="no seat"):
        confirm(world, session, luis)


def confirm(world: World, session: Session, patient: Patient, **changes: Any) -> None:
    wanted = {
        "address": "4 Elm Street",
        "phone": "410 555 0177",
        "now": session.starts_at,
        **changes,
    }
    actor = world.actor(Role.COUNSELOR)
    confirm_video_place(actor=actor, session=session, patient=patient, **wanted)


def test_asked_again_the_newer_answer_holds(world: World, dana: Patient, session: Session) -> None:
    confirm_place(world, session, dana)
    confirm(world, session, dana, address="12 Oak Road")
    assert VideoPlace.objects.get().address == "12 Oak Road"


def test_no_stray_statement_marks_video_without_a_place(
    world: World, dana: Patient, session: Session
) -> None:
    values = {
        "session": session,
        "patient": dana,
        "marked_at": session.starts_at,
        "marked_by": world.accounts[Role.COUNSELOR],
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.create(status="video", **values)
    Attendance.objects.create(status="here", **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.update(status="video")
