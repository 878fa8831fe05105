"""Step-down advice: move on to fewer hours, stay, or look together."""

from stepdown.rules.progress.advice import Sign, StepAdvice, Suggestion, advise_step
from stepdown.rules.progress.evidence import StepEvidence, UnableToAdviseStep
from stepdown.rules.progress.step_rules import (
    StepRules,
    StepThreshold,
    UnableToLoadStepRules,
    default_step_rules,
    load_step_rules,
)

__all__ = [
    "Sign",
    "StepAdvice",
    "StepEvidence",
    "StepRules",
    "StepThreshold",
    "Suggestion",
    "UnableToAdviseStep",
    "UnableToLoadStepRules",
    "advise_step",
    "default_step_rules",
    "load_step_rules",
]
