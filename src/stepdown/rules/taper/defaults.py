"""The templates and level rules that come with the program, read from the data beside this file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from stepdown.rules.taper.levels import LevelNotice, LevelRules, Threshold, decide_level
from stepdown.rules.taper.phases import Phase, SessionKind, TaperTemplate


@cache
def default_templates() -> Mapping[str, TaperTemplate]:
    """Templates by key; none is confirmed until a clinic approves it."""
    templates = [_template(table) for table in _read("templates.toml")["template"]]
    return MappingProxyType({t.key: t for t in templates})


@cache
def default_level_rules() -> LevelRules:
    """The figures of `levels.toml`, each with its source there."""
    data = _read("levels.toml")
    codes = tuple(data.pop("outpatient_codes").items())
    version = data.pop("version")
    thresholds = {name: Threshold(**table) for name, table in data.items()}
    return LevelRules(version=version, outpatient_codes=codes, **thresholds)


def level_for(
    weekly_minutes: int,
    age_years: int,
    *,
    edition: str = "3rd",
    is_transition: bool = False,
    weeks: int | None = None,
    rules: LevelRules | None = None,
) -> LevelNotice:
    """The level that a planned week of `weekly_minutes` clinical minutes is at this age.

    A planned transition (`is_transition`, lasting `weeks` in all) below the floor stays 2.1 while
    it is within the rules' `transition_weeks`. Raises `UnableToTellLevel` for an unknown edition.
    """
    return decide_level(
        weekly_minutes,
        age_years,
        rules=rules or default_level_rules(),
        edition=edition,
        is_transition=is_transition,
        weeks=weeks,
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def _template(table: Mapping[str, Any]) -> TaperTemplate:
    phases = tuple(read_phase(n, row) for n, row in enumerate(table["phase"], start=1))
    return TaperTemplate(
        table["key"], table["version"], table["source"], table["confirmed"], phases
    )


def read_phase(number: int, table: Mapping[str, Any]) -> Phase:
    """From plain data, as files and the record keep it."""
    sessions = tuple(SessionKind(**row) for row in table["sessions"])
    is_transition = table.get("is_transition", False)
    return Phase(number, table["name"], table["weeks"], table["days"], sessions, is_transition)
