"""The problem as numbers: every place that each need could take, as sets of slots in one integer.

A moment is `day * slots_per_day + slot`; a set of moments is an integer with those bits. Nothing
here is shared with the checker.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from stepdown.rules.timetable.parts import (
    GroupNeed,
    Held,
    HeldSeat,
    Mode,
    Patient,
    Program,
    VisitNeed,
    Window,
    keys_of,
)
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.rooms import RoomRows

Pool = tuple[str | None, str]  # site and role


class Seat(NamedTuple):
    """A group need served on one pattern of one program; `slots` as a set, `cost` of preference."""

    need: int
    program: int
    pattern: int
    slots: int
    cost: int
    tele: bool

    @property
    def key(self) -> tuple[int, ...]:
        return (self.need, self.program, self.pattern)


class Visit(NamedTuple):
    """One visit from moment `start` with a clinician."""

    need: int
    staff: int
    start: int
    tele: bool
    slots: int

    @property
    def key(self) -> tuple[int, ...]:
        return (self.need, self.staff, self.start, -1)


Place = Seat | Visit


@cache
def span(start: int, length: int) -> int:
    """A set of moments; one and the same integer for all who ask, as there are many visits."""
    return ((1 << length) - 1) << start


RARE = 4  # places a visit


def moments(slots: int) -> Iterator[int]:
    """The moments of a set, in order."""
    while slots:
        low = slots & -slots
        yield low.bit_length() - 1
        slots ^= low


class Lattice:
    """Lookups by index: people, staff and programs in the problem's order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        grid = problem.grid
        self.per_day, self.days = grid.slots_per_day, grid.days
        self.staff_index = {s.key: i for i, s in enumerate(problem.staff)}
        self.program_index = {p.key: i for i, p in enumerate(problem.programs)}
        self.patient_index = {p.key: i for i, p in enumerate(problem.patients)}
        self.shift = [self._windows([(s,) if s else () for s in m.shifts]) for m in problem.staff]
        self.pause = [
            [self._window(d, w) for d, w in enumerate(m.break_windows)] for m in problem.staff
        ]
        self.rooms = RoomRows(problem)
        self.meets = [
            [self._pattern(p, i) for i in range(len(p.patterns))] for p in problem.programs
        ]
        self.leads = [
            [self._leaders(p, index, i) for i in range(len(p.patterns))]
            for index, p in enumerate(problem.programs)
        ]
        self.program_rooms = [
            self.rooms.rows(p.site, p.room_kind, p.cap) if p.mode is Mode.ONSITE else ()
            for p in problem.programs
        ]
        self.cap = [self._cap(p) for p in problem.programs]
        self.seats = cache(self._seats)
        self.visits = cache(self.visits_anew)
        self.rare = cache(self._rare)
        self.visit_rooms = cache(self._visit_rooms)
        self.starts_of_person = cache(self._starts_of_person)
        self.starts_of_staff = cache(self._starts_of_staff)
        self.free = [self._windows(p.free) for p in problem.patients]
        self.held = self._placements(problem.previous or ())
        self.pins = self._placements(problem.pinned)
        self.dislikes = [self._windows(p.rather_not) for p in problem.patients]
        self.apart = self._apart()
        self.day_mask = [span(d * self.per_day, self.per_day) for d in range(self.days)]
        self.cared_for, self.undecided = self._pools()

    def _apart(self) -> list[list[int]]:
        """By person: whom they must not meet."""
        apart: list[list[int]] = [[] for _ in self.problem.patients]
        for pair in self.problem.no_contact:
            one, other = (self.patient_index[key] for key in (pair.patient, pair.other))
            apart[one].append(other)
            apart[other].append(one)
        return apart

    def _placements(self, entries: "Sequence[Held]") -> list[dict[tuple[int, ...], int]]:
        """By person: (need, program, pattern) and (need, staff, start, -1) of given placements
        of needs that still exist, and how often each is listed."""
        held: list[dict[tuple[int, ...], int]] = [{} for _ in self.problem.patients]
        for one in entries:
            who = self.patient_index.get(one.patient)
            needs = keys_of(self.problem.patients[who].needs) if who is not None else []
            if who is None or one.need not in needs:
                continue
            index = needs.index(one.need)
            key: tuple[int, ...]
            if isinstance(one, HeldSeat):
                key = (index, self.program_index.get(one.program, -1), one.pattern)
            else:
                start = one.day * self.per_day + one.start
                key = (index, self.staff_index.get(one.staff, -1), start, -1)
            held[who][key] = held[who].get(key, 0) + 1
        return held

    def _window(self, day: int, window: Window | None) -> int:
        return span(day * self.per_day + window[0], window[1] - window[0]) if window else 0

    def _windows(self, days: "tuple[tuple[Window, ...], ...] | list[tuple[Window, ...]]") -> int:
        slots = 0
        for day, windows in enumerate(days):
            for window in windows:
                slots |= self._window(day, window)
        return slots

    def _pattern(self, program: Program, index: int) -> int:
        slots = 0
        for day, start, end in program.meetings(index):
            slots |= span(day * self.per_day + start, end - start)
        return slots

    def _leaders(self, program: Program, index: int, pattern: int) -> list[int]:
        """Staff who could lead this pattern in a week without anything else."""
        slots = self.meets[index][pattern]
        able = []
        for key in dict.fromkeys(program.leaders):
            staff = self.staff_index[key]
            is_remote = self.problem.staff[staff].site is None and program.mode is Mode.ONSITE
            if not is_remote and self.can_work(staff, slots):
                able.append(staff)
        return able

    def can_work(self, staff: int, slots: int) -> bool:
        """On shift, within each day's contact, with a break left."""
        if slots & ~self.shift[staff]:
            return False
        member = self.problem.staff[staff]
        for day in range(self.days):
            today = slots >> (day * self.per_day) & ((1 << self.per_day) - 1)
            if today.bit_count() > member.max_contact[day]:
                return False
            pause = self.pause[staff][day]
            if pause and slots & pause == pause:
                return False
        return True

    def _cap(self, program: Program) -> int:
        """Most members: no more than the largest room holds."""
        if program.mode is Mode.TELE:
            return program.most
        return min(program.most, self.rooms.largest(program.site, program.room_kind))

    def around(self, start: int, length: int, travel: int) -> int:
        """The moments of a session with travel on both sides, as far as its day goes."""
        day = start // self.per_day * self.per_day
        first = max(day, start - travel)
        last = min(day + self.per_day, start + length + travel)
        return span(first, last - first)

    def _seats(self, who: int) -> list[Seat]:
        patient = self.problem.patients[who]
        return [
            seat
            for index, need in enumerate(patient.needs)
            if isinstance(need, GroupNeed)
            for option in need.options
            for seat in self._seats_of(who, patient, index, option.program, option.cost)
        ]

    def _seats_of(
        self, who: int, patient: Patient, need: int, key: str, cost: int
    ) -> Iterator[Seat]:
        index = self.program_index[key]
        program = self.problem.programs[index]
        is_tele = program.mode is Mode.TELE
        if (is_tele and not patient.telehealth) or (not is_tele and program.site != patient.site):
            return
        if patient.languages and program.language not in (None, *patient.languages):
            return
        travel = 0 if is_tele else patient.travel
        for pattern in range(len(program.patterns)):
            if not self.leads[index][pattern] or not self._is_allowed(who, need, index, pattern):
                continue
            wanted = 0
            for day, start, end in program.meetings(pattern):
                wanted |= self.around(day * self.per_day + start, end - start, travel)
            slots = self.meets[index][pattern]
            if not wanted & ~self.free[who] and self.is_bearable(patient, slots):
                asked = cost + self.disliked(who, slots)
                yield Seat(need, index, pattern, slots, asked, is_tele)

    def _is_allowed(self, who: int, *seat: int) -> bool:
        """Where a need is pinned, only as it was."""
        pins = [pin for pin in self.pins[who] if pin[0] == seat[0]]
        return not pins or seat in pins

    def disliked(self, who: int, slots: int) -> int:
        """At how many of these moments the person would rather not come."""
        return (slots & self.dislikes[who]).bit_count()

    def is_bearable(self, patient: Patient, slots: int) -> bool:
        if slots.bit_count() <= patient.max_day:
            return True
        return all((slots & day).bit_count() <= patient.max_day for day in self.day_mask)

    def team_options(self, patient: Patient, role: str) -> list[int]:
        """Who may be the clinician of this role: the fixed one, or the options."""
        fixed = dict(patient.team).get(role)
        if fixed is not None:
            return [self.staff_index[fixed]]
        options = dict(patient.team_options).get(role, ())
        return [self.staff_index[key] for key in dict.fromkeys(options)]

    def _pools(self) -> tuple[Counter[Pool], list[tuple[int, str, list[int]]]]:
        """How many have their clinician among those of one site and role, whomever they get; and
        the (person, role, options) for which that is still open."""
        sure: Counter[Pool] = Counter()
        rest = []
        for who, patient in enumerate(self.problem.patients):
            for role, _ in patient.team:
                options = self.team_options(patient, role)
                pools = {(self.problem.staff[s].site, self.problem.staff[s].role) for s in options}
                if len(pools) == 1:
                    sure.update(pools)
                elif pools:
                    rest.append((who, role, options))
        return sure, rest

    def visits_anew(self, who: int) -> list[Visit]:
        """For whoever looks once: at 2,000 people all visits hold a hundred megabytes."""
        patient = self.problem.patients[who]
        roles = dict(patient.team)
        return [
            visit
            for index, need in enumerate(patient.needs)
            if isinstance(need, VisitNeed) and need.role in roles
            for visit in self._visits_of(who, patient, index, need)
        ]

    def _rare(self, who: int) -> frozenset[int]:
        """Needs for visits that few places could serve, and so are easily left without one."""
        places = Counter(visit.need for visit in self.visits(who))
        counts = {
            i: need.count
            for i, need in enumerate(self.problem.patients[who].needs)
            if isinstance(need, VisitNeed)
        }
        return frozenset(need for need, found in places.items() if found <= RARE * counts[need])

    def _visits_of(
        self, who: int, patient: Patient, index: int, need: VisitNeed
    ) -> Iterator[Visit]:
        if need.slots > patient.max_day:
            return
        family = self._windows(patient.family_free or ()) if need.family else 0
        modes = [False] if self.rooms.rows(patient.site, need.room_kind, 1) else []
        if need.tele_ok and patient.telehealth:
            modes.append(True)
        staff = self.team_options(patient, need.role)
        pins = [pin for pin in self.pins[who] if pin[0] == index]
        for tele in modes:
            mine = self.starts_of_person(who, need.slots, 0 if tele else patient.travel)
            if need.family:
                mine &= self._starts(family, need.slots, 0)
            for member in staff:
                if tele or self.problem.staff[member].site is not None:
                    if not self._can_talk(patient, member):
                        continue
                    for start in moments(mine & self.starts_of_staff(member, need.slots)):
                        key = (index, member, start, -1)
                        if len(pins) == need.count and key not in pins:
                            continue
                        yield Visit(index, member, start, tele, span(start, need.slots))

    def _can_talk(self, patient: Patient, staff: int) -> bool:
        offered = self.problem.staff[staff].languages
        return not patient.languages or not offered or not patient.languages.isdisjoint(offered)

    def _visit_rooms(self, who: int, need: int) -> tuple[int, ...]:
        """The rows of rooms in which a visit for this need counts."""
        wanted = self.problem.patients[who].needs[need]
        assert isinstance(wanted, VisitNeed)
        return self.rooms.rows(self.problem.patients[who].site, wanted.room_kind, 1)

    def _starts(self, free: int, length: int, travel: int) -> int:
        """Moments from which a session fits into `free`, travel included."""
        found = 0
        for day in range(self.days):
            first = day * self.per_day
            for start in range(first, first + self.per_day - length + 1):
                if not self.around(start, length, travel) & ~free:
                    found |= 1 << start
        return found

    def _starts_of_person(self, who: int, length: int, travel: int) -> int:
        return self._starts(self.free[who], length, travel)

    def _starts_of_staff(self, staff: int, length: int) -> int:
        starts = self._starts(self.shift[staff], length, 0)
        fine = [t for t in moments(starts) if self.can_work(staff, span(t, length))]
        return sum(1 << t for t in fine)
