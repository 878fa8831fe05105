"""The thresholds of step-down advice as versioned data."""

from dataclasses import dataclass
from functools import cache

from stepdown.rules.figures import Figure, read_figures


@dataclass(frozen=True, slots=True)
class StepRules:
    """A version of the thresholds. An edit takes a new version, so advice can be replayed."""

    version: str
    attendance_percent: Figure
    phq9_steady_below: Figure
    phq9_fall: Figure
    phq9_rise: Figure
    weeks_below_plan: Figure


@cache
def default_step_rules() -> StepRules:
    """Return the thresholds the product ships."""
    version, figures, _ = read_figures("stepdown.rules.progress", "step_rules.toml")
    return StepRules(version, **figures)
