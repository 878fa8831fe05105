"""The cheapest ways to a place: what exactly has to give way, and how much that asks."""

from dataclasses import dataclass

from stepdown.rules.timetable.explaining.atoms import Atom, AtomKind
from stepdown.rules.timetable.explaining.place import Place, Times
from stepdown.rules.timetable.explaining.places import Places
from stepdown.rules.timetable.parts import Mode

MOST = 3  # ways on each side
ASKED = {  # how much an atom asks, in half hours of somebody's trouble; a judgment, not a measure
    AtomKind.NO_VIDEO: 2,
    AtomKind.OWN_SESSION: 4,
    AtomKind.LONG_DAY: 4,
    AtomKind.GROUP_FULL: 2,
    AtomKind.CONTACT: 3,
    AtomKind.NO_ROOM: 4,
    AtomKind.GROUP_LIMIT: 5,
    AtomKind.STAFF_BUSY: 5,
    AtomKind.CASELOAD: 5,
    AtomKind.CO_LEADERS: 5,
    AtomKind.PINNED: 10,
    AtomKind.BREAK: 8,
    AtomKind.OFF_SHIFT: 8,
    AtomKind.TOO_FEW: 10,
    AtomKind.ORDER: 20,
    AtomKind.SPACING: 20,
    AtomKind.LANGUAGE: 20,
}


@dataclass(frozen=True, slots=True)
class Change:
    """An atom that gives way; where it is about time, only the slots [start, end) that are needed
    ("finish work by 17:00" leaves the rest of the day as it is)."""

    atom: Atom
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Way:
    """All `changes` together open this place. `asks`: less is easier. `serves`: how many people who
    lack it a new group here could take (1 for a seat or a visit); None where the person reads it.
    `program` is the group's; None for a visit. `staff` leads it."""

    changes: tuple[Change, ...]
    times: tuple[Times, ...]
    mode: Mode
    program: str | None
    staff: str | None
    is_new_group: bool
    serves: int | None
    asks: int


def cheapest(places: list[Place], known: Places, *, for_person: bool = False) -> tuple[Way, ...]:
    """The MOST that ask least, each with other atoms giving way."""
    ways = [_way(place, known, for_person) for place in places]
    ways.sort(key=lambda w: (w.asks, -(w.serves or 0), _days(w), w.mode.value, w.program or ""))
    kept: dict[frozenset[Atom], Way] = {}
    for way in ways:
        kept.setdefault(frozenset(change.atom for change in way.changes), way)
        if len(kept) == MOST:
            break
    return tuple(kept.values())


def _days(way: Way) -> list[tuple[int, int]]:
    return [(time.day, time.start) for time in way.times]


def _way(place: Place, known: Places, for_person: bool) -> Way:
    changes, asks = [], 0
    for atom in sorted(place.blocked_by, key=lambda each: each.order):
        if atom.kind in (AtomKind.NOT_FREE, AtomKind.FAMILY_NOT_FREE):
            needed = [_needed(atom, time, place.around) for time in place.times]
            spans = [span for span in needed if span[0] < span[1]]
            start, end = min(s for s, _ in spans), max(e for _, e in spans)
            changes.append(Change(atom, start, end))
            asks += end - start
        else:
            changes.append(Change(atom))
            asks += ASKED[atom.kind]
    return Way(
        tuple(changes),
        place.times,
        place.mode,
        place.program,
        None if for_person else place.staff,
        place.program is not None and place.group < 0,
        None if for_person else known.would_serve(place),
        asks,
    )


def _needed(atom: Atom, time: Times, around: int) -> tuple[int, int]:
    """The part of the commitment that the session and the travel to it would take."""
    if atom.day != time.day:
        return 0, 0
    if atom.kind is AtomKind.FAMILY_NOT_FREE:
        around = 0
    return max(atom.start, time.start - around), min(atom.end, time.end + around)
