"""What a solution is charged, as the problem's weights say. The solver does its own sums."""

import math
from collections import defaultdict
from dataclasses import dataclass

from stepdown.rules.timetable.calendar import Calendar
from stepdown.rules.timetable.parts import GroupNeed, HeldSeat, Mode, Patient, VisitNeed
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.solution import Solution


@dataclass(frozen=True, slots=True)
class Score:
    """The goals in their order, unweighted, and `cost`, their weighted sum. `unmet`: slots missed
    times need's weight times priority. `not_full`: priorities of those not `fully_served`."""

    unmet: int
    not_full: int
    disruption: int
    burden: int
    imbalance: int
    cost: int
    fully_served: tuple[str, ...]


def score(problem: Problem, solution: Solution) -> Score:
    """Of a solution whose keys all exist, whether or not it keeps every rule."""
    week, weights = Calendar(problem, solution), problem.weights
    served = tuple(p.key for p in problem.patients if _is_fully_served(week, p))
    unmet = sum(_unmet(week, patient) for patient in problem.patients)
    not_full = sum(p.priority for p in problem.patients) - sum(
        problem.patients_by_key[key].priority for key in served
    )
    disruption = _disruption(week)
    burden = sum(_burden(week, patient) for patient in problem.patients)
    imbalance = _imbalance(week)
    cost = (
        weights.unmet * unmet
        + weights.not_full * not_full
        + weights.disruption * disruption
        + weights.burden * burden
        + weights.balance * imbalance
    )
    return Score(unmet, not_full, disruption, burden, imbalance, cost, served)


def _count(need: GroupNeed | VisitNeed) -> int:
    return need.count if isinstance(need, VisitNeed) else 1


def _unmet(week: Calendar, patient: Patient) -> int:
    charged = 0
    for need in patient.needs:
        missed = max(0, _count(need) - week.times_placed(patient, need))
        charged += missed * need.total_slots // _count(need) * need.weight * patient.priority
    return charged


def _is_fully_served(week: Calendar, patient: Patient) -> bool:
    days = sum(week.is_care_day(patient, day) for day in range(week.problem.grid.days))
    return (
        all(week.times_placed(patient, need) >= _count(need) for need in patient.needs)
        and all((patient.key, role) in week.team for role, _ in patient.team)
        and days >= patient.min_days
    )


def _burden(week: Calendar, patient: Patient) -> int:
    """A day's first visit costs the trip, each later one the wait or a second trip; then come the
    preferences: of programs, and of times."""
    trip = 2 * patient.travel + 2
    burden = 0
    for day in range(week.problem.grid.days):
        today = week.of_patient.get((patient.key, day), [])
        burden += sum(patient.disliked(day, s.start, s.end) for s in today)
        visits = [session for session in today if session.mode is Mode.ONSITE]
        for index, visit in enumerate(visits):
            burden += trip if index == 0 else min(trip, visit.start - visits[index - 1].end)
    for need in patient.needs:
        if isinstance(need, GroupNeed):
            costs = {option.program: option.cost for option in need.options}
            for group in week.seats.get((patient.key, need.key), ()):
                burden += costs.get(group.program, 0)
    return burden


def _imbalance(week: Calendar) -> int:
    """People above the fair caseload among those of one role at one site."""
    pools: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for staff in week.problem.staff:
        pools[staff.site, staff.role].append(week.caseload[staff.key])
    return sum(
        max(0, load - math.ceil(sum(loads) / len(loads)))
        for loads in pools.values()
        for load in loads
    )


def _disruption(week: Calendar) -> int:
    """Last week's placements of needs that still exist and are not kept."""
    lost = 0
    for held in week.problem.previous or ():
        key = (held.patient, held.need)
        if key not in week.problem.needs_by_key:
            continue
        if isinstance(held, HeldSeat):
            now = {(g.program, g.pattern) for g in week.seats.get(key, ())}
            lost += (held.program, held.pattern) not in now
        else:
            visits = {(v.staff, v.day, v.start) for v in week.visits.get(key, ())}
            lost += (held.staff, held.day, held.start) not in visits
    return lost
