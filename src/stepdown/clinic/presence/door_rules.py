"""From when until when a session's code works: the figures of `door_rules.toml`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from stepdown.clinic.policies.policy import Policy
from stepdown.rules.figures import Figure, read_figures


@dataclass(frozen=True)
class DoorRules:
    """The code opens so many minutes before the start; who says it more than `late_after_minutes`
    after it is proposed as late; `most_tries` of one account in ten minutes."""

    version: str
    opens_minutes_before: Figure
    late_after_minutes: Figure
    most_tries: Figure


@cache
def door_rules() -> DoorRules:
    version, figures, _ = read_figures("stepdown.clinic.presence", "door_rules.toml")
    return DoorRules(version, **figures)


DOOR = Policy("door", "The code at the door", door_rules)


def opens_at(starts_at: datetime, rules: DoorRules) -> datetime:
    return starts_at - timedelta(minutes=rules.opens_minutes_before.value)


def minutes_late(said_at: datetime, starts_at: datetime, rules: DoorRules) -> int:
    """Whole minutes after the start; 0 for who is on time or hardly late."""
    late = int((said_at - starts_at).total_seconds() // 60)
    return late if late > rules.late_after_minutes.value else 0
