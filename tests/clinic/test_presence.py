"""I am here: who may say it, when, and what it proposes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.presence.models import Presence
from stepdown.clinic.presence.operations import UnableToSayHere, say_here
from stepdown.clinic.presence.queries import door_code
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.sessions.queries import roster
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.seated import own_account
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once
from tests.threads import run_in_threads


@dataclass
class Door:
    world: World
    session: Session
    dana: Patient
    other: Series
    own: Actor

    @property
    def code(self) -> str:
        return door_code(self.session.series_id, TODAY)

    def at(self, minutes: int) -> datetime:
        return self.session.starts_at + timedelta(minutes=minutes)

    def say(self, minutes: int, *, code: str = "") -> None:
        say_here(actor=self.own, patient=self.dana, code=code or self.code, now=self.at(minutes))

    def proposed(self) -> tuple[str, int]:
        counselor = self.world.actor(Role.COUNSELOR)
        person = roster(counselor, self.session, self.at(20)).people[0]
        return person.proposed, person.here_late_by


@made_once
def door() -> Door:
    world = make_world()
    groups = add_evening_program(world)
    dana = world.patient()
    take_seats(world, in_care(world, dana), groups[:1])
    own = actor_for(own_account(world, dana), now=NOW)
    return Door(world, open_evening(world, groups[0]), dana, groups[1], own)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "proposed"),
    [
        (-30, ("here", 0)),
        (0, ("here", 0)),
        (5, ("here", 0)),
        (6, ("late", 6)),
        (134, ("late", 134)),
    ],
)
def test_it_proposes_a_mark_with_its_minute(
    door: Door, minutes: int, proposed: tuple[str, int]
) -> None:
    door.say(minutes)
    assert door.proposed() == proposed
    assert LedgerEvent.objects.filter(verb="here.said", patient_id=door.dana.pk).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "words"), [(-31, "works from 5:30 pm on"), (135, "This session is over")]
)
def test_the_code_is_dead_before_its_window_and_after_the_end(
    door: Door, minutes: int, words: str
) -> None:
    with pytest.raises(UnableToSayHere, match=words):
        door.say(minutes)
    assert not Presence.objects.exists()


@pytest.mark.django_db
def test_only_the_code_of_an_own_session_of_today_counts(door: Door) -> None:
    next_week = door_code(door.session.series_id, TODAY + timedelta(days=7))
    for wrong in (door_code(door.other.pk, TODAY), next_week, "", "x"):
        with pytest.raises(UnableToSayHere, match="does not go with a time of yours today"):
            door.say(0, code=wrong or " ")


@pytest.mark.django_db
def test_nobody_says_it_for_another(door: Door) -> None:
    staff = door.world.actor(Role.COUNSELOR)
    with pytest.raises(NotAllowed):
        say_here(actor=staff, patient=door.dana, code=door.code, now=door.at(0))


@pytest.mark.django_db
def test_the_database_holds_one_presence_a_session(door: Door) -> None:
    door.say(0)
    said = Presence.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(
            patient=door.dana, series_id=said.series_id, on=said.on, said_at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_pressed_by_two_phones_at_once_it_is_said_once(door: Door) -> None:
    def press(number: int) -> None:
        door.say(number)

    assert not any(isinstance(answer, Exception) for answer in run_in_threads(3, press))
    assert Presence.objects.count() == 1
