"""What the clinic offers: nobody and no room is in two places, and ages stay apart."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import AgeGroup, Program, Room, Seat, Series, WeekPlan
from stepdown.clinic.timetable.offering import (
    UnableToOffer,
    add_program,
    add_room,
    change_room,
    end_series,
)
from stepdown.clinic.treatment.services import Service
from tests.clinic.weeks import in_care, weekly
from tests.clinic.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db


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


def seated(world: World, series: Series, *, place: int = 1, ends_on: date | None = None) -> Seat:
    patient = world.patient(f"Dana {place}")
    episode = in_care(world, patient)
    plan = WeekPlan.objects.create(
        episode=episode,
        state=WeekPlan.State.CURRENT,
        starts_on=TODAY,
        weekly_minutes=120,
        days=1,
        made_at=NOW,
        made_by=world.accounts[Role.COUNSELOR],
    )
    return Seat.objects.create(
        series=series, plan=plan, patient=patient, place=place, starts_on=TODAY, ends_on=ends_on
    )


def end(world: World, series: Series, ends_on: date, *, version: int = 1) -> None:
    end_series(
        actor=world.actor(Role.DIRECTOR),
        series=series,
        ends_on=ends_on,
        expected_version=version,
        now=NOW,
    )


def test_a_session_ends_and_its_room_is_free_from_then_on(world: World) -> None:
    of, where = program(world), room(world)
    series, last = group(world, of, where, "18:00"), TODAY + timedelta(weeks=2)
    end(world, series, last)
    series.refresh_from_db()
    assert (series.ends_on, series.version) == (last, 2)
    assert LedgerEvent.objects.filter(verb="series.ended").count() == 1
    group(world, of, where, "18:00", starts_on=last)
    end(world, series, last - timedelta(weeks=1), version=2)
    with pytest.raises(UnableToOffer, match="ends earlier already"):
        end(world, series, last, version=3)


def test_a_session_in_which_people_sit_is_not_ended_and_names_nobody(world: World) -> None:
    series = group(world, program(world), room(world), "18:00")
    last = TODAY + timedelta(weeks=2)
    seats = [seated(world, series, place=place) for place in (1, 2)]
    with pytest.raises(UnableToOffer, match="2 people have seats") as refused:
        end(world, series, last)
    assert "Dana" not in str(refused.value)
    Seat.objects.filter(pk=seats[0].pk).update(ends_on=last)
    with pytest.raises(UnableToOffer, match="1 person has a seat"):
        end(world, series, last)
    Seat.objects.filter(pk=seats[1].pk).update(ends_on=TODAY)
    end(world, series, last)
    series.refresh_from_db()
    assert series.ends_on == last


@pytest.mark.parametrize("days", [-7, 0])
def test_a_session_ends_after_today(world: World, days: int) -> None:
    series = group(world, program(world), room(world), "18:00")
    with pytest.raises(UnableToOffer, match="after today"):
        end(world, series, TODAY + timedelta(days=days))


def test_a_session_to_come_ends_after_its_first_meeting(world: World) -> None:
    begins = TODAY + timedelta(weeks=3)
    series = group(world, program(world), room(world), "18:00", starts_on=begins)
    with pytest.raises(UnableToOffer, match="after the first"):
        end(world, series, begins)


def test_an_end_from_an_old_page_is_refused(world: World) -> None:
    series = group(world, program(world), room(world), "18:00")
    end(world, series, TODAY + timedelta(weeks=2))
    with pytest.raises(UnableToSave):
        end(world, series, TODAY + timedelta(weeks=1))


def change(world: World, where: Room, name: str, seats: int, *, version: int = 1) -> None:
    change_room(
        actor=world.actor(Role.DIRECTOR),
        room=where,
        name=name,
        seats=seats,
        expected_version=version,
        now=NOW,
    )


def test_a_room_is_renamed_and_changed_by_the_version_that_was_seen(world: World) -> None:
    where = room(world)
    change(world, where, "Garden room", 10)
    where.refresh_from_db()
    assert (where.name, where.seats, where.version) == ("Garden room", 10, 2)
    with pytest.raises(UnableToSave):
        change(world, where, "Room A", 8)
    room(world)
    with pytest.raises(UnableToOffer, match="room called Room A"):
        change(world, where, "Room A", 10, version=2)


def test_a_room_keeps_the_seats_that_its_sessions_need(world: World) -> None:
    of, where = program(world), room(world)
    series = group(world, of, where, "18:00", seats=6)
    group(world, of, where, "20:00", seats=8, ends_on=TODAY)
    with pytest.raises(UnableToOffer, match="offers 6 seats"):
        change(world, where, "Room A", 5)
    change(world, where, "Room A", 6)
    end(world, series, TODAY + timedelta(days=1))
    with pytest.raises(UnableToOffer, match="offers 6 seats"):
        change(world, where, "Room A", 5, version=2)


@pytest.mark.parametrize("seats", [0, -1])
def test_a_room_has_a_seat(world: World, seats: int) -> None:
    with pytest.raises(UnableToOffer, match="seat"):
        change(world, room(world), "Room A", seats)


def test_only_those_who_set_up_this_site_change_or_end_what_it_offers(world: World) -> None:
    where = room(world)
    series = group(world, program(world), where, "18:00")
    stranger = make_world("Lake", roles=(Role.DIRECTOR,)).actor(Role.DIRECTOR)
    later = TODAY + timedelta(weeks=1)
    for actor in (stranger, world.actor(Role.COUNSELOR)):
        with pytest.raises(NotAllowed):
            end_series(actor=actor, series=series, ends_on=later, expected_version=1, now=NOW)
        with pytest.raises(NotAllowed):
            change_room(actor=actor, room=where, name="B", seats=9, expected_version=1, now=NOW)
