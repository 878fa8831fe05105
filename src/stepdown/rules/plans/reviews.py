"""When a treatment plan is due: at first, after so many days, and when the step has changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from stepdown.rules.figures import Figure, read_figures


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Versioned figures, in calendar days; what each counts from stands in the `.toml`."""

    version: str
    first_plan_days: Figure
    review_days: Figure
    shown_days_ahead: Figure


@cache
def review_rules() -> ReviewRules:
    version, figures, _ = read_figures("stepdown.rules.plans", "reviews.toml")
    return ReviewRules(version, **figures)


class Why(StrEnum):
    """Why the plan is due."""

    FIRST = "first"
    DAYS = "days"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`right_on`: the day the plan was last signed or found right, in step `right_in_step`; both
    None before the first plan. `step_since`: the first day of the step that holds now."""

    admitted_on: date
    step: int
    step_since: date
    right_on: date | None = None
    right_in_step: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The day by which the plan is due, and since when it is shown."""

    why: Why
    on: date
    shown_from: date
    rules_version: str

    def is_shown(self, today: date) -> bool:
        return self.shown_from <= today


def review_due(facts: PlanFacts, rules: ReviewRules) -> ReviewDue:
    """When the plan is next due, and why: a changed step asks at once, but days that run out
    before it begins come first."""
    ahead = timedelta(days=rules.shown_days_ahead.value)
    if facts.right_on is None:
        on = facts.admitted_on + timedelta(days=rules.first_plan_days.value)
        return ReviewDue(Why.FIRST, on, on - ahead, rules.version)
    on = facts.right_on + timedelta(days=rules.review_days.value)
    if facts.right_in_step != facts.step:
        # the decision is signed before its step begins: the plan is looked at from then on
        why = Why.STEP if facts.step_since <= on else Why.DAYS
        return ReviewDue(why, min(facts.step_since, on), facts.right_on, rules.version)
    return ReviewDue(Why.DAYS, on, on - ahead, rules.version)
