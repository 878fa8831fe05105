"""Times of appointments in words. Nothing here says what an appointment is for."""

from datetime import date, time, timedelta


def clock(at: time) -> str:
    """6:00 pm."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"


def day(on: date | None) -> str:
    """Nov 24, 2026; empty without a date."""
    return f"{on:%b} {on.day}, {on.year}" if on else ""


def short_day_and_time(on: date, at: time) -> str:
    """Tue, Nov 24, 6:00 pm."""
    return f"{on:%a}, {on:%b} {on.day}, {clock(at)}"


def day_and_time(on: date, at: time) -> str:
    """Tuesday, 6:00 pm."""
    return f"{on:%A}, {clock(at)}"


def full_day_and_time(on: date, at: time) -> str:
    """Tuesday, November 24, at 6:00 pm."""
    return f"{on:%A}, {on:%B} {on.day}, at {clock(at)}"


def span(waited: timedelta) -> str:
    """less than an hour; 5 hours; from two days on, 3 days. Only whole ones count."""
    hours = waited // timedelta(hours=1)
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{hours // 24} days"
