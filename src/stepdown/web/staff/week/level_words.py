"""What is said of a week with fewer hours than its level has."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from stepdown.clinic.timetable.level import missed_floor
from stepdown.clinic.timetable.queries import PlannedWeek
from stepdown.web.staff.week.words import hours


def no_longer_level(episode: Any, weeks: Iterable[PlannedWeek], today: date) -> str:
    """One plain sentence about the first such week; empty where none is."""
    for week in weeks:
        if floor := missed_floor(episode, week, on=today):
            return (
                f"This week has {hours(week.weekly_minutes)}. Below {hours(floor)} a week it is no"
                " longer Level 2.1. Plan a new week, or review the step."
            )
    return ""
