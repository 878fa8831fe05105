"""The thresholds of step-down advice as versioned data."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NEEDED = frozenset(
    {"attendance_percent", "phq9_steady_below", "phq9_fall", "phq9_rise", "weeks_below_plan"}
)


class UnableToLoadStepRules(Exception):
    """The step rules' data is not complete; the message names what to correct."""


@dataclass(frozen=True)
class StepThreshold:
    """One number. `confirmed` is false where it is our own invention."""

    id: str
    value: float
    source: str
    confirmed: bool


@dataclass(frozen=True)
class StepRules:
    """A version of the thresholds. An edit takes a new version, so advice can be replayed."""

    version: str
    thresholds: Mapping[str, StepThreshold]

    def number(self, id: str) -> float:
        return self.thresholds[id].value


@cache
def default_step_rules() -> StepRules:
    """Return the thresholds the product ships."""
    text = files("stepdown.rules.progress").joinpath("step_rules.toml").read_text("utf-8")
    return load_step_rules(text)


def load_step_rules(text: str) -> StepRules:
    """Read step rules from TOML; raises `UnableToLoadStepRules`."""
    try:
        data = tomllib.loads(text)
        thresholds = {id: StepThreshold(id=id, **row) for id, row in data["threshold"].items()}
        rules = StepRules(data["version"], thresholds)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UnableToLoadStepRules(f"The step rules cannot be read: {error}.") from error
    _refuse_gaps(rules)
    return rules


def _refuse_gaps(rules: StepRules) -> None:
    if missing := sorted(_NEEDED - set(rules.thresholds)):
        raise UnableToLoadStepRules(f"The step rules lack {', '.join(missing)}.")
    for threshold in rules.thresholds.values():
        if type(threshold.value) not in (int, float) or not math.isfinite(threshold.value):
            raise UnableToLoadStepRules(f"The threshold {threshold.id} is not a number.")
