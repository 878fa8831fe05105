"""Figures that a clinic can set for itself, each with its source and its limits."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

HOUR = "o'clock"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `confirmed` is False where a clinic must check it. `words` say what it is of:
    one without words is not for a clinic to change. `choices` name the values from `lowest` on.
    """

    value: int
    source: str
    confirmed: bool
    words: str = ""
    unit: str = ""
    lowest: int = 0
    highest: int = 0
    choices: tuple[str, ...] = ()

    def shown(self, value: int | None = None) -> str:
        """The figure, or another value for it, as it is read: "2 working days", "9 pm"."""
        which = self.value if value is None else value
        if self.choices:
            return self.choices[which - self.lowest]
        if self.unit == HOUR:
            return _clock(which)
        unit = self.unit.removesuffix("s") if which == 1 else self.unit
        return f"{which} {unit}".strip()

    def named_values(self) -> list[tuple[int, str]]:
        """Every value with its name, where one chooses from them; none where one types a number."""
        if not self.choices and self.unit != HOUR:
            return []
        return [(one, self.shown(one)) for one in range(self.lowest, self.highest + 1)]


def _clock(hour: int) -> str:
    return f"{(hour - 1) % 12 + 1} {'am' if hour % 24 < 12 else 'pm'}"


def read_figures(package: str, name: str) -> tuple[str, Mapping[str, Figure], Mapping[str, Any]]:
    """A `.toml` of this shape: its version, its figures by name, and whatever else it holds."""
    data = tomllib.loads((files(package) / name).read_text(encoding="utf-8"))
    version = data.pop("version")
    tables = {key: row for key, row in data.items() if isinstance(row, dict) and "value" in row}
    rest = {key: row for key, row in data.items() if key not in tables}
    return version, {key: _figure(row) for key, row in tables.items()}, rest


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(**{**row, "choices": tuple(row.get("choices", ()))})
