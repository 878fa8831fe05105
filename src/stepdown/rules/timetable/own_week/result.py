"""What the solver answers: a plan for each person, or why there is none yet."""

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """SOLVED: the best week, proved. IMPOSSIBLE: no week keeps every rule, proved.
    STOPPED: the stop criterion came first; plans hold the best week found, if any."""

    SOLVED = "solved"
    IMPOSSIBLE = "impossible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop. `seconds` of wall time; `effort` in the solver's deterministic time units,
    which alone makes a stopped search repeat itself exactly. None: no limit."""

    seconds: float | None = 10.0
    effort: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An offering that a person attends, and the need that it serves."""

    offering: str
    need: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's week, meetings in the order of the week. `weekly_minutes` are clinical minutes,
    `days` the days attended (0 = Monday), `cost` as `Weights` charge it, in minutes."""

    person: str
    chosen: tuple[Chosen, ...]
    weekly_minutes: int
    days: tuple[int, ...]
    waiting_minutes: int
    cost: int

    @property
    def offerings(self) -> tuple[str, ...]:
        return tuple(c.offering for c in self.chosen)


@dataclass(frozen=True, slots=True)
class Result:
    """`cost` is the sum over the plans, in weighted minutes; None without plans."""

    status: Status
    plans: tuple[Plan, ...]
    cost: int | None

    def plan_for(self, person: str) -> Plan | None:
        return next((p for p in self.plans if p.person == person), None)
