"""Classes that people came to or missed, for tests of the course."""

from datetime import date, timedelta

from stepdown.clinic.education.queries import lesson_of
from stepdown.clinic.people.models import Patient
from stepdown.clinic.timetable.models import Series
from stepdown.rules.education import Lesson
from tests.clinic.evenings import hold_evening, take_seats
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import World

CLASS = 3  # which series of the evening program is Monday's class
WEEK = timedelta(weeks=1)


def monday_class(world: World, *people: Patient) -> Series:
    """Monday's class, in which these people have seats from this week on."""
    series = add_evening_program(world)[CLASS]
    for patient in people:
        take_seats(world, in_care(world, patient), [series])
    return series


def hold_class(
    world: World, series: Series, statuses: dict[Patient, str], on: date = MONDAY
) -> Lesson:
    """The class is over and its roll closed; the lesson it gave."""
    hold_evening(world, series, on, statuses, noted=False)
    lesson = lesson_of(series, on)
    assert lesson is not None  # the evening program follows the course
    return lesson
