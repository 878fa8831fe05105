"""When a weekly session takes place: the site's wall clock, right across both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def session_times(*, on: date, starts: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Start and end in the zone. The length is real minutes, whatever the clocks do meanwhile.

    A start that the clocks skip is moved on by the hour they skip.
    """
    local = ZoneInfo(zone)
    start = datetime.combine(on, starts, tzinfo=local).astimezone(UTC)
    return start.astimezone(local), (start + timedelta(minutes=minutes)).astimezone(local)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def monday_from(day: date) -> date:
    """The day itself if it is a Monday, otherwise the next one."""
    return day + timedelta(days=-day.weekday() % 7)


def first_meeting(weekday: int, *, not_before: date) -> date:
    """The first day with this weekday (0 is Monday) on or after `not_before`."""
    return not_before + timedelta(days=(weekday - not_before.weekday()) % 7)


def minute_of_day(at: time) -> int:
    return at.hour * 60 + at.minute
