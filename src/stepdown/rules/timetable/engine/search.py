"""From a first week to a good one: small exact models around what is still wrong or costly."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.engine.lattice import Lattice
from stepdown.rules.timetable.engine.model import Freed, PartModel, build_part, read_part
from stepdown.rules.timetable.engine.start import kept_groups, more_groups
from stepdown.rules.timetable.engine.sums import (
    burden_cost,
    disruption_cost,
    imbalance,
    is_full,
    lacking,
    service_cost,
)
from stepdown.rules.timetable.engine.week import Key, Week
from stepdown.rules.timetable.parts import GroupNeed
from stepdown.rules.timetable.result import Stop

BATCH = 8
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
    """The week so far and how it came about. Everything random comes from one seed."""

    def __init__(self, lattice: Lattice, *, clock: Clock, seed: int, threads: int) -> None:
        self.lattice, self.clock, self.threads = lattice, clock, threads
        self.rng = Random(seed)
        self.people = list(range(len(lattice.problem.patients)))
        self.week = Week.empty(lattice)
        self.tries: Counter[int] = Counter()
        self.rounds = 0
        self.doing = "starting"
        self.bound: int | None = None
        self.certificate: Certificate | None = None
        self.long_effort = 1.0
        self.on_round: Callable[[], None] = lambda: None

    def run(self, hint: Week | None, stop: Stop) -> None:
        """Everything, until a stop: a start, service, polish."""
        if hint is not None:
            self.week = hint
        else:
            self.start()
        self.doing = "serving"
        self.serve(stop.iterations)
        self.doing = "polishing"
        if self.people:
            self.polish(stop.iterations)

    def cost(self) -> int:
        return self._cost(self.week, self.people, True)

    def fully_served(self) -> int:
        return sum(is_full(self.lattice, self.week, who) for who in self.people)

    # --- service -----------------------------------------------------------

    def start(self) -> None:
        """Seats by greedy choice, then visits in batches, whoever is least free first."""
        self._seat_the_long_ones()
        every = set(range(len(self.lattice.problem.programs)))
        self.week = more_groups(self.lattice, self.rng, self.week, every)
        order = sorted(self.people, key=lambda who: self.lattice.free[who].bit_count())
        for first in range(0, len(order), BATCH):
            self._free(order[first : first + BATCH], set(), burden=False, effort=0.1)

    def _seat_the_long_ones(self) -> None:
        """Groups that meet several times a week first: they leave the fewest choices."""
        lattice = self.lattice
        long = {
            index
            for index, program in enumerate(lattice.problem.programs)
            if any(len(pattern.meetings) > 1 for pattern in program.patterns)
        }
        if lattice.problem.previous:
            self.week = kept_groups(lattice, self.rng)
        self.week = more_groups(lattice, self.rng, self.week, long)
        people = [w for w in self.people if any(s.program in long for s in lattice.seats(w))]
        freed = Freed(frozenset(people), frozenset(long), self._leaders(long), only_groups=True)
        part = build_part(lattice, self.week, freed, burden=False)
        self.week = self._solve(part, self.long_effort, presolve=True) or self.week

    def serve(self, rounds: int | None = None) -> None:
        """Until everybody is full, the time is over, or nothing helps any more."""
        while self.clock.left() and (rounds is None or self.rounds < rounds):
            short = [who for who in self.people if not is_full(self.lattice, self.week, who)]
            if not short or min(self.tries[who] for who in short) > 40:
                return
            fewest = min(self.tries[who] for who in short)
            who = self.rng.choice([w for w in short if self.tries[w] == fewest])
            people, programs = self._around(who, short, self.tries[who])
            effort = 0.1 * (1 + self.tries[who] / 4)
            self._free(people, programs, burden=False, effort=effort)
            self.tries[who] += 1
            self.rounds += 1
            self.on_round()

    def _around(self, who: int, short: list[int], tries: int) -> tuple[list[int], set[int]]:
        """Who and what stands in the way of this person: more of it at each try."""
        lattice, members = self.lattice, self.week.members()
        programs: set[int] = set()
        people = [who]
        size = 10 + 3 * tries
        for index in lacking(lattice, self.week, who):
            need = lattice.problem.patients[who].needs[index]
            if isinstance(need, GroupNeed):
                programs.update(s.program for s in lattice.seats(who) if s.need == index)
            else:
                options = set(lattice.team_options(lattice.problem.patients[who], need.role))
                near = [
                    w for w in self.people if w != who and options & set(self.week.team[w].values())
                ]
                people += self.rng.sample(near, min(len(near), 3 + tries))
        if tries:
            others = sorted({s.program for s in lattice.seats(who)} - programs)
            programs.update(self.rng.sample(others, min(len(others), tries)))
        for program in sorted(programs):
            keys = sorted(key for key in members if key[0] == program)
            for key in self.rng.sample(keys, min(len(keys), 1 + tries // 4)):
                people += members[key]
        also = [w for w in short if w not in people]
        people = list(dict.fromkeys(people))[:size]
        people += self.rng.sample(also, min(len(also), 2))
        if len(people) < size:
            rest = sorted(set(self.people) - set(people))
            people += self.rng.sample(rest, min(len(rest), size - len(people)))
        return people, programs

    # --- polish ------------------------------------------------------------

    def polish(self, rounds: int | None, until: float = 0.0) -> None:
        while self.clock.left() > until and (rounds is None or self.rounds < rounds):
            people, programs = self._costly()
            self._free(people, programs, burden=True, effort=1.0)
            self.rounds += 1
            self.on_round()

    def _costly(self) -> tuple[list[int], set[int]]:
        lattice, members = self.lattice, self.week.members()
        keys = sorted(members)
        people: list[int] = []
        programs: set[int] = set()
        size = 12
        while keys and len(people) < size:
            key = keys.pop(self.rng.randrange(len(keys)))
            programs.add(key[0])
            people = list(dict.fromkeys([*people, *members[key]]))
            if len(programs) >= 3:
                break
        if len(people) < size:
            rest = sorted(set(self.people) - set(people))
            people += self.rng.sample(rest, min(len(rest), size - len(people)))
        return people[: size + 4], programs

    # --- both --------------------------------------------------------------

    def _free(self, people: list[int], programs: set[int], *, burden: bool, effort: float) -> None:
        """Settle these people anew; the week changes only for the better."""
        freed = Freed(frozenset(people), frozenset(programs), self._leaders(programs))
        part = build_part(self.lattice, self.week, freed, burden=burden)
        found = self._solve(part, effort, presolve=burden)
        if found is not None and self._cost(found, people, burden) <= self._cost(
            self.week, people, burden
        ):
            self.week = found

    def _cost(self, week: Week, people: list[int], burden: bool) -> int:
        cost = sum(service_cost(self.lattice, week, who) for who in people)
        cost += sum(disruption_cost(self.lattice, week, who) for who in people)
        cost += self.lattice.problem.weights.balance * imbalance(self.lattice, week)
        if burden:
            cost += sum(burden_cost(self.lattice, week, who) for who in people)
        return cost

    def _leaders(self, programs: set[int]) -> dict[Key, list[int]]:
        """For each pattern the few leaders with least to do, chance settling ties."""
        load = Counter(leader for leaders in self.week.groups.values() for leader in leaders)
        return {
            (program, pattern): sorted(able, key=lambda s: (load[s], self.rng.random()))[:LEADERS]
            for program in sorted(programs)
            for pattern, able in enumerate(self.lattice.leads[program])
        }

    def _solve(self, part: PartModel, effort: float, *, presolve: bool) -> Week | None:
        from ortools.sat.python.cp_model import CpSolver

        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.rng.randrange(1 << 30)
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = self.clock.left()
        solver.parameters.cp_model_presolve = presolve
        solver.parameters.catch_sigint_signal = False
        if not presolve:
            solver.parameters.linearization_level = 0
        status = solver.solve(part.cp)
        if solver.status_name(status) not in ("OPTIMAL", "FEASIBLE"):
            return None
        return read_part(part, solver.boolean_value)
