"""What the engine answers, what it is told about when to stop, and what it tells meanwhile."""

from dataclasses import dataclass

from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.score import Score
from stepdown.rules.timetable.solution import Solution


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop, whichever comes first. `seconds` of wall time, without imports; `gap`: a
    proved (cost - bound) / cost that is good enough; `iterations`: rounds of improvement, which
    alone makes a search with one thread repeat itself exactly. None: no limit of that kind."""

    seconds: float | None = 60.0
    gap: float | None = 0.0
    iterations: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`fully_served` people, `cost` of the best week so far, a proved lower `bound` of any week's
    cost (None: not known yet), `seconds` since the start, and what is being `doing`."""

    seconds: float
    fully_served: int
    patients: int
    cost: int
    bound: int | None
    doing: str

    @property
    def gap(self) -> float | None:
        return gap(self.cost, self.bound)


@dataclass(frozen=True, slots=True)
class Result:
    """The best week found. `bound` is proved by `certificate`: no week can cost less. `seconds` of
    wall time and `cpu_seconds` of all processes, without imports. `iterations`: rounds done."""

    solution: Solution
    score: Score
    bound: int | None
    certificate: Certificate | None
    seconds: float
    cpu_seconds: float
    iterations: int

    @property
    def cost(self) -> int:
        return self.score.cost

    @property
    def fully_served(self) -> int:
        return len(self.score.fully_served)

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, or None without a bound."""
        return gap(self.cost, self.bound)

    @property
    def is_proved_best(self) -> bool:
        return self.bound is not None and self.bound >= self.cost


def gap(cost: int, bound: int | None) -> float | None:
    if bound is None:
        return None
    return (cost - bound) / cost if cost else 0.0
