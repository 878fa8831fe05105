"""Wall times of a site as instants: right on days on which the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant_of(on: date, at: time, zone: str) -> datetime:
    """The moment of a wall time; of an hour that comes twice, the first."""
    return datetime.combine(on, at, ZoneInfo(zone))


def exists(on: date, at: time, zone: str) -> bool:
    """False for a time that the clock skips in spring."""
    wall = instant_of(on, at, zone)
    return wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall.replace(
        tzinfo=None
    )


def end_of(on: date, at: time, zone: str, minutes: int) -> datetime:
    """The local time at which so many minutes have really passed."""
    begun = instant_of(on, at, zone).astimezone(UTC)
    return (begun + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
