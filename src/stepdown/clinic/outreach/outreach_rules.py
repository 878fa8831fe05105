"""By when somebody who was missed is called: the figures of `outreach_rules.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stepdown.clinic.intake.reminders import Figure


@dataclass(frozen=True)
class OutreachRules:
    """Owed within `due_hours` of the end of the session, for `stands_days`; a next try lies at
    most `furthest_days` ahead."""

    version: str
    due_hours: Figure
    stands_days: Figure
    furthest_days: Figure


@cache
def outreach_rules() -> OutreachRules:
    data = tomllib.loads((files(__package__) / "outreach_rules.toml").read_text(encoding="utf-8"))
    version = data.pop("version")
    return OutreachRules(version, **{name: Figure(**table) for name, table in data.items()})
