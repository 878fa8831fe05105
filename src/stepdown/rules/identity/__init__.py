"""Whether two records may be about one person, and what agrees between them."""

from stepdown.rules.identity.agreements import Agreement
from stepdown.rules.identity.matching import Described, Likeness, likeness, turned
from stepdown.rules.identity.spelling import digits_of, is_slip_of, plain
from stepdown.rules.identity.thresholds import (
    MatchingRules,
    MatchingThreshold,
    UnableToLoadMatching,
    default_matching,
    load_matching,
)

__all__ = [
    "Agreement",
    "Described",
    "Likeness",
    "MatchingRules",
    "MatchingThreshold",
    "UnableToLoadMatching",
    "default_matching",
    "digits_of",
    "is_slip_of",
    "likeness",
    "load_matching",
    "plain",
    "turned",
]
