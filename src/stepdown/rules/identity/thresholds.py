"""What counts as an agreement between two records, and how much, as versioned data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stepdown.rules.identity.agreements import Agreement

_NEEDED = frozenset(
    {"phone_digits", "letters_for_a_slip", "enough", "agreements_to_tell", *Agreement}
)


class UnableToLoadMatching(Exception):
    """The data of the matching rule is not complete; the message names what to correct."""


@dataclass(frozen=True)
class MatchingThreshold:
    """One whole number. `confirmed` is false where it is our own invention."""

    id: str
    value: int
    source: str
    confirmed: bool


@dataclass(frozen=True)
class MatchingRules:
    """A version of the thresholds. An edit takes a new version."""

    version: str
    thresholds: Mapping[str, MatchingThreshold]

    def number(self, id: str) -> int:
        return self.thresholds[id].value


@cache
def default_matching() -> MatchingRules:
    """The thresholds the product ships."""
    return load_matching(files(__package__).joinpath("matching.toml").read_text("utf-8"))


def load_matching(text: str) -> MatchingRules:
    """Reads the rules from TOML; raises `UnableToLoadMatching`."""
    try:
        data = tomllib.loads(text)
        rows = {id: MatchingThreshold(id=id, **row) for id, row in data["threshold"].items()}
        rules = MatchingRules(data["version"], rows)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnableToLoadMatching(f"The matching rules cannot be read: {error}.") from error
    if missing := sorted(_NEEDED - set(rows)):
        raise UnableToLoadMatching(f"The matching rules lack {', '.join(missing)}.")
    if odd := [row.id for row in rows.values() if type(row.value) is not int or row.value < 1]:
        raise UnableToLoadMatching(f"These are not whole numbers from 1: {', '.join(odd)}.")
    return rules
