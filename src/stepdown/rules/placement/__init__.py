"""Placement advice: emergency, detox first, medical care today, IOP, or another level.

The advice is ours and cites public sources; it is not a placement under anybody's criteria.
"""

from stepdown.rules.placement.advice import Advice, Change, Reason, advise
from stepdown.rules.placement.areas import (
    LifeArea,
    UnableToRate,
    checked_concerns,
    concern_facts,
    life_areas,
)
from stepdown.rules.placement.facts import (
    Facts,
    Substance,
    SubstanceUse,
    SuicideRisk,
    UnableToAdvise,
)
from stepdown.rules.placement.levels import (
    Edition,
    Level,
    UnableToFindLevel,
    is_adult,
    level,
    weekly_minimum_minutes,
)
from stepdown.rules.placement.rule_set import (
    Outcome,
    Rule,
    RuleSet,
    Threshold,
    UnableToLoadRules,
    default_rule_set,
    load_rule_set,
    read_rule_set,
)

__all__ = [
    "Advice",
    "Change",
    "Edition",
    "Facts",
    "Level",
    "LifeArea",
    "Outcome",
    "Reason",
    "Rule",
    "RuleSet",
    "Substance",
    "SubstanceUse",
    "SuicideRisk",
    "Threshold",
    "UnableToAdvise",
    "UnableToFindLevel",
    "UnableToLoadRules",
    "UnableToRate",
    "advise",
    "checked_concerns",
    "concern_facts",
    "default_rule_set",
    "is_adult",
    "level",
    "life_areas",
    "load_rule_set",
    "read_rule_set",
    "weekly_minimum_minutes",
]
