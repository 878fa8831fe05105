"""Weeks as people read them: dated, in order, in the site's time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.clinic_week import clinic_week
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import Seat, Series, WeekPlan
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.queries import (
    appointments_of,
    next_session,
    planned_weeks,
    week_of,
)
from stepdown.clinic.timetable.times import first_meeting, monday_from, session_times
from stepdown.clinic.treatment.services import Service
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World, make_world
from tests.layers import made_once

NEXT_MONDAY = MONDAY + timedelta(days=7)


@made_once
def world() -> World:
    world = make_world()
    add_evening_program(world)
    return world


def seated(world: World, name: str = "Dana") -> Patient:
    episode = in_care(world, world.patient(name))
    offer = find_weeks(episode=episode, starts_on=MONDAY)
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.series_id for one in offer.best.sessions],
        starts_on=MONDAY,
        now=NOW,
    )
    return episode.patient


@pytest.mark.django_db
def test_a_week_is_dated_and_in_order(world: World) -> None:
    week = week_of(seated(world), monday=NEXT_MONDAY)
    assert [(one.on.weekday(), one.session.service) for one in week] == [
        (0, Service.GROUP),
        (0, Service.EDUCATION),
        (1, Service.GROUP),
        (1, Service.EDUCATION),
        (2, Service.INDIVIDUAL),
        (2, Service.GROUP),
    ]
    assert week[0].starts_at.isoformat() == "2026-11-30T18:00:00-05:00"
    assert week[0].ends_at.isoformat() == "2026-11-30T20:15:00-05:00"
    assert week[0].place == "18 Harbor St"


@pytest.mark.django_db
def test_a_week_holds_only_days_on_which_the_seat_is_the_persons(world: World) -> None:
    patient = seated(world)
    assert week_of(patient, monday=MONDAY - timedelta(days=7)) == []
    Seat.objects.filter(patient=patient).update(ends_on=NEXT_MONDAY + timedelta(days=1))
    assert {one.on for one in week_of(patient, monday=NEXT_MONDAY)} == {NEXT_MONDAY}


@pytest.mark.django_db
def test_the_next_session_is_the_one_that_goes_on_or_comes(world: World) -> None:
    patient = seated(world)

    def begins(now: str) -> str:
        found = next_session(patient, now=datetime.fromisoformat(now).astimezone(UTC))
        assert found is not None
        return f"{found.starts_at:%a %b %d %H:%M}"

    assert begins("2026-11-20T09:00-05:00") == "Mon Nov 23 18:00"  # seats begin on Monday
    assert begins("2026-11-23T20:14-05:00") == "Mon Nov 23 18:00"  # it goes on
    assert begins("2026-11-23T20:15-05:00") == "Mon Nov 23 20:15"
    assert begins("2026-11-25T23:00-05:00") == "Mon Nov 30 18:00"


@pytest.mark.django_db
def test_nothing_comes_after_the_last_seat(world: World) -> None:
    patient = seated(world)
    Seat.objects.filter(patient=patient).update(ends_on=MONDAY + timedelta(days=1))
    evening = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Monday 9 pm in New York
    assert next_session(patient, now=NOW) is not None
    assert next_session(patient, now=evening) is not None
    assert next_session(patient, now=evening + timedelta(hours=1)) is None


@pytest.mark.django_db
def test_a_person_without_a_week_has_none(world: World) -> None:
    patient = world.patient("Ana")
    assert planned_weeks(patient, on=MONDAY) == []
    assert next_session(patient, now=NOW) is None
    assert appointments_of(patient, now=NOW) == []


@pytest.mark.django_db
def test_the_clinic_week_counts_the_seats_taken_on_the_day(world: World) -> None:
    patient = seated(world)
    seated(world, "Ana")
    taken = {one.session.title: one.taken for one in clinic_week([world.site.pk], on=MONDAY)}
    assert (taken["Group 0"], taken["One to one 2"]) == (2, 1)
    Seat.objects.filter(patient=patient).update(ends_on=NEXT_MONDAY)
    later = {one.session.title: one.taken for one in clinic_week([world.site.pk], on=NEXT_MONDAY)}
    assert later["Group 0"] == 1


@pytest.mark.django_db
def test_the_clinic_week_is_read_at_once_however_many_there_are(
    world: World, django_assert_num_queries: Any
) -> None:
    seated(world)
    with django_assert_num_queries(5):
        found = clinic_week([world.site.pk], on=MONDAY)
    assert len(found) == Series.objects.count()


@pytest.mark.django_db
def test_a_calendar_has_one_appointment_a_seat_until_it_ends(world: World) -> None:
    patient = seated(world)
    Seat.objects.filter(patient=patient, series__weekday=0).update(ends_on=NEXT_MONDAY)
    found = appointments_of(patient, now=NOW)
    assert len(found) == 6
    assert {one.ends_on for one in found if one.first_on == MONDAY} == {NEXT_MONDAY}
    assert {one.ends_on for one in found if one.first_on != MONDAY} == {None}
    assert appointments_of(patient, now=NOW + timedelta(weeks=20)) == found[2:]


@pytest.mark.django_db
def test_a_seat_that_never_had_a_day_is_in_no_calendar(world: World) -> None:
    patient = seated(world)
    Seat.objects.filter(patient=patient).update(ends_on=MONDAY)
    WeekPlan.objects.update(ends_on=MONDAY)
    assert appointments_of(patient, now=NOW) == []
    assert planned_weeks(patient, on=MONDAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("on", "zone"),
    [
        ("2026-11-01", "America/New_York"),
        ("2027-03-14", "America/New_York"),
        ("2026-10-25", "Europe/Berlin"),
        ("2027-03-28", "Europe/Berlin"),
        ("2027-03-28", "America/Phoenix"),
    ],
)
@pytest.mark.parametrize("starts", ["00:30", "02:30", "13:00", "23:00"])
def test_a_session_keeps_its_minutes_over_a_clock_change(on: str, zone: str, starts: str) -> None:
    begins, ends = session_times(
        on=date.fromisoformat(on), starts=time.fromisoformat(starts), minutes=60, zone=zone
    )
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(minutes=60)
    assert begins.date() == date.fromisoformat(on)
    if starts != "02:30":  # an hour that the clocks may skip
        assert begins.time() == time.fromisoformat(starts)


def test_days_are_counted_forward_to_a_weekday() -> None:
    wednesday = date(2026, 11, 25)
    assert first_meeting(2, not_before=wednesday) == wednesday
    assert first_meeting(1, not_before=wednesday) == date(2026, 12, 1)
    assert monday_from(MONDAY) == MONDAY
    assert monday_from(wednesday) == NEXT_MONDAY
