"""How well a week stands an absence: what it would cost to repair, for each member and day."""

from dataclasses import dataclass

from stepdown.rules.timetable.calendar import Calendar
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.repairs.cost import Changes
from stepdown.rules.timetable.repairs.event import Absence
from stepdown.rules.timetable.repairs.repair import repair
from stepdown.rules.timetable.result import Stop
from stepdown.rules.timetable.solution import Solution


@dataclass(frozen=True, slots=True)
class Robustness:
    """Of every day on which somebody of the staff has something to do. `costs` as `Charges` say;
    `absorbed`: absences after which nothing at all is canceled."""

    absences: int
    absorbed: int
    mean_cost: float
    worst: tuple[str, int] | None  # (staff, day) whose absence costs most
    worst_cost: int


def robustness(
    problem: Problem, solution: Solution, *, stop: Stop | None = None, seed: int = 0
) -> Robustness:
    """`stop` holds for each repair (None: two neighborhoods each, so that it repeats itself)."""
    each = stop or Stop(seconds=None, iterations=2)
    sessions = Calendar(problem, solution).sessions
    duties = sorted({(key, s.day) for s in sessions for key in s.everybody_on_duty})
    found: dict[tuple[str, int], Changes] = {
        (staff, day): repair(
            problem, solution, Absence(day, 0, (staff,)), stop=each, seed=seed
        ).changes
        for staff, day in duties
    }
    worst = max(duties, key=lambda duty: found[duty].cost, default=None)
    whole = [c for c in found.values() if not c.canceled_visits and not c.canceled_meetings]
    return Robustness(
        len(duties),
        len(whole),
        sum(c.cost for c in found.values()) / len(found) if found else 0.0,
        worst,
        found[worst].cost if worst else 0,
    )
