"""Service first: a start, then small models around whoever still lacks something."""

from collections import Counter

from stepdown.rules.timetable.engine.model import build_part, read_part
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.start import kept_groups, more_groups
from stepdown.rules.timetable.engine.sums import lacking
from stepdown.rules.timetable.parts import GroupNeed

BATCH = 8
LONG_EFFORT = 1.0
MOST_TRIES = 40


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


def serve(search: Search) -> None:
    """Until everybody is full, the time is over, or nothing helps any more."""
    tries: Counter[int] = Counter()
    while search.goes_on():
        short = search.short()
        if not short:
            return
        fewest = min(tries[who] for who in short)
        if fewest >= MOST_TRIES:
            return
        who = search.rng.choice([w for w in short if tries[w] == fewest])
        people, programs = _around(search, who, short, tries[who])
        search.settle(people, programs, burden=False, effort=0.1 * (1 + tries[who] / 4))
        tries[who] += 1
        search.count_round()


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
            near = [w for w in search.people if w != who and options & set(week.team[w].values())]
            people += rng.sample(near, min(len(near), 3 + tries))
    if tries:
        others = sorted({s.program for s in lattice.seats(who)} - programs)
        programs.update(rng.sample(others, min(len(others), tries)))
    members = week.members()
    for program in sorted(programs):
        keys = sorted(key for key in members if key[0] == program)
        for key in rng.sample(keys, min(len(keys), 1 + tries // 4)):
            people += members[key]
    size = 10 + 3 * tries
    also = [w for w in short if w not in people]
    people = list(dict.fromkeys(people))[:size] + rng.sample(also, min(len(also), 2))
    if len(people) < size:
        rest = sorted(set(search.people) - set(people))
        people += rng.sample(rest, min(len(rest), size - len(people)))
    return people, programs
