"""The search's state: the week so far, the clock, and how a part of the week is settled anew."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from stepdown.rules.timetable.engine.model import build_part, read_part
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.sums import (
    burden_cost,
    disruption_cost,
    imbalance,
    is_full,
    service_cost,
)
from stepdown.rules.timetable.engine.week import Key, Week
from stepdown.rules.timetable.lattice import Lattice

LEADERS = 4


@dataclass(slots=True)
class Clock:
    """Wall time from now; `left()` is never negative."""

    seconds: float | None
    begun: float = field(default_factory=time.monotonic)

    def spent(self) -> float:
        return time.monotonic() - self.begun

    def left(self) -> float:
        return max(0.0, (1e9 if self.seconds is None else self.seconds) - self.spent())


class Search:
    """The week so far and how it came about. Everything random comes from one seed.

    `rounds` counts attempts at improvement, at most `most_rounds`; `bound` is proved, by
    `bundle` once that has begun; `on_round` is called after each.
    """

    def __init__(
        self, lattice: Lattice, *, clock: Clock, seed: int, threads: int, most_rounds: int | None
    ) -> None:
        self.lattice, self.clock, self.threads = lattice, clock, threads
        self.rng = Random(seed)
        self.people = list(range(len(lattice.problem.patients)))
        self.week = Week.empty(lattice)
        self.rounds, self.most_rounds = 0, most_rounds
        self.doing = "starting"
        self.bound: int | None = None
        self.on_round: Callable[[], None] = lambda: None

    def goes_on(self) -> bool:
        return self.clock.left() > 0 and (
            self.most_rounds is None or self.rounds < self.most_rounds
        )

    @property
    def has_limit(self) -> bool:
        """Seconds or rounds end the search, whatever it still finds."""
        return self.clock.seconds is not None or self.most_rounds is not None

    def count_round(self) -> None:
        self.rounds += 1
        self.on_round()

    def short(self) -> list[int]:
        """Who is not fully served."""
        return [who for who in self.people if not is_full(self.lattice, self.week, who)]

    def cost(self) -> int:
        return self.cost_of(self.week, self.people, burden=True)

    def cost_of(self, week: Week, people: list[int], *, burden: bool) -> int:
        """What these people's weeks cost, and everybody's caseloads."""
        cost = self.lattice.problem.weights.balance * imbalance(self.lattice, week)
        for who in people:
            cost += service_cost(self.lattice, week, who) + disruption_cost(self.lattice, week, who)
            cost += burden_cost(self.lattice, week, who) if burden else 0
        return cost

    def own_cost(self, who: int) -> int:
        """What one person's week costs, caseloads aside."""
        lattice, week = self.lattice, self.week
        service = service_cost(lattice, week, who) + disruption_cost(lattice, week, who)
        return service + burden_cost(lattice, week, who)

    def take(self, found: Week | None, people: list[int], *, burden: bool) -> bool:
        """Make this the week unless it is worse; whether it is better."""
        if found is None:
            return False
        before = self.cost_of(self.week, people, burden=burden)
        after = self.cost_of(found, people, burden=burden)
        if after <= before:
            self.week = found
        return after < before

    def settle(
        self,
        people: list[int],
        programs: set[int],
        *,
        burden: bool,
        effort: float,
        leaders: Mapping[Key, int] | None = None,
        thinned: list[int] | None = None,
    ) -> bool:
        """Settle these people anew, and the groups of these programs; whether it helped.
        `leaders`: who else may lead groups, besides those with least to do."""
        able = self.leaders(programs)
        for key, leader in (leaders or {}).items():
            able[key] = [leader, *able[key]]
        freed = Freed(
            frozenset(people),
            frozenset(programs),
            able,
            thinned=frozenset(thinned or ()),
            rng=self.rng,
        )
        part = build_part(self.lattice, self.week, freed, burden=burden)
        value = self.solve(part.cp, effort, presolve=burden)
        return self.take(read_part(part, value) if value else None, people, burden=burden)

    def leaders(self, programs: set[int]) -> dict[Key, list[int]]:
        """For each pattern the few leaders with least to do, chance settling ties."""
        load = Counter(leader for leaders in self.week.groups.values() for leader in leaders)
        return {
            (program, pattern): sorted(able, key=lambda s: (load[s], self.rng.random()))[:LEADERS]
            for program in sorted(programs)
            for pattern, able in enumerate(self.lattice.leads[program])
        }

    def solve(self, model: Any, effort: float, *, presolve: bool) -> Callable[[Any], bool] | None:
        """The values of a solution, or None if none was found; `effort` in deterministic time."""
        from ortools.sat.python.cp_model import CpSolver

        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.rng.randrange(1 << 30)
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = max(0.01, self.clock.left())
        solver.parameters.cp_model_presolve = presolve
        solver.parameters.catch_sigint_signal = False
        if not presolve:
            solver.parameters.linearization_level = 0
        status = solver.solve(model)
        if solver.status_name(status) not in ("OPTIMAL", "FEASIBLE"):
            return None
        values: Callable[[Any], bool] = solver.boolean_value
        return values
