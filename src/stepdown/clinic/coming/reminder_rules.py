"""When a person is reminded of a session: the figures of `reminders.toml`, and the span of time in
which a reminder may leave."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from stepdown.clinic.intake.reminders import REMINDERS, ReminderRules
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import in_force
from stepdown.rules.figures import Figure, read_figures


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
    version, figures, _ = read_figures("stepdown.clinic.coming", "reminders.toml")
    return SessionReminderRules(version, **figures)


SESSION_REMINDERS = Policy("sessions", "Reminders of sessions", session_reminder_rules)


@dataclass(frozen=True)
class ReminderTimes:
    """What holds at one site; all reminders share the quiet hours."""

    rules: SessionReminderRules
    quiet: ReminderRules


def reminder_times(site_id: int, now: datetime) -> ReminderTimes:
    rules = in_force(SESSION_REMINDERS, site_id, now)
    return ReminderTimes(rules, in_force(REMINDERS, site_id, now))


def span_of(
    kind: Kind, starts_at: datetime, zone: str, times: ReminderTimes
) -> tuple[datetime, datetime] | None:
    """From when until when (not included) the reminder may leave; None where that would be in the
    quiet hours alone. `starts_at` is in the zone; the wall clock decides, also where it changes.
    """
    rules, quiet = times.rules, times.quiet
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
