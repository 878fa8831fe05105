"""What one search found, so that another can make it its own on top of what it has itself."""

from dataclasses import dataclass

from stepdown.rules.timetable.engine.goal import COST
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.week import Key, Week
from stepdown.rules.timetable.lattice import Place

EFFORT = 0.05  # of deterministic time, for each person whose week is other


@dataclass(frozen=True, slots=True)
class Finding:
    """By person whose week became another, the places in it; the programs whose groups are other
    now, and who leads them."""

    places: dict[int, frozenset[Place]]
    programs: frozenset[int]
    leaders: dict[Key, list[int]]

    @classmethod
    def of(cls, before: Week, after: Week) -> "Finding":
        moved = [who for who in range(len(after.seats)) if _has_moved(before, after, who)]
        keys = before.groups.keys() | after.groups.keys()
        other = {key for key in keys if before.groups.get(key) != after.groups.get(key)}
        return cls(
            {who: frozenset(after.placed(who)) for who in moved},
            frozenset(program for program, _ in other),
            {key: after.groups[key] for key in other if key in after.groups},
        )

    def try_in(self, search: Search) -> None:
        """Whatever of it makes that week cheaper, by a small model: it may have changed since."""
        people, programs = sorted(self.places), set(self.programs)
        part = search.part(
            people,
            programs,
            goal=COST,
            leaders=self.leaders,
            places=lambda left: self.places,
        )
        search.settle(part, EFFORT * len(people))


def _has_moved(before: Week, after: Week, who: int) -> bool:
    return before.team[who] != after.team[who] or set(before.placed(who)) != set(after.placed(who))
