"""A week that will come out too low, in words that staff and the person both read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from stepdown.clinic.intake.words import day_and_time
from stepdown.clinic.progress.forecast import LowWeek, Way
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.web.ui.forms import PageForm

COUNTS = ("", "One way", "Two ways")


class MakeUpForm(PageForm):
    """A button: the session that is taken."""

    instead = forms.IntegerField(
        min_value=1, max_value=2**31, error_messages={"required": "Press one of the times"}
    )


@dataclass(frozen=True)
class TimeLine:
    """A session that fits; its button sends `series_id`."""

    series_id: int
    when: str
    what: str


@dataclass(frozen=True)
class WayLines:
    """One way: a session, or several together."""

    times: tuple[TimeLine, ...]


@dataclass(frozen=True)
class LowWeekWords:
    """`goal` "9 hours by Saturday"; `so_far` "4 h attended, 2 h still planned"."""

    goal: str
    so_far: str
    count: str
    ways: tuple[WayLines, ...]


def hours(minutes: int) -> str:
    """9; 7.5: to the quarter hour."""
    return f"{round(minutes / 15) / 4:g}"


def goal_of(low: LowWeek) -> str:
    return f"{hours(low.hours.asked)} hours by {low.by:%A}"


def so_far_of(low: LowWeek) -> str:
    return (
        f"{hours(low.hours.attended)} h so far and {hours(low.hours.planned)} h still planned"
        f" make {hours(low.hours.expected)} h"
    )


def low_week_words(low: LowWeek, ways: Sequence[Way]) -> LowWeekWords:
    lines = tuple(WayLines(tuple(_line(one) for one in way)) for way in ways)
    return LowWeekWords(goal_of(low), so_far_of(low), COUNTS[len(lines)], lines)


def _line(one: DatedSession) -> TimeLine:
    return TimeLine(
        one.session.series_id,
        day_and_time(one.on, one.starts_at.time()),
        f"{one.session.title}, with {one.session.leader}",
    )
