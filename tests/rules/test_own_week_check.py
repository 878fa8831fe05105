"""Each hard rule has a week that breaks it and nothing else; the checker names that rule."""

from dataclasses import replace

import pytest

from stepdown.rules.timetable.own_week import (
    Busy,
    Chosen,
    Closure,
    Grid,
    Need,
    Offering,
    Person,
    Pin,
    Problem,
    Result,
    Status,
    Stop,
    Violation,
    check,
    solve,
)

ANA = Person(
    "ana",
    (Need("g", "group", 1, 60), Need("c", "class", 1, 60)),
    weekly_minimum_minutes=120,
    min_days=2,
    max_minutes_a_day=60,
)
LEO = Person("leo", (Need("g", "group", 1, 60),))
GROUP = Offering("group", "group", 0, 18, 19, 2, 60, room="A", leader="ann")
CLASS = Offering("class", "class", 1, 18, 19, 1, 60, room="A", leader="ann")
SPARE = Offering("spare", "talk", 0, 18, 19, 1, 60)
PROBLEM = Problem(Grid(step_minutes=60), (ANA, LEO), (GROUP, CLASS, SPARE))
RESULT = solve(PROBLEM, stop=Stop(seconds=20))


def ana(**change: object) -> Problem:
    return replace(PROBLEM, people=(replace(ANA, **change), LEO))  # type: ignore[arg-type]


def group(**change: object) -> Problem:
    changed = replace(GROUP, **change)  # type: ignore[arg-type]
    return replace(PROBLEM, offerings=(changed, CLASS, SPARE))


def spare(**change: object) -> Problem:
    changed = replace(SPARE, **change)  # type: ignore[arg-type]
    return replace(PROBLEM, offerings=(GROUP, CLASS, changed))


TIGHTENED = {
    "serves_the_need": ana(needs=(replace(ANA.needs[0], leaders=("bo",)), ANA.needs[1])),
    "number_of_sessions": ana(needs=(*ANA.needs, Need("t", "talk", 1))),
    "weekly_minimum": ana(weekly_minimum_minutes=121),
    "fewest_days": ana(min_days=3),
    "commitment": ana(busy=(Busy(0, 18, 20, "work", "Work"),)),
    "daily_limit": ana(max_minutes_a_day=59),
    "closed": replace(PROBLEM, closed=(Closure("ana", "group", "no_contact"),)),
    "asks_for": group(asks_for=frozenset({"adult"})),
    "only": ana(only=frozenset({"language"})),
    "seats": group(seats_left=1),
    "leader_doubled": spare(leader="ann", meets_anyway=True),
    "room_doubled": spare(room="A", meets_anyway=True),
    "whole_program": replace(
        PROBLEM, offerings=(replace(GROUP, program="x"), CLASS, replace(SPARE, program="x"))
    ),
    "kept_placement": replace(PROBLEM, pinned=(Pin("leo", "class"),)),
}


def test_the_week_itself_breaks_no_rule() -> None:
    assert RESULT.status is Status.SOLVED
    assert check(PROBLEM, RESULT) == ()


@pytest.mark.parametrize("rule", TIGHTENED)
def test_a_week_that_breaks_one_rule_is_told_that_rule(rule: str) -> None:
    assert {v.rule for v in check(TIGHTENED[rule], RESULT)} == {rule}


def test_two_sessions_at_once_are_caught() -> None:
    same_time = replace(CLASS, day=0, leader="bo", room="B")
    problem = replace(ana(min_days=1, max_minutes_a_day=120), offerings=(GROUP, same_time, SPARE))
    assert "two_at_once" in {v.rule for v in check(problem, RESULT)}


@pytest.mark.parametrize(
    "change",
    [{"weekly_minutes": 119}, {"days": (0,)}, {"waiting_minutes": 1}, {"cost": 0}],
)
def test_untrue_figures_are_caught(change: dict[str, object]) -> None:
    false = replace(RESULT.plans[0], **change)  # type: ignore[arg-type]
    assert Violation("figures", "ana") in check(
        PROBLEM, replace(RESULT, plans=(false, RESULT.plans[1]))
    )


def test_an_untrue_total_is_caught() -> None:
    assert check(PROBLEM, replace(RESULT, cost=0)) == (Violation("figures"),)


def test_everybody_needs_one_plan() -> None:
    alone = replace(RESULT, plans=RESULT.plans[:1])
    twice = replace(RESULT, plans=(*RESULT.plans, RESULT.plans[0]))
    assert check(PROBLEM, alone) == (Violation("one_plan_each", "leo"),)
    assert check(PROBLEM, twice) == (Violation("one_plan_each", "ana"),)


@pytest.mark.parametrize("chosen", [Chosen("nowhere", "g"), Chosen("group", "nothing")])
def test_keys_that_do_not_exist_are_caught(chosen: Chosen) -> None:
    odd = replace(RESULT.plans[1], chosen=(chosen,))
    problems = check(PROBLEM, replace(RESULT, plans=(RESULT.plans[0], odd)))
    assert problems == (Violation("known_keys", "leo", chosen.offering),)


def test_a_result_without_plans_claims_nothing_unless_it_says_solved() -> None:
    assert check(PROBLEM, Result(Status.IMPOSSIBLE, (), None)) == ()
    assert check(PROBLEM, Result(Status.SOLVED, (), None)) != ()
