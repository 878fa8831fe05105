"""From first contact to first service: what the director's figure counts."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.progress.waits import Waits, waits
from stepdown.clinic.progress.ways_in import ways_in
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + 7 * DAY


def asks(patient: Patient, at: datetime) -> None:
    Inquiry.objects.create(patient=patient, asked_by="self", first_contact_at=at)


def keeps(world: World, patient: Patient, on: date, at: time, state: str = "kept") -> None:
    slot, _ = AssessmentTime.objects.get_or_create(
        site=world.site,
        on=on,
        starts=at,
        place=patient.pk,
        defaults={"ends": time(23), "zone": world.site.zone},
    )
    Booking.objects.create(time=slot, patient=patient, state=state, made_at=NOW)


def found(world: World, now: datetime = LATER) -> Waits:
    return waits(ways_in([world.site.pk], now), now)


def test_without_anybody_there_is_no_middle(world: World) -> None:
    assert found(world) == Waits(None, came=0, not_yet=0)


def test_whoever_did_not_come_is_counted_apart(world: World) -> None:
    dana = world.patient()
    asks(dana, NOW)
    keeps(world, dana, TODAY + DAY, time(18), state="booked")
    assert found(world) == Waits(None, came=0, not_yet=1)


def test_the_first_kept_assessment_ends_the_wait(world: World) -> None:
    dana = world.patient()
    asks(dana, NOW)  # noon in New York
    keeps(world, dana, TODAY + DAY, time(18))
    keeps(world, dana, TODAY + 3 * DAY, time(18))
    assert found(world) == Waits(30 * HOUR, came=1, not_yet=0)


def test_a_session_before_any_assessment_ends_it_too(world: World) -> None:
    first, second, *_ = add_evening_program(world)
    dana = world.patient()
    take_seats(world, in_care(world, dana), [first, second])
    asks(dana, NOW - 10 * DAY)
    keeps(world, dana, TODAY + 5 * DAY, time(18))
    hold_evening(world, first, TODAY, {dana: "missed"})
    hold_evening(world, second, TODAY + DAY, {dana: "here"})
    middle = found(world).median
    assert middle is not None
    assert middle // DAY == 11


def test_the_middle_of_an_even_number_lies_between(world: World) -> None:
    for name, days in (("Ann", 1), ("Ben", 2), ("Cyd", 4), ("Dee", 20)):
        one = world.patient(name)
        asks(one, NOW - 20 * DAY)
        keeps(world, one, (NOW - 20 * DAY).date() + days * DAY, time(12))
    assert found(world) == Waits(3 * DAY, came=4, not_yet=0)


def test_a_service_before_the_call_belongs_to_an_earlier_one(world: World) -> None:
    dana = world.patient()
    keeps(world, dana, TODAY - 20 * DAY, time(18))
    asks(dana, NOW)
    assert found(world) == Waits(None, came=0, not_yet=1)


def test_who_calls_twice_waits_from_the_first_call(world: World) -> None:
    dana = world.patient()
    asks(dana, NOW - 4 * DAY)
    asks(dana, NOW)
    keeps(world, dana, TODAY + DAY, time(12))
    assert found(world) == Waits(5 * DAY, came=1, not_yet=0)


def test_ninety_days_are_counted_and_no_other_site(world: World) -> None:
    other = make_world("Ridge")
    elsewhere, long_ago = other.patient("Ruth"), world.patient("Theo")
    asks(elsewhere, NOW)
    keeps(other, elsewhere, TODAY + DAY, time(12))
    asks(long_ago, NOW - 100 * DAY)
    keeps(world, long_ago, TODAY, time(12))
    assert found(world) == Waits(None, came=0, not_yet=0)


@pytest.mark.parametrize(
    ("asked", "on"),
    [
        (datetime.fromisoformat("2026-10-31T12:00-04:00"), date(2026, 11, 1)),
        (datetime.fromisoformat("2027-03-13T12:00-05:00"), date(2027, 3, 14)),
    ],
)
def test_a_day_on_which_the_clock_changes_is_as_long_as_it_was(
    world: World, asked: datetime, on: date
) -> None:
    dana = world.patient()
    asks(dana, asked)
    keeps(world, dana, on, time(12))
    assert found(world, asked + 7 * DAY).median == (25 if on.month == 11 else 23) * HOUR


def test_more_people_cost_no_more_questions(world: World) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            found(world)
        return len(asked)

    asks(world.patient(), NOW)
    few = questions()
    for number in range(9):
        one = world.patient(f"Person {number}")
        asks(one, NOW)
        keeps(world, one, TODAY + DAY, time(18))
    assert (questions(), few) == (2, 2)
