"""Service first: a start, then small models around whoever still lacks something."""

from collections import Counter, defaultdict

from stepdown.rules.timetable.engine.model import build_part, read_part
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.start import kept_groups, more_groups
from stepdown.rules.timetable.engine.sums import lacking
from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice
from stepdown.rules.timetable.parts import GroupNeed

BATCH = 8
LONG_EFFORT = 1.0
MOST_TRIES = 40
PATIENCE = 40
COVERED = 4


def start(search: Search) -> None:
    """Groups by greedy choice and a model of the long ones, then visits in batches, whoever is
    least free first."""
    lattice = search.lattice
    if lattice.problem.previous:
        search.week = kept_groups(lattice, search.rng)
    _seat_the_long_ones(search)
    every = set(range(len(lattice.problem.programs)))
    search.week = more_groups(lattice, search.rng, search.week, every)
    order = sorted(search.people, key=lambda who: lattice.free[who].bit_count())
    for first in range(0, len(order), BATCH):
        if search.clock.left():
            search.settle(order[first : first + BATCH], set(), burden=False, effort=0.1)


def _seat_the_long_ones(search: Search) -> None:
    """Groups that meet several times a week first: they leave the fewest choices."""
    lattice = search.lattice
    long = {
        index
        for index, program in enumerate(lattice.problem.programs)
        if any(len(pattern.meetings) > 1 for pattern in program.patterns)
    }
    search.week = more_groups(lattice, search.rng, search.week, long)
    people = [w for w in search.people if any(s.program in long for s in lattice.seats(w))]
    if all(
        {s.need for s in lattice.seats(w) if s.program in long} <= set(search.week.seats[w])
        for w in people
    ):
        return
    freed = Freed(frozenset(people), frozenset(long), search.leaders(long), only_groups=True)
    part = build_part(lattice, search.week, freed, burden=False)
    value = search.solve(part.cp, LONG_EFFORT, presolve=True)
    if value:
        search.week = read_part(part, value)


class Serving:
    """Small models around whoever still lacks something, larger ones where they did not help."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.tries: Counter[int] = Counter()

    def run(self) -> None:
        """Until everybody is full, three quarters of the time are over, or nothing has helped for
        long. Whoever is then still short is tried again between rounds of polish."""
        search, idle = self.search, 0
        while search.goes_on() and self._has_time() and idle < PATIENCE:
            tried = self.step()
            if tried is None:
                return
            idle = 0 if tried else idle + 1
            search.count_round()

    def _has_time(self) -> bool:
        clock = self.search.clock
        return clock.left() * 3 > clock.spent()

    def step(self) -> bool | None:
        """One try for the person tried least; whether it helped, None where nobody is left."""
        search, tries = self.search, self.tries
        short = search.short()
        fewest = min((tries[who] for who in short), default=MOST_TRIES)
        if fewest >= MOST_TRIES:
            return None
        who = search.rng.choice([w for w in short if tries[w] == fewest])
        people, programs = _around(search, who, short, tries[who])
        effort = 0.1 * (1 + tries[who] / 4)
        tries[who] += 1
        return search.settle(people, programs, burden=False, effort=effort)


def _led_by(week: Week, staff: set[int]) -> set[int]:
    """Programs whose groups keep these clinicians busy; somebody else might lead them."""
    return {program for (program, _), leaders in week.groups.items() if staff & set(leaders)}


def _in_the_way_of_cover(lattice: Lattice, week: Week, staff: set[int]) -> list[int]:
    """Who sees somebody else just when they might lead a group of these clinicians instead."""
    wanted: dict[int, int] = defaultdict(int)
    for (program, pattern), leaders in week.groups.items():
        if staff & set(leaders):
            for other in lattice.leads[program][pattern]:
                wanted[other] |= lattice.meets[program][pattern]
    return [
        who
        for who, held in enumerate(week.visits)
        if any(v.slots & wanted[v.staff] for visits in held.values() for v in visits)
    ]


def _around(search: Search, who: int, short: list[int], tries: int) -> tuple[list[int], set[int]]:
    """Who and what stands in the way of this person: more of it at each try."""
    lattice, week, rng = search.lattice, search.week, search.rng
    patient = lattice.problem.patients[who]
    programs: set[int] = set()
    people = [who]
    for index in lacking(lattice, week, who):
        need = patient.needs[index]
        if isinstance(need, GroupNeed):
            programs.update(s.program for s in lattice.seats(who) if s.need == index)
        else:
            options = set(lattice.team_options(patient, need.role))
            programs.update(_led_by(week, options))
            if tries > COVERED and rng.random() < 0.5:
                people += _in_the_way_of_cover(lattice, week, options)
            near = [w for w in search.people if w != who and options & set(week.team[w].values())]
            people += rng.sample(near, min(len(near), 3 + tries))
    if tries:
        others = sorted({s.program for s in lattice.seats(who)} - programs)
        programs.update(rng.sample(others, min(len(others), tries)))
    members = week.members()
    for program in sorted(programs):
        keys = sorted(key for key in members if key[0] == program)
        for key in rng.sample(keys, min(len(keys), 1 + tries)):
            people += members[key]
    size = 10 + 3 * tries
    also = [w for w in short if w not in people]
    people = list(dict.fromkeys(people))[:size] + rng.sample(also, min(len(also), 2))
    if len(people) < size:
        rest = sorted(set(search.people) - set(people))
        people += rng.sample(rest, min(len(rest), size - len(people)))
    return people, programs
