"""The figures of `build_rules.toml`, each with its source there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stepdown.clinic.timetable.week_rules import Figure


@dataclass(frozen=True)
class BuildRules:
    """`seconds` a search may take; `fewest_in_new_group` people for whom a group is opened;
    `most_new_sessions` that are tried; `polish_seconds` for less
    travel and waiting once no more people can be served, which a gap below `one_more_person`
    proves; `silent_seconds` after which a build counts as stopped."""

    version: str
    seconds: Figure
    fewest_in_new_group: Figure
    most_new_sessions: Figure
    polish_seconds: Figure
    one_more_person: Figure
    silent_seconds: Figure


@cache
def build_rules() -> BuildRules:
    text = (files(__package__) / "build_rules.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    version = data.pop("version")
    return BuildRules(version, **{name: Figure(**table) for name, table in data.items()})
