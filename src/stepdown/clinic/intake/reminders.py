"""When a person is reminded: the figures of `reminders.toml`, each with its source there."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.policies.policy import Policy
from stepdown.rules.figures import Figure, read_figures


@dataclass(frozen=True)
class ReminderRules:
    """`days_before` the appointment, at its own time of day but from `earliest_hour` to
    `latest_hour`; nothing goes out from `quiet_from_hour` on, and no text or reminder of a session
    before `quiet_until_hour`."""

    version: str
    days_before: Figure
    earliest_hour: Figure
    latest_hour: Figure
    quiet_from_hour: Figure
    quiet_until_hour: Figure


@cache
def reminder_rules() -> ReminderRules:
    version, figures, _ = read_figures("stepdown.clinic.intake", "reminders.toml")
    return ReminderRules(version, **figures)


REMINDERS = Policy("appointments", "Reminders of appointments, and quiet hours", reminder_rules)


def reminder_span(
    on: date, starts: time, zone: str, rules: ReminderRules
) -> tuple[datetime, datetime]:
    """From when until when the reminder of an appointment may leave; the wall clock decides,
    also where it changes on the way."""
    day = on - timedelta(days=rules.days_before.value)
    earliest, latest = time(rules.earliest_hour.value), time(rules.latest_hour.value)
    begins = instant_of(day, min(max(starts, earliest), latest), zone)
    return begins, instant_of(day, time(rules.quiet_from_hour.value), zone)
