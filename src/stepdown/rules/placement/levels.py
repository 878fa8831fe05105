"""Levels of care with their criteria edition, and the weekly floor of an IOP by age."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

Edition = Literal["3rd", "4th"]


class UnableToFindLevel(Exception):
    """No level has this code in this edition."""


@dataclass(frozen=True)
class Level:
    """A level of care; `code` has a meaning only together with `edition`.

    `hours`: structured clinical hours a week in words, empty where no figure is set. They are
    those of adults; `adolescent_hours` says where theirs differ.
    """

    code: str
    edition: Edition
    name: str
    hours: str = ""
    adolescent_hours: str = ""
    source: str = "No figure is set"
    confirmed: bool = False

    def hours_at(self, age_years: int | None) -> str:
        """The hours a week that go with this level at that age, in words."""
        is_young = age_years is not None and not is_adult(age_years)
        return (is_young and self.adolescent_hours) or self.hours


@dataclass(frozen=True)
class WeeklyMinimum:
    """Fewest clinical minutes a week of an intensive outpatient program, by age in years."""

    adult_from_age: int
    adult_minutes: int
    adolescent_minutes: int
    source: str
    confirmed: bool


_DATA: Final = tomllib.loads(
    files("stepdown.rules.placement").joinpath("levels.toml").read_text("utf-8")
)
WEEKLY_MINIMUM: Final = WeeklyMinimum(**_DATA["weekly_minimum"])


@cache
def levels() -> tuple[Level, ...]:
    """Return every level we know, in both editions."""
    return tuple(Level(**row) for row in _DATA["level"])


def level(code: str, edition: Edition) -> Level:
    """Return the level of this code and edition; raises `UnableToFindLevel`."""
    for known in levels():
        if (known.code, known.edition) == (code, edition):
            return known
    raise UnableToFindLevel(f"There is no level {code} in the {edition} edition.")


def is_adult(age_years: int) -> bool:
    return age_years >= WEEKLY_MINIMUM.adult_from_age


def weekly_minimum_minutes(age_years: int) -> int:
    """Return the fewest planned clinical minutes a week of Level 2.1: 540 for adults, else 360.

    Source: SAMHSA Advisory on intensive outpatient treatment (2021); COMAR 10.63.03.03.
    """
    if is_adult(age_years):
        return WEEKLY_MINIMUM.adult_minutes
    return WEEKLY_MINIMUM.adolescent_minutes


def edition_for(age_years: int | None, edition: Edition) -> Edition:
    """Return the edition that applies: the 4th has no volume for adolescents yet.

    Raises `UnableToFindLevel` for an edition we have no levels of.

    Source: Ohio bulletin 3d0f5b4, adolescent volume expected 2026-2028. An unknown age keeps
    the clinic's edition, because no level is suggested without an age.
    """
    if edition not in get_args(Edition):
        raise UnableToFindLevel(f"There is no edition {edition!r}; choose 3rd or 4th.")
    if age_years is not None and not is_adult(age_years):
        return "3rd"
    return edition
