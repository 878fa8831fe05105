"""Step-down advice: move on to fewer hours, stay, or look together."""

from stepdown.rules.progress.advice import Sign, StepAdvice, Suggestion, advise_step
from stepdown.rules.progress.evidence import StepEvidence, UnableToAdviseStep
from stepdown.rules.progress.step_rules import StepRules, default_step_rules
from stepdown.rules.progress.week_ahead import (
    Time,
    WeekAhead,
    WeekAheadRules,
    is_told_on,
    ways_to_reach,
    week_ahead_rules,
)

__all__ = [
    "Sign",
    "StepAdvice",
    "StepEvidence",
    "StepRules",
    "Suggestion",
    "Time",
    "UnableToAdviseStep",
    "WeekAhead",
    "WeekAheadRules",
    "advise_step",
    "default_step_rules",
    "is_told_on",
    "ways_to_reach",
    "week_ahead_rules",
]
