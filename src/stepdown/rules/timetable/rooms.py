"""Rooms: how many of a kind are left at a moment while solving, and which one each session gets."""

from collections import defaultdict
from collections.abc import Iterable

from stepdown.rules.timetable.problem import Problem


class RoomRows:
    """Rooms of one site and kind are alike except for size. A row counts those that hold at least
    so many people; whoever needs a large room also counts in the rows of the smaller."""

    def __init__(self, problem: Problem) -> None:
        self.capacity: list[int] = []
        self._sizes: dict[tuple[str, str], list[tuple[int, int]]] = {}
        sizes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for room in problem.rooms:
            if room.capacity >= 1:
                sizes[room.site, room.kind].append(room.capacity)
        for key, capacities in sizes.items():
            self._sizes[key] = []
            for size in sorted(set(capacities)):
                self._sizes[key].append((size, len(self.capacity)))
                self.capacity.append(sum(c >= size for c in capacities))

    def largest(self, site: str | None, kind: str | None) -> int:
        sizes = self._sizes.get((site or "", kind or ""))
        return sizes[-1][0] if sizes else 0

    def rows(self, site: str | None, kind: str | None, people: int) -> tuple[int, ...]:
        """Rows in which a session of so many people counts; empty where no room exists."""
        sizes = self._sizes.get((site or "", kind or ""))
        if not sizes:
            return ()
        wanted = next((size for size, _ in sizes if size >= people), sizes[-1][0])
        return tuple(row for size, row in sizes if size <= wanted)


Wish = tuple[str, str, int, int, int]  # site, kind, people, first moment, end


def give_rooms(problem: Problem, wishes: Iterable[Wish]) -> list[str | None]:
    """A room for each wish, or None where none is free.

    Large sessions first, then by time: where all rooms of a kind are alike, this never fails while
    no moment has more sessions than rooms.
    """
    wanted = list(wishes)
    given: list[str | None] = [None] * len(wanted)
    taken: dict[str, list[tuple[int, int]]] = {room.key: [] for room in problem.rooms}
    by_kind: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for room in problem.rooms:
        by_kind[room.site, room.kind].append((room.capacity, room.key))
    for rooms in by_kind.values():
        rooms.sort()
    classes = {
        i: next((c for c, _ in by_kind.get((site, kind), ()) if c >= people), people)
        for i, (site, kind, people, _, _) in enumerate(wanted)
    }
    for i in sorted(range(len(wanted)), key=lambda i: (-classes[i], wanted[i][3])):
        site, kind, people, start, end = wanted[i]
        for capacity, key in by_kind.get((site, kind), ()):
            fits = capacity >= people
            if fits and all(end <= a or b <= start for a, b in taken[key]):
                taken[key].append((start, end))
                given[i] = key
                break
    return given
