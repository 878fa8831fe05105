"""Some of the many places of each person, so that a model of many people stays small.

Every place of 16 people makes a model that CP-SAT cannot finish; eight of each visit, eight
patterns of each program and what the proof found cheapest make one that it can.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from random import Random

from stepdown.rules.timetable.engine.week import Key, Remainder
from stepdown.rules.timetable.lattice import Lattice, Place, Visit

Places = Mapping[int, frozenset[Place]]
"""By person, the places that a model considers besides those they have now; who is not in it has
all of theirs."""

VISITS = 8  # places of a need
PATTERNS = 8  # of a program; the same ones for everybody, or no group would come about


def some_visits(
    lattice: Lattice, rng: Random, left: Remainder, people: Iterable[int]
) -> dict[int, frozenset[Place]]:
    """All seats, and a few of the free places of each visit."""
    return {
        who: frozenset([*lattice.seats(who), *_free_visits(lattice, rng, left, who)])
        for who in people
    }


def some_places(
    lattice: Lattice,
    rng: Random,
    left: Remainder,
    people: Iterable[int],
    programs: Iterable[int],
    likely: list[set[Place]],
) -> dict[int, frozenset[Place]]:
    """What is `likely`, and by chance a few more: visits, and patterns of the freed programs."""
    patterns = _some_patterns(lattice, rng, programs)
    found = {}
    for who in people:
        seats = [s for s in lattice.seats(who) if (s.program, s.pattern) in patterns]
        visits = _free_visits(lattice, rng, left, who)
        found[who] = frozenset([*seats, *visits, *(likely[who] if likely else ())])
    return found


def _some_patterns(lattice: Lattice, rng: Random, programs: Iterable[int]) -> Collection[Key]:
    patterns: set[Key] = set()
    for program in sorted(programs):
        every = range(len(lattice.meets[program]))
        patterns.update((program, p) for p in rng.sample(every, min(len(every), PATTERNS)))
    return patterns


def _free_visits(lattice: Lattice, rng: Random, left: Remainder, who: int) -> Iterator[Visit]:
    by_need: dict[int, list[Visit]] = defaultdict(list)
    for visit in lattice.visits(who):
        if not visit.slots & left.busy[visit.staff]:
            by_need[visit.need].append(visit)
    for places in by_need.values():
        yield from rng.sample(places, min(len(places), VISITS))
