"""Several whole weeks for one person, the easiest first, each one truly another."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from stepdown.rules.timetable.own_week.model import (
    WeekModel,
    build_week,
    burden,
    hold_everything,
    require_full_weeks,
    total,
)
from stepdown.rules.timetable.own_week.problem import Person, Problem
from stepdown.rules.timetable.own_week.result import Plan, Stop
from stepdown.rules.timetable.own_week.search import read_plan, run

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import LinearExpr

Apart = Callable[[WeekModel, Person, Plan], "LinearExpr"]


@lru_cache(maxsize=256)  # pages of one person ask the same again and again; a problem never changes
def alternatives(
    problem: Problem, person: Person, *, stop: Stop, most: int = 4, seed: int = 0
) -> tuple[Plan, ...]:
    """Up to `most` weeks for the only person of the problem; empty where none was found.

    First weeks on other days, then weeks in which at least a third of the sessions are others.
    The first is the one with the least burden; `stop` holds for each search.
    """
    found: list[Plan] = []
    for apart in (_other_days, _other_sessions):
        while len(found) < most:
            plan = _another(problem, person, found, apart, stop, seed)
            if plan is None:
                break
            found.append(plan)
        if not found:
            break
    return tuple(found)


def _another(
    problem: Problem, person: Person, known: Sequence[Plan], apart: Apart, stop: Stop, seed: int
) -> Plan | None:
    week = build_week(problem)
    require_full_weeks(week)
    hold_everything(week)
    for plan in known:
        week.cp.add(apart(week, person, plan) >= 1)
    week.cp.minimize(burden(week, person))
    solver, answer = run(week, stop=stop, seed=seed)
    return read_plan(week, solver, person) if answer in ("OPTIMAL", "FEASIBLE") else None


def _other_days(week: WeekModel, person: Person, plan: Plan) -> "LinearExpr":
    """1 or more where the set of days is not that of the plan."""
    days = {day: used for (_, day), used in week.day_used.items()}
    gone = total(1 - used for day, used in days.items() if day in plan.days)
    return gone + total(used for day, used in days.items() if day not in plan.days)


def _other_sessions(week: WeekModel, person: Person, plan: Plan) -> "LinearExpr":
    """1 or more where at least a third of the plan's sessions are not attended."""
    third = max(1, len(plan.chosen) // 3)
    gone = total(1 - week.attends[person.key, key] for key in plan.offerings)
    return gone - third + 1
