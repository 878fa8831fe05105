"""An answer: who cares for whom, which groups open with whom in them, and who is seen when."""

from dataclasses import dataclass

from stepdown.rules.timetable.parts import Mode


@dataclass(frozen=True, slots=True)
class Assigned:
    """This clinician is the person's own for this role."""

    patient: str
    role: str
    staff: str


@dataclass(frozen=True, slots=True)
class Member:
    """A seat in a group, and the need that it serves."""

    patient: str
    need: str


@dataclass(frozen=True, slots=True)
class Group:
    """`pattern`: index in the program's patterns. `rooms`: one a meeting, None by telehealth.
    `leaders`: one a meeting where cover differs from `leader` (None: that meeting is canceled);
    empty: `leader` leads every meeting. Only a same-day repair may have it. `co_leaders` lead
    every meeting beside whoever leads."""

    program: str
    pattern: int
    leader: str
    rooms: tuple[str | None, ...]
    members: tuple[Member, ...]
    leaders: tuple[str | None, ...] = ()
    co_leaders: tuple[str, ...] = ()

    def leader_of(self, meeting: int) -> str | None:
        return self.leaders[meeting] if self.leaders else self.leader


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit, from slot `start` of `day`; `room` is None by telehealth."""

    patient: str
    need: str
    staff: str
    day: int
    start: int
    mode: Mode
    room: str | None


@dataclass(frozen=True, slots=True)
class Solution:
    teams: tuple[Assigned, ...] = ()
    groups: tuple[Group, ...] = ()
    appointments: tuple[Appointment, ...] = ()
