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


@dataclass(frozen=True, slots=True)
class Room:
    """`kind` as programs and needs ask for it; `capacity` counts the people in care."""

    key: str
    site: str
    kind: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """When a group meets in the week: (day, first slot) of each meeting, in order."""

    meetings: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A kind of group that may be opened up to `max_groups` times, each by one of `leaders` on one
    of `patterns`, with `min_size` to `cap` members. `slots`: length of each meeting. `room_kind`
    and `site` are None by telehealth."""

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


@dataclass(frozen=True, slots=True)
class Option:
    """A program that serves a group need; `cost` is added to the burden."""

    program: str
    cost: int = 0


@dataclass(frozen=True, slots=True)
class GroupNeed:
    """One group out of `options`. `after`: another group need of the same person that must be
    taught, and end, earlier in the week. `weight` is charged for each of `total_slots` missed."""

    key: str
    options: tuple[Option, ...]
    weight: int
    total_slots: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """`count` visits a week of `slots` each with the person's own clinician of `role`, on days at
    least `min_gap_days` apart. `family`: somebody of the family comes along."""

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


Need = GroupNeed | VisitNeed


@dataclass(frozen=True, slots=True)
class Patient:
    """One person's week. `free` and `family_free`: windows of each day. `travel`: slots each way.
    `max_day`: slots of care a day. `min_days`: days a week with care. `team`: role to the key of
    the clinician, or None where one of `team_options[role]` may still be chosen."""

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
