"""When a treatment plan is due: at first, after so many days, and when the step has changed."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure with where it comes from; `confirmed` is False where a clinic must check it."""

    value: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Versioned figures, in calendar days; what each counts from stands in the `.toml`."""

    version: str
    first_plan_days: Threshold
    review_days: Threshold
    shown_days_ahead: Threshold


@cache
def review_rules() -> ReviewRules:
    text = (files(__package__) / "reviews.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    version = data.pop("version")
    return ReviewRules(version, **{name: Threshold(**row) for name, row in data.items()})


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


def review_due(facts: PlanFacts) -> ReviewDue:
    """When the plan is next due. A changed step asks at once, whatever the days say."""
    rules = review_rules()
    ahead = timedelta(days=rules.shown_days_ahead.value)
    if facts.right_on is None:
        on = facts.admitted_on + timedelta(days=rules.first_plan_days.value)
        return ReviewDue(Why.FIRST, on, on - ahead, rules.version)
    on = facts.right_on + timedelta(days=rules.review_days.value)
    if facts.right_in_step != facts.step:
        # the decision is signed before its step begins: the plan is looked at from then on
        return ReviewDue(Why.STEP, min(facts.step_since, on), facts.right_on, rules.version)
    return ReviewDue(Why.DAYS, on, on - ahead, rules.version)
