"""When a treatment plan is due, and which week it asks for."""

from datetime import date, timedelta

import pytest

from stepdown.rules.plans import (
    Asked,
    PlanFacts,
    ReviewDue,
    Why,
    review_due,
    review_rules,
    weekly_mix,
)

ADMITTED = date(2026, 11, 2)
SIGNED = date(2026, 11, 6)


def facts(**details: object) -> PlanFacts:
    known = {"admitted_on": ADMITTED, "step": 1, "step_since": ADMITTED, **details}
    return PlanFacts(**known)  # type: ignore[arg-type] # any of its fields


def due_at(known: PlanFacts) -> ReviewDue:
    return review_due(known, review_rules())


def test_the_first_plan_is_due_a_week_after_admission() -> None:
    due = due_at(facts())
    assert (due.why, due.on) == (Why.FIRST, date(2026, 11, 9))


def test_a_signed_plan_is_looked_at_after_thirty_days() -> None:
    due = due_at(facts(right_on=SIGNED, right_in_step=1))
    assert (due.why, due.on) == (Why.DAYS, date(2026, 12, 6))


@pytest.mark.parametrize(("days_before", "shown"), [(6, False), (5, True), (0, True), (-3, True)])
def test_it_is_shown_from_some_days_ahead(days_before: int, shown: bool) -> None:
    due = due_at(facts(right_on=SIGNED, right_in_step=1))
    assert due.is_shown(due.on - timedelta(days=days_before)) is shown


def test_a_changed_step_asks_from_the_day_of_the_decision() -> None:
    due = due_at(facts(step=2, step_since=date(2026, 11, 16), right_on=SIGNED, right_in_step=1))
    assert (due.why, due.on) == (Why.STEP, date(2026, 11, 16))
    assert due.is_shown(SIGNED)


def test_a_step_that_begins_late_does_not_put_the_review_off() -> None:
    due = due_at(facts(step=2, step_since=date(2027, 1, 4), right_on=SIGNED, right_in_step=1))
    assert (due.why, due.on) == (Why.DAYS, date(2026, 12, 6))


def test_every_figure_says_where_it_comes_from() -> None:
    rules = review_rules()
    for figure in (rules.first_plan_days, rules.review_days, rules.shown_days_ahead):
        assert figure.source
        assert not figure.confirmed


def test_the_goal_that_asks_for_most_of_a_service_decides() -> None:
    asked = [Asked("group", 3, True), Asked("group", 1, True), Asked("individual", 1, True)]
    assert weekly_mix(asked, on=SIGNED) == {"group": 3, "individual": 1}


def test_what_is_wanted_by_the_month_takes_no_seat_in_every_week() -> None:
    assert weekly_mix([Asked("family", 2, False)], on=SIGNED) == {}


def test_what_is_wanted_for_some_weeks_ends() -> None:
    asked = [Asked("education", 2, True, until_on=SIGNED)]
    assert weekly_mix(asked, on=SIGNED - timedelta(days=1)) == {"education": 2}
    assert weekly_mix(asked, on=SIGNED) == {}
