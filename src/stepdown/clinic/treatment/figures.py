"""What vital signs can be at all, what of them is usual, and how long findings are fresh."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from stepdown.clinic.policies.policy import Policy
from stepdown.rules.figures import Figure, read_figures

HERE: Final = "stepdown.clinic.treatment"


@dataclass(frozen=True)
class Vital:
    """One vital sign; a value outside `lowest` to `highest` (included) is a slip of the pen."""

    key: str
    label: str
    unit: str
    lowest: float
    highest: float
    decimals: int

    def words(self, value: float) -> str:
        """The value with its unit, as staff take it: kept in Celsius, warmth is typed and read in
        Fahrenheit."""
        if self.unit == "°C":
            return f"{round(value * 1.8 + 32, 1):g} °F"
        return f"{value:g} {self.unit}"


_DATA: Final = tomllib.loads((files(HERE) / "assessment.toml").read_text("utf-8"))
VITALS: Final = {row["key"]: Vital(**row) for row in _DATA["vital"]}


@dataclass(frozen=True)
class UsualRules:
    """From where to where a vital sign is usual; outside it is taken again."""

    version: str
    systolic_low: Figure
    systolic_high: Figure
    diastolic_low: Figure
    diastolic_high: Figure
    pulse_low: Figure
    pulse_high: Figure
    temperature_low: Figure
    temperature_high: Figure
    oxygen_low: Figure
    breath_alcohol_high: Figure

    def ends(self, vital: Vital) -> tuple[float, float]:
        """Where nothing is set, up to what is possible at all."""
        low, high = _ENDS[vital.key]
        hundredths = 100 if vital.key == "breath_alcohol_percent" else 1
        return (
            getattr(self, low).value / hundredths if low else vital.lowest,
            getattr(self, high).value / hundredths if high else vital.highest,
        )


_ENDS: Final = {
    "systolic_mm_hg": ("systolic_low", "systolic_high"),
    "diastolic_mm_hg": ("diastolic_low", "diastolic_high"),
    "pulse_per_minute": ("pulse_low", "pulse_high"),
    "temperature_celsius": ("temperature_low", "temperature_high"),
    "oxygen_percent": ("oxygen_low", ""),
    "breath_alcohol_percent": ("", "breath_alcohol_high"),
}


@dataclass(frozen=True)
class FreshRules:
    """After so long a finding counts as not known."""

    version: str
    withdrawal: Figure
    history: Figure
    diagnosis: Figure
    rating: Figure
    decision: Figure


def span_of(figure: Figure) -> timedelta:
    return timedelta(**{figure.unit: figure.value})


@cache
def usual_rules() -> UsualRules:
    version, figures, _ = read_figures(HERE, "usual.toml")
    return UsualRules(version, **figures)


@cache
def fresh_rules() -> FreshRules:
    version, figures, _ = read_figures(HERE, "freshness.toml")
    return FreshRules(version, **figures)


USUAL = Policy("usual", "When a vital sign is taken again", usual_rules)
FRESH = Policy("fresh", "How long findings are fresh", fresh_rules)
