"""The search's state: the week so far, the clock, and how a part of the week is settled anew."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random
from typing import Any

from stepdown.rules.timetable.engine.goal import Goal
from stepdown.rules.timetable.engine.memory import give_back
from stepdown.rules.timetable.engine.model import build_part, read_part
from stepdown.rules.timetable.engine.part import Freed, PartModel
from stepdown.rules.timetable.engine.sums import Standing, imbalance, standing_in
from stepdown.rules.timetable.engine.thinning import Places
from stepdown.rules.timetable.engine.week import Key, Remainder, Week
from stepdown.rules.timetable.lattice import Lattice, Place

LEADERS = 4
POLISHING = "polishing"
GIVE_BACK = 16  # rounds after which memory is given back


class Outcome(Enum):
    """Of one model: a better week, one that is no better, none in the time, or a proof of none."""

    BETTER = "better"
    FOUND = "found"
    NOTHING = "nothing"
    IMPOSSIBLE = "impossible"


OUTCOMES = {
    "OPTIMAL": Outcome.FOUND,
    "FEASIBLE": Outcome.FOUND,
    "INFEASIBLE": Outcome.IMPOSSIBLE,
}


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

    `rounds` counts attempts at improvement, at most `most_rounds`; `on_round` is called after each.
    `effort`: the models' deterministic time, the same on every machine.
    `bound` is proved; `likely`: by person the places of their cheapest weeks under the prices that
    proved it, empty before there are enough.
    """

    def __init__(
        self, lattice: Lattice, *, clock: Clock, seed: int, threads: int, most_rounds: int | None
    ) -> None:
        self.lattice, self.clock, self.threads = lattice, clock, threads
        self.rng = Random(seed)
        self.people = list(range(len(lattice.problem.patients)))
        self.week = Week.empty(lattice)
        self.rounds, self.most_rounds = 0, most_rounds
        self.effort = 0.0
        self.doing = "starting"
        self.bound: int | None = None
        self.likely: list[set[Place]] = []
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
        if self.rounds % GIVE_BACK == 0:
            give_back()
        self.on_round()

    @property
    def week(self) -> Week:
        return self._week

    @week.setter
    def week(self, week: Week) -> None:
        self._week, self._total = week, Remainder.of(self.lattice, week)
        self._known: dict[int, Standing] = {}

    def begin_from(self, week: Week) -> None:
        """From a week that is not dearer than one's own."""
        own, cost = self.week, self.cost()
        self.week = week
        if self.cost() > cost:
            self.week = own

    def without(self, freed: Freed) -> Remainder:
        """What is used by everything that is not freed."""
        return self._total.without(self.lattice, self.week, freed.people, freed.programs)

    def short(self) -> list[int]:
        """Who is not fully served."""
        return [who for who in self.people if not self._standing(who).is_full]

    def cost(self) -> int:
        standings = map(self._standing, self.people)
        own = sum(standing.service + standing.burden for standing in standings)
        return own + self._balance(self._total)

    def _standing(self, who: int) -> Standing:
        if who not in self._known:
            self._known[who] = standing_in(self.lattice, self.week, who)
        return self._known[who]

    def _balance(self, total: Remainder) -> int:
        return self.lattice.problem.weights.balance * imbalance(self.lattice, total.caseload)

    def take(self, part: PartModel, value: Callable[[Any], bool]) -> bool:
        """Make what the model found the week unless it is worse; whether it is better."""
        found, people = read_part(part, value), part.freed.people
        now = {who: standing_in(self.lattice, found, who) for who in people}
        keys = [key for key in found.groups if key[0] in part.freed.programs]
        total = part.left.filled(self.lattice, found, people, keys)
        reckon, standing = part.goal.reckon, self._standing
        before = reckon(0, self._balance(self._total))
        after = reckon(0, self._balance(total))
        for who in people:
            before += reckon(standing(who).service, standing(who).burden)
            after += reckon(now[who].service, now[who].burden)
        if after <= before:
            self._week, self._total = found, total
            self._known |= now
        return after < before

    def part(
        self,
        people: list[int],
        programs: set[int],
        *,
        goal: Goal,
        leaders: Mapping[Key, list[int]] | None = None,
        places: Callable[[Remainder], Places] | None = None,
    ) -> PartModel:
        """A model of these people, and of the groups of these programs, all else as it is.
        `leaders`: who else may lead groups, besides those with least to do. `places`: which are
        considered (None: all), by what everybody else uses."""
        able = self.leaders(programs)
        for key, also in (leaders or {}).items():
            able[key] = [*also, *able[key]]
        freed = Freed(frozenset(people), frozenset(programs), able)
        left = self.without(freed)
        if places is not None:
            freed = replace(freed, places=places(left))
        return build_part(self.lattice, self.week, freed, left, goal)

    def settle(self, part: PartModel, effort: float) -> Outcome:
        """Solve it, and take what was found unless it is worse."""
        outcome, value = self.solve(part, effort)
        if outcome is Outcome.FOUND and self.take(part, value):
            return Outcome.BETTER
        return outcome

    def leaders(self, programs: set[int]) -> dict[Key, list[int]]:
        """For each pattern the few leaders with least to do, chance settling ties."""
        load = Counter(leader for leaders in self.week.groups.values() for leader in leaders)
        return {
            (program, pattern): sorted(able, key=lambda s: (load[s], self.rng.random()))[:LEADERS]
            for program in sorted(programs)
            for pattern, able in enumerate(self.lattice.leads[program])
        }

    def solve(self, part: PartModel, effort: float) -> tuple[Outcome, Callable[[Any], bool]]:
        """Whether there is a solution, and its values; `effort` in deterministic time."""
        from ortools.sat.python.cp_model import CpSolver

        solver = CpSolver()
        solver.parameters.parse_text_format(part.goal.parameters)
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.rng.randrange(1 << 30)
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = max(0.01, self.clock.left())
        solver.parameters.catch_sigint_signal = False
        status = solver.status_name(solver.solve(part.cp))
        self.effort += solver.response_proto.deterministic_time
        return OUTCOMES.get(status, Outcome.NOTHING), solver.boolean_value
