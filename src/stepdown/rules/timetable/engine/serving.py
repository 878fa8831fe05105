"""Service first: a start, then small models around whoever still lacks something."""

from collections import Counter, defaultdict
from functools import partial

from stepdown.rules.timetable.engine.goal import SERVICE
from stepdown.rules.timetable.engine.model import build_part, read_part
from stepdown.rules.timetable.engine.obstacles import Obstacles
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.search import Outcome, Search
from stepdown.rules.timetable.engine.start import kept_groups, more_groups
from stepdown.rules.timetable.engine.thinning import some_visits
from stepdown.rules.timetable.engine.week import Week

BATCH = 8
LONG_EFFORT = 1.0
TURNS = 40  # tries for one person, each larger; then small ones again
PATIENCE = 40
FEW = 12
WHOLE = 4  # every so many tries, all places of everybody


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
            some = order[first : first + BATCH]
            few = partial(some_visits, lattice, search.rng, people=some)
            search.settle(search.part(some, set(), goal=SERVICE, places=few), 0.1)


def _seat_the_long_ones(search: Search) -> None:
    """Groups that meet several times a week first: they leave the fewest choices."""
    lattice = search.lattice
    long = {
        index
        for index, program in enumerate(lattice.problem.programs)
        if any(len(pattern.meetings) > 1 for pattern in program.patterns)
    }
    search.week = more_groups(lattice, search.rng, search.week, long)
    rare = {w for w in search.people if lattice.rare(w)}
    people = [w for w in search.people if any(s.program in long for s in lattice.seats(w))]
    if not rare and all(
        {s.need for s in lattice.seats(w) if s.program in long} <= set(search.week.seats[w])
        for w in people
    ):
        return
    by_site: dict[str, list[int]] = defaultdict(list)
    for who in sorted({*people, *rare}):
        by_site[lattice.problem.patients[who].site].append(who)
    for _, there in sorted(by_site.items()):
        _settle_long(search, there, long)


def _settle_long(search: Search, people: list[int], long: set[int]) -> None:
    """One site's people: a model of all sites would hold hundreds of megabytes."""
    lattice = search.lattice
    theirs = long & {seat.program for who in people for seat in lattice.seats(who)}
    freed = Freed(frozenset(people), frozenset(theirs), search.leaders(theirs), only_groups=True)
    part = build_part(lattice, search.week, freed, search.without(freed), SERVICE)
    outcome, value = search.solve(part, LONG_EFFORT)
    if outcome is Outcome.FOUND:
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
        if not short:
            return None
        fewest = min(tries[who] for who in short)
        who = search.rng.choice([w for w in short if tries[w] == fewest])
        turn = tries[who] % TURNS
        found = _around(search, who, short, turn)
        effort = 0.1 * (1 + turn / 4)
        tries[who] += 1
        others = found.people[1:] if tries[who] % WHOLE else []
        part = search.part(
            found.people,
            found.programs,
            goal=SERVICE,
            leaders=found.leaders,
            places=partial(some_visits, search.lattice, search.rng, people=others),
        )
        return search.settle(part, effort) is Outcome.BETTER


def _around(search: Search, who: int, short: list[int], tries: int) -> Obstacles:
    """Who and what stands in the way of this person, with more people near it at each try."""
    rng, found = search.rng, Obstacles(search)
    found.find(who)
    if tries:
        programs = sorted({s.program for s in search.lattice.seats(who)} - found.programs)
        found.programs.update(rng.sample(programs, min(len(programs), tries)))
    size = FEW + 3 * tries
    also = [w for w in short if w not in found.people]
    found.people = found.people[: FEW * (1 + min(tries, 2))] + rng.sample(also, min(len(also), 2))
    near = _near(search.week, found.people)
    for others in (near, search.people):
        taken = set(found.people)
        rest = [w for w in others if w not in taken]
        more = min(len(rest), max(0, size - len(found.people)))
        found.people += rng.sample(rest, more)
    return found


def _near(week: Week, people: list[int]) -> list[int]:
    """Everybody who shares a clinician with one of these."""
    staff = {one for who in people for one in week.team[who].values()}
    return [who for who, team in enumerate(week.team) if staff & set(team.values())]
