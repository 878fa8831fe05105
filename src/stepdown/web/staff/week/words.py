"""Times and lengths of a week as people say them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time

from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.web.ui.charts.numbers import clock, plain
from stepdown.web.ui.hours import alike, limits

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours(minutes: int) -> str:
    """540 becomes "9 hours", 90 "1.5 hours"."""
    count = plain(minutes / 60)
    return f"{count} hour" if count == "1" else f"{count} hours"


def clock_at(at: time) -> str:
    return clock(minute_of_day(at))


def span(starts: time, minutes: int) -> str:
    """ "6:00 to 8:15 pm", with both halves of the day named where they differ."""
    begin, end = clock_at(starts), clock(minute_of_day(starts) + minutes)
    same_half = begin[-2:] == end[-2:]
    return f"{begin[:-3] if same_half else begin} to {end}"


def short_days(weekdays: Iterable[int]) -> str:
    """ "Mon to Fri" for a run of three or more, otherwise "Tue, Thu"."""
    found = sorted(set(weekdays))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{DAYS[found[0]][:3]} to {DAYS[found[-1]][:3]}"
    return ", ".join(DAYS[day][:3] for day in found)


def listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def held_words(commitments: Iterable[CommitmentRow]) -> Iterator[str]:
    """ "Work Mon to Fri, 8:00 am to 4:30 pm": one line for the days that are alike."""
    for same in alike(commitments):
        one, days = same[0], short_days([row.weekday for row in same])
        times = f"{clock_at(one.starts)} to {clock_at(one.ends)}"
        yield f"{one.kind.label} {days}, {times}{limits(same)}"


def summary(sessions: Sequence[WeeklySession], minutes: int, days: int) -> str:
    many = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
    return f"{hours(minutes)} a week in {many} on {day_count(days)}."


def day_count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
