"""What vital signs can be at all and how long findings are fresh, as read from the data."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Vital:
    """One vital sign; a value outside `lowest` to `highest` (included) is a slip of the pen.

    Outside `usual_lowest` to `usual_highest` it is seldom, and is taken again.
    """

    key: str
    label: str
    unit: str
    lowest: float
    highest: float
    decimals: int
    usual_lowest: float
    usual_highest: float

    def is_usual(self, value: float) -> bool:
        return self.usual_lowest <= value <= self.usual_highest


@dataclass(frozen=True)
class Freshness:
    """After so many hours a finding counts as not known. None is confirmed by a clinic yet."""

    hours: int
    source: str
    confirmed: bool

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.hours)


_DATA: Final = tomllib.loads(
    files("stepdown.clinic.treatment").joinpath("assessment.toml").read_text("utf-8")
)
VERSION: Final[str] = _DATA["version"]
VITALS: Final = {row["key"]: Vital(**row) for row in _DATA["vital"]}
FRESH: Final = {name: Freshness(**row) for name, row in _DATA["fresh"].items()}
