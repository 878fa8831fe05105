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
from stepdown.rules.taper.programs import (
    ProgramShape,
    ProgramTemplate,
    ServiceRule,
    level_of_step,
    program_templates,
    service_rules,
)

__all__ = [
    "LevelNotice",
    "LevelReason",
    "LevelRules",
    "Phase",
    "PlannedPhase",
    "ProgramShape",
    "ProgramTemplate",
    "ServiceRule",
    "SessionKind",
    "TaperTemplate",
    "Threshold",
    "UnableToPlanPhases",
    "UnableToTellLevel",
    "default_level_rules",
    "default_templates",
    "level_for",
    "level_of_step",
    "next_phase",
    "phase_on",
    "plan_phases",
    "previous_phase",
    "program_templates",
    "service_rules",
    "shrinks",
]
