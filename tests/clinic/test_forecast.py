"""The hours forecast: whom it names, from when on, and the times with which the week is right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.coming.operations import answer_session
from stepdown.clinic.coming.queries import Says
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.forecast import LowWeek, low_week_of, low_weeks_ahead, ways_of
from stepdown.clinic.progress.making_up import make_up_hours
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.rules.progress import WeekAhead
from tests.clinic.evenings import mark, open_evening, take_seats
from tests.clinic.seated import on_first_evenings, own_actor
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db
TUESDAY = TODAY + timedelta(days=1)
NOON = NOW + timedelta(days=1)


@dataclass
class Week:
    """Dana has groups on Monday, Tuesday and Wednesday; the one on Thursday has room."""

    world: World
    dana: Patient

    def group(self, weekday: int) -> Series:
        return Series.objects.get(service="group", weekday=weekday)

    def mark(self, status: str, on: date = TODAY) -> None:
        session = open_evening(self.world, self.group(on.weekday()), on)
        mark(self.world, session, {self.dana: status}, now=session.ends_at)

    def low(self, now: datetime = NOON) -> LowWeek | None:
        return low_week_of(self.dana, now=now)

    def named(self, now: datetime = NOON) -> list[str]:
        counselor = self.world.actor(Role.COUNSELOR)
        return [one.patient.given_name for one in low_weeks_ahead(counselor, now=now)]

    def ways(self) -> list[list[str]]:
        low = self.low()
        assert low is not None
        return [[f"{one.on:%A}" for one in way] for way in ways_of(low, now=NOON)]

    def take(self, actor: Actor) -> None:
        make_up_hours(actor=actor, patient=self.dana, series_id=self.group(3).pk, now=NOON)


@made_once
def week() -> Week:
    world = make_world()
    return Week(world, on_first_evenings(world))


def test_a_week_that_comes_out_right_names_nobody(week: Week) -> None:
    week.mark("here")
    assert week.named() == []


def test_a_missed_group_is_told_on_tuesday_with_what_would_still_reach_the_hours(
    week: Week,
) -> None:
    week.mark("missed")
    assert week.named(NOW + timedelta(hours=9)) == []  # still Monday
    assert week.named() == ["Dana"]
    low = week.low()
    assert low is not None
    assert low.hours == WeekAhead(540, 0, 540 - 120)
    assert [one.on for one in low.missed] == [TODAY]
    assert low.by == TODAY + timedelta(days=3)  # the last evening on which this clinic meets
    assert week.ways() == [["Thursday"]]


def test_a_session_that_they_cannot_come_to_counts_before_it_is_missed(week: Week) -> None:
    week.mark("here")
    answer_session(
        actor=own_actor(week.world, week.dana),
        patient=week.dana,
        series_id=week.group(2).pk,
        on=TODAY + timedelta(days=2),
        says=Says.AWAY,
        now=NOON,
    )
    low = week.low()
    assert low is not None
    assert low.hours.short_by == 120


def test_a_roll_that_nobody_called_is_held_against_nobody(week: Week) -> None:
    assert week.low() is None


def test_staff_or_the_person_take_the_time_and_the_week_is_right(week: Week) -> None:
    week.mark("missed")
    with pytest.raises(NotAllowed):
        week.take(week.world.actor(Role.TECHNICIAN))
    week.take(own_actor(week.world, week.dana))
    assert week.named() == []
    seat = Seat.objects.get(series=week.group(3), patient=week.dana)
    assert (seat.is_make_up, seat.starts_on) == (True, TODAY + timedelta(days=3))
    assert LedgerEvent.objects.filter(verb="hours.made_up").count() == 1
    with pytest.raises(UnableToSeat, match="comes out right already"):
        week.take(week.world.actor(Role.COUNSELOR))


def test_a_time_that_does_not_fit_is_not_booked(week: Week) -> None:
    week.mark("missed")
    with pytest.raises(UnableToSeat, match="not free any more"):
        make_up_hours(
            actor=week.world.actor(Role.COUNSELOR),
            patient=week.dana,
            series_id=week.group(1).pk,
            now=NOON,
        )


def test_it_costs_the_same_queries_for_more_people(week: Week) -> None:
    week.mark("missed")
    counts = []
    for name in ("", "Luis", "Mateo"):
        if name:
            other = week.world.patient(name)
            take_seats(week.world, in_care(week.world, other), [week.group(0)])
        with CaptureQueriesContext(connection) as caught:
            week.named()
        counts.append(len(caught))
    assert len(set(counts)) == 1
