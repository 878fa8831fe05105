"""Our own six life areas. A clinician rates each before the advice is shown (design guide S3)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

HIGHEST_CONCERN: Final = 4
FIT: Final = "fit"  # says which program suits, never which level: it is no fact for the rules


class UnableToRate(Exception):
    """The ratings are not whole; the message names what to rate."""


@dataclass(frozen=True)
class LifeArea:
    """One area; `degrees[n]` is what a concern of n, 0 to 4, means."""

    key: str
    label: str
    about: str
    degrees: tuple[str, ...]


@dataclass(frozen=True)
class LifeAreas:
    """A version of the areas. `confirmed`: a clinic has read and taken them over."""

    version: str
    source: str
    confirmed: bool
    areas: tuple[LifeArea, ...]


@cache
def life_areas() -> LifeAreas:
    data = tomllib.loads(
        files("stepdown.rules.placement").joinpath("areas.toml").read_text("utf-8")
    )
    areas = tuple(LifeArea(**{**row, "degrees": tuple(row["degrees"])}) for row in data["area"])
    return LifeAreas(data["version"], data["source"], data["confirmed"], areas)


def checked_concerns(concerns: Mapping[str, int]) -> dict[str, int]:
    """The six ratings in the order of the areas; raises `UnableToRate` where one is not 0 to 4.

    They are never added up or averaged.
    """
    found = {}
    for area in life_areas().areas:
        concern = concerns.get(area.key)
        if type(concern) is not int or not 0 <= concern <= HIGHEST_CONCERN:
            raise UnableToRate(f"Rate {area.label.lower()} from 0 to {HIGHEST_CONCERN}.")
        found[area.key] = concern
    if unknown := set(concerns) - set(found):
        raise UnableToRate(f"There is no area {', '.join(sorted(unknown))}.")
    return found


def concern_facts(concerns: Mapping[str, int]) -> dict[str, int]:
    """The ratings as the rules read them, by names of `Facts`."""
    return {f"concern_{key}": concern for key, concern in concerns.items() if key != FIT}
