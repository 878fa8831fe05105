"""When a person is reminded of a session: the figures of `reminders.toml`, and the span of time in
which a reminder may leave."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from stepdown.clinic.intake.reminders import Figure, reminder_rules
from stepdown.clinic.intake.times import instant_of


class Kind(StrEnum):
    """Which reminder. A person asks for both, one or none."""

    EVENING = "evening"
    HOURS = "hours"


@dataclass(frozen=True)
class SessionReminderRules:
    """`evening_hour` of the day before; `hours_before` the start."""

    version: str
    evening_hour: Figure
    hours_before: Figure


@cache
def session_reminder_rules() -> SessionReminderRules:
    data = tomllib.loads((files(__package__) / "reminders.toml").read_text(encoding="utf-8"))
    version = data.pop("version")
    return SessionReminderRules(version, **{name: Figure(**table) for name, table in data.items()})


def span_of(kind: Kind, starts_at: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """From when until when (not included) the reminder may leave; None where that would be in the
    quiet hours alone. `starts_at` is in the zone; the wall clock decides, also where it changes.
    """
    rules, quiet = session_reminder_rules(), reminder_rules()
    if kind == Kind.EVENING:
        day = starts_at.date() - timedelta(days=1)
        begins = instant_of(day, time(rules.evening_hour.value), zone)
    else:
        early = starts_at.astimezone(UTC) - timedelta(hours=rules.hours_before.value)
        day = early.astimezone(starts_at.tzinfo).date()
        begins = max(early, instant_of(day, time(quiet.quiet_until_hour.value), zone))
    quiet_from = instant_of(day, time(quiet.quiet_from_hour.value), zone)
    ends = min(starts_at.astimezone(UTC), quiet_from.astimezone(UTC))
    return (begins, ends) if begins < ends else None
