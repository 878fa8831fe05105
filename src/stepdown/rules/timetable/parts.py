"""What a clinic's week is made of: people with their lives and needs, staff, rooms, programs.

Times are slots: `Grid` says how long one is and how many make a day. All lengths are slots, all
windows are half open, days count from Monday = 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

Window = tuple[int, int]


class UnableToPoseProblem(Exception):
    """The week contradicts itself or the grid; the message names the field and what it must be."""


class Mode(Enum):
    ONSITE = "onsite"
    TELE = "tele"


@dataclass(frozen=True, slots=True)
class Grid:
    """`days` of `slots_per_day` slots, each `slot_minutes` long; the first begins at `day_start`
    (HH:MM, local). The benchmark has 30-minute slots, the product uses 15 or fewer."""

    slot_minutes: int
    days: int
    slots_per_day: int
    day_start: str = "08:00"


@dataclass(frozen=True, slots=True)
class Staff:
    """`site` None: remote, telehealth only. `shifts`, `break_windows` and `max_contact` have one
    entry a day; a shift may be None (away), a break window too (none is owed). At least one slot
    of the break window stays free. `max_contact`: slots with people a day. `caseload_max`: people.
    """

    key: str
    role: str
    site: str | None
    shifts: tuple[Window | None, ...]
    break_windows: tuple[Window | None, ...]
    max_contact: tuple[int, ...]
    caseload_max: int
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """`kind` as programs and needs ask for it; `capacity` counts the people in care."""

    key: str
    site: str
    kind: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """When a group meets in the week: (day, first slot) of each meeting, in order. `lengths` in
    slots, one a meeting, where they are not all as long as the program says."""

    meetings: tuple[tuple[int, int], ...]
    lengths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A kind of group that may be opened up to `max_groups` times, each by one of `leaders` on one
    of `patterns`, with `min_size` to `cap` members. `slots`: length of each meeting. `room_kind`
    and `site` are None by telehealth. `language`: what is spoken in it (None: anything goes).
    `co_leaders` of `leaders` lead it too, and there is one of all these for each `per_leader`
    members (None: no such limit)."""

    key: str
    mode: Mode
    slots: int
    patterns: tuple[Pattern, ...]
    leaders: tuple[str, ...]
    cap: int
    min_size: int
    max_groups: int
    site: str | None = None
    room_kind: str | None = None
    language: str | None = None
    co_leaders: int = 0
    per_leader: int | None = None

    def meetings(self, pattern: int) -> tuple[tuple[int, int, int], ...]:
        """(day, first slot, slot after the last) of each meeting of one of the patterns."""
        chosen = self.patterns[pattern]
        lengths = chosen.lengths or (self.slots,) * len(chosen.meetings)
        return tuple(
            (day, start, start + length)
            for (day, start), length in zip(chosen.meetings, lengths, strict=True)
        )

    @property
    def most(self) -> int:
        """Members of a group, by its seats and by those who lead it."""
        if self.per_leader is None:
            return self.cap
        return min(self.cap, self.per_leader * (1 + self.co_leaders))


@dataclass(frozen=True, slots=True)
class Option:
    """A program that serves a group need; `cost` is added to the burden."""

    program: str
    cost: int = 0


@dataclass(frozen=True, slots=True)
class GroupNeed:
    """One group out of `options`. `after`: another group need of the same person that must be
    taught, and end, earlier in the week. `weight` is charged for each of `total_slots` missed.
    Not `is_care`: a day with this alone is no day of care."""

    key: str
    options: tuple[Option, ...]
    weight: int
    total_slots: int
    after: str | None = None
    is_care: bool = True


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """`count` visits a week of `slots` each with the person's own clinician of `role`, on days at
    least `min_gap_days` apart. `family`: somebody of the family comes along. `is_care`: as of a
    group."""

    key: str
    role: str
    slots: int
    weight: int
    total_slots: int
    room_kind: str
    count: int = 1
    min_gap_days: int = 1
    tele_ok: bool = False
    family: bool = False
    is_care: bool = True


Need = GroupNeed | VisitNeed


@dataclass(frozen=True, slots=True)
class Patient:
    """One person's week. `free` and `family_free`: windows of each day. `travel`: slots each way.
    `max_day`: slots of care a day. `min_days`: days a week with care. `team`: role to the key of
    the clinician, or None where one of `team_options[role]` may still be chosen. `languages`: any
    of them will do (empty: whatever is spoken). `rather_not`: windows of each day in which every
    slot of care adds one to the burden."""

    key: str
    site: str
    free: tuple[tuple[Window, ...], ...]
    needs: tuple[Need, ...]
    team: tuple[tuple[str, str | None], ...] = ()
    team_options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    family_free: tuple[tuple[Window, ...], ...] | None = None
    priority: int = 1
    travel: int = 0
    telehealth: bool = False
    max_day: int = 1_000
    min_days: int = 0
    languages: frozenset[str] = frozenset()
    rather_not: tuple[tuple[Window, ...], ...] = ()

    def disliked(self, day: int, start: int, end: int) -> int:
        """Slots of [start, end) at which the person would rather not come."""
        windows = self.rather_not[day] if self.rather_not else ()
        return sum(any(a <= slot < b for a, b in windows) for slot in range(start, end))


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """Last week's seat: this person, for this need, in a group of this program and pattern."""

    patient: str
    need: str
    program: str
    pattern: int


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """Last week's visit: this person, for this need, with this clinician at this time."""

    patient: str
    need: str
    staff: str
    day: int
    start: int


Held = HeldSeat | HeldVisit


@dataclass(frozen=True, slots=True)
class NoContact:
    """These two are never in the building at once, from arrival to departure, waits included, and
    never in one group. Why is nobody's business here: two people, no more."""

    patient: str
    other: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What a week is charged for: each unmet slot times its need's weight and the person's
    priority; each person not fully served, times priority; each placement of last week not kept;
    each unit of burden; each person above the fair caseload."""

    unmet: int = 1000
    not_full: int = 300
    disruption: int = 0
    burden: int = 1
    balance: int = 3


def keys_of(things: Iterable[Staff | Room | Program | Patient | Need]) -> list[str]:
    return [thing.key for thing in things]
