"""Solve: the best week for everyone in the problem, or the proof that there is none."""

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
from stepdown.rules.timetable.own_week.result import Chosen, Plan, Result, Status, Stop
from stepdown.rules.timetable.own_week.times import booked_minutes, disliked, span

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver


def solve(problem: Problem, *, stop: Stop, seed: int = 0, threads: int = 1) -> Result:
    """The week with the least burden in which everybody's needs are met and every rule holds.

    With one thread the same problem and seed give the same plans, unless `stop.seconds` cuts the
    search short (`stop.effort` cuts it repeatably). More threads promise validity only.
    """
    week = build_week(problem)
    require_full_weeks(week)
    hold_everything(week)
    week.cp.minimize(total(burden(week, person) for person in problem.people))
    solver, answer = run(week, stop=stop, seed=seed, threads=threads)
    if answer not in ("OPTIMAL", "FEASIBLE"):
        return Result(_STATUS[answer], (), None)
    plans = tuple(read_plan(week, solver, person) for person in problem.people)
    return Result(_STATUS[answer], plans, sum(plan.cost for plan in plans))


_STATUS = {
    "OPTIMAL": Status.SOLVED,
    "FEASIBLE": Status.STOPPED,
    "UNKNOWN": Status.STOPPED,
    "INFEASIBLE": Status.IMPOSSIBLE,
}


def run(week: WeekModel, *, stop: Stop, seed: int, threads: int = 1) -> "tuple[CpSolver, str]":
    """The solver with its values, and its answer: a key of `_STATUS`."""
    from ortools.sat.python.cp_model import CpSolver  # 0.4 s to import, so only where it is used

    solver = CpSolver()
    solver.parameters.num_workers = threads
    solver.parameters.random_seed = seed
    if stop.seconds is not None:
        solver.parameters.max_time_in_seconds = stop.seconds
    if stop.effort is not None:
        solver.parameters.max_deterministic_time = stop.effort
    status = solver.solve(week.cp)
    return solver, solver.status_name(status)


def read_plan(week: WeekModel, solver: "CpSolver", person: Person) -> Plan:
    place = {o.key: (o.day, o.start, o.key) for o in week.problem.offerings}
    chosen = [
        Chosen(offering, need)
        for (who, offering, need), literal in week.serves.items()
        if who == person.key and solver.boolean_value(literal)
    ]
    chosen.sort(key=lambda c: place[c.offering])
    return _plan(week.problem, person, tuple(chosen))


def _plan(problem: Problem, person: Person, chosen: tuple[Chosen, ...]) -> Plan:
    grid, weights = problem.grid, problem.weights
    by_key = {o.key: o for o in problem.offerings}
    attended = [by_key[c.offering] for c in chosen]
    days = tuple(sorted({o.day for o in attended}))
    weekly = sum(o.clinical_minutes for o in attended)
    stay = 0
    for day in days:
        spans = [span(grid, o) for o in attended if o.day == day]
        stay += max(end for _, end in spans) - min(start for start, _ in spans)
    waiting = stay - sum(booked_minutes(grid, o) for o in attended)
    cost = (
        (weights.day + 2 * weights.travel * grid.rounded_up(person.travel_minutes)) * len(days)
        + weights.waiting * waiting
        + weights.above_target * max(0, weekly - person.target_minutes)
        + weights.rather_not * sum(1 for o in attended if disliked(grid, person, o))
    )
    return Plan(person.key, chosen, weekly, days, waiting, cost)
