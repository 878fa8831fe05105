"""What the clinic offers: nobody and no room is in two places, and ages stay apart."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import AgeGroup, Program, Room, Series, Service
from stepdown.clinic.timetable.offering import UnableToOffer, add_program, add_room
from tests.clinic.weeks import weekly
from tests.clinic.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def room(world: World, name: str = "Room A", seats: int = 8) -> Room:
    director = world.actor(Role.DIRECTOR)
    return add_room(actor=director, site=world.site, name=name, seats=seats, now=NOW)


def program(world: World, name: str = "Evening") -> Program:
    return add_program(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        name=name,
        taper_key="three-evenings",
        age_group=AgeGroup.ADULT,
        now=NOW,
    )


def group(world: World, of: Program, where: Room, starts: str, **more: Any) -> Series:
    values: dict[str, Any] = {
        "service": Service.GROUP,
        "room": where,
        "leader": world.accounts[Role.COUNSELOR],
        "seats": 8,
        **more,
    }
    minutes = values.pop("minutes", 120)
    clinical = values.pop("clinical", 120)
    return weekly(world, of, values.pop("weekday", 0), starts, minutes, clinical, **values)


@pytest.mark.parametrize("starts", ["17:00", "18:00", "18:30", "19:59"])
def test_a_room_holds_one_session_at_a_time(world: World, starts: str) -> None:
    of, where = program(world), room(world)
    group(world, of, where, "18:00")
    with pytest.raises(UnableToOffer, match="Room A has Group 0 at that time"):
        group(world, of, where, starts, leader=world.accounts[Role.PSYCHOLOGIST])


def test_a_leader_leads_one_session_at_a_time(world: World) -> None:
    of = program(world)
    group(world, of, room(world), "18:00")
    with pytest.raises(UnableToOffer, match="Counselor has Group 0 at that time"):
        group(world, of, room(world, "Room B"), "19:30")


def test_sessions_may_touch_and_may_follow_one_that_has_ended(world: World) -> None:
    of, where = program(world), room(world)
    ended_on = date(2026, 12, 1)
    group(world, of, where, "18:00", ends_on=ended_on)
    group(world, of, where, "20:00")
    group(world, of, where, "18:00", weekday=1)
    group(world, of, where, "18:30", minutes=90, clinical=90, starts_on=ended_on)
    assert Series.objects.count() == 4


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"starts": "23:00"}, "ends by midnight"),
        ({"minutes": 0, "clinical": 0}, "at least a minute"),
        ({"clinical": 121}, "cannot be more than the session lasts"),
        ({"seats": 9}, "Room A seats 8"),
        ({"seats": 0}, "Room A seats 8"),
        ({"weekday": 7}, "Monday to Sunday"),
        ({"ends_on": date(2026, 1, 5)}, "after the first"),
    ],
)
def test_what_cannot_be_a_session(world: World, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnableToOffer, match=sentence):
        group(world, program(world), room(world), more.pop("starts", "18:00"), **more)


def test_a_session_may_end_at_midnight(world: World) -> None:
    assert group(world, program(world), room(world), "22:00").minutes == 120


def test_only_staff_who_lead_sessions_here_lead_one(world: World) -> None:
    with pytest.raises(UnableToOffer, match="does not lead sessions"):
        group(world, program(world), room(world), "18:00", leader=world.accounts[Role.BILLER])
    other = make_world("Lake", roles=(Role.COUNSELOR,))
    of, where, stranger = program(world, "Day"), room(world, "B"), other.accounts[Role.COUNSELOR]
    with pytest.raises(UnableToOffer, match="does not lead sessions"):
        group(world, of, where, "18:00", leader=stranger)


def test_a_room_of_another_site_is_not_used(world: World) -> None:
    other = make_world("Lake", roles=(Role.DIRECTOR,))
    with pytest.raises(UnableToOffer, match="another site"):
        group(world, program(world), room(other), "18:00")


def test_names_are_used_once_a_site_and_tapers_must_exist(world: World) -> None:
    room(world)
    program(world)
    with pytest.raises(UnableToOffer, match="room called Room A"):
        room(world)
    with pytest.raises(UnableToOffer, match="program called Evening"):
        program(world)
    with pytest.raises(UnableToOffer, match="three-evenings"):
        add_program(
            actor=world.actor(Role.DIRECTOR),
            site=world.site,
            name="Day",
            taper_key="none",
            age_group=AgeGroup.ADULT,
            now=NOW,
        )


def test_only_those_who_set_up_the_clinic_change_its_week(world: World) -> None:
    with pytest.raises(NotAllowed):
        add_room(
            actor=world.actor(Role.COUNSELOR),
            site=world.site,
            name="Room C",
            seats=2,
            now=NOW + timedelta(days=1),
        )
