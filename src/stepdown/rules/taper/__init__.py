"""Planned phases whose hours shrink, and the level of care that a planned week amounts to."""

from stepdown.rules.taper.defaults import default_level_rules, default_templates, level_for
from stepdown.rules.taper.levels import (
    LevelNotice,
    LevelReason,
    LevelRules,
    Threshold,
    UnableToTellLevel,
)
from stepdown.rules.taper.phases import (
    Phase,
    PlannedPhase,
    SessionKind,
    TaperTemplate,
    UnableToPlanPhases,
    next_phase,
    phase_on,
    plan_phases,
    previous_phase,
    shrinks,
)

__all__ = [
    "LevelNotice",
    "LevelReason",
    "LevelRules",
    "Phase",
    "PlannedPhase",
    "SessionKind",
    "TaperTemplate",
    "Threshold",
    "UnableToPlanPhases",
    "UnableToTellLevel",
    "default_level_rules",
    "default_templates",
    "level_for",
    "next_phase",
    "phase_on",
    "plan_phases",
    "previous_phase",
    "shrinks",
]
