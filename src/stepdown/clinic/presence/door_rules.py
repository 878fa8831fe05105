"""From when until when a session's code works: the figures of `door_rules.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from stepdown.clinic.intake.reminders import Figure


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
    data = tomllib.loads((files(__package__) / "door_rules.toml").read_text(encoding="utf-8"))
    version = data.pop("version")
    return DoorRules(version, **{name: Figure(**table) for name, table in data.items()})


def opens_at(starts_at: datetime) -> datetime:
    return starts_at - timedelta(minutes=door_rules().opens_minutes_before.value)


def minutes_late(said_at: datetime, starts_at: datetime) -> int:
    """Whole minutes after the start; 0 for who is on time or hardly late."""
    late = int((said_at - starts_at).total_seconds() // 60)
    return late if late > door_rules().late_after_minutes.value else 0
