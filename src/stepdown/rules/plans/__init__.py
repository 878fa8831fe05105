"""The treatment plan: when it is due, and which sessions a week it asks for."""

from stepdown.rules.plans.mix import Asked, weekly_mix
from stepdown.rules.plans.reviews import (
    PlanFacts,
    ReviewDue,
    ReviewRules,
    Why,
    review_due,
    review_rules,
)

__all__ = [
    "Asked",
    "PlanFacts",
    "ReviewDue",
    "ReviewRules",
    "Why",
    "review_due",
    "review_rules",
    "weekly_mix",
]
