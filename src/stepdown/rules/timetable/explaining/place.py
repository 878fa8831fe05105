"""A place that could serve a need, and what would have to give way for it."""

from dataclasses import dataclass

from stepdown.rules.timetable.explaining.atoms import Atom
from stepdown.rules.timetable.parts import Mode

Atoms = frozenset[Atom]


@dataclass(frozen=True, slots=True)
class Times:
    """One meeting or visit: [start, end) of a day."""

    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A seat in a standing group (`group`: its index), a new group of `program` on `pattern`, or a
    visit (no program). `staff` leads it; `around` it the person travels so many slots each way.
    `blocked_by`: all of them have to give way; none: the place is open."""

    times: tuple[Times, ...]
    mode: Mode
    staff: str
    around: int
    blocked_by: Atoms
    program: str | None = None
    pattern: int = -1
    group: int = -1
