"""The figures of `week_rules.toml`, each with its source there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Figure:
    """One figure; `confirmed` is False where a clinic must check it."""

    value: int
    source: str
    confirmed: bool


@dataclass(frozen=True)
class WeekRules:
    """`fewest_days` of a week at Level 2.1; `longest_day_minutes` by the clock, breaks included;
    `day_worth_minutes` of waiting that a saved day is worth, `rather_not_minutes` that it is worth
    to leave a time alone that the person would rather keep; `leader_access_days` after a person's
    last session with a leader; `proposal_hours` for which a proposed week's seats are held;
    `contact_day_minutes` and `contact_week_minutes` of direct contact that one person has at
    most, until a site says otherwise."""

    version: str
    fewest_days: Figure
    longest_day_minutes: Figure
    day_worth_minutes: Figure
    rather_not_minutes: Figure
    leader_access_days: Figure
    proposal_hours: Figure
    contact_day_minutes: Figure
    contact_week_minutes: Figure


@cache
def week_rules() -> WeekRules:
    text = (files(__package__) / "week_rules.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    version = data.pop("version")
    return WeekRules(version, **{name: Figure(**table) for name, table in data.items()})
