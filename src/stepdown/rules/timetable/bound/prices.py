"""Prices of what people share, in `SCALE`ths of a unit of cost, and what they sum up to."""

from functools import cached_property

import numpy as np

from stepdown.rules.timetable.bound.arrays import Flags, Ints, Once
from stepdown.rules.timetable.bound.loops.places import Layout
from stepdown.rules.timetable.lattice import Lattice, Seat, Visit, moments
from stepdown.rules.timetable.parts import Mode, VisitNeed

SCALE = 1000
MOST = 10**9  # as a price, so that no sum over a week overflows


class Shared:
    """Everything that is shared, as rows of one list: moments, contact and break of clinicians,
    rooms of a kind at a moment, caseloads, and each (person, need, program, pattern) as the link
    between somebody's seat and a group that opens."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice, self.once = lattice, Once()
        problem = lattice.problem
        self.length = lattice.days * lattice.per_day
        self.kinds: dict[tuple[str, str], int] = {}
        rooms: list[int] = []
        for room in problem.rooms:
            if room.capacity >= 1:
                kind = self.kinds.setdefault((room.site, room.kind), len(self.kinds))
                rooms += [0] * (kind + 1 - len(rooms))
                rooms[kind] += 1
        self.room_count = np.array(rooms, np.int64)
        staff = len(problem.staff)
        sizes = [
            staff * self.length,
            staff * lattice.days,
            staff * lattice.days,
            len(rooms) * self.length,
            staff,
        ]
        ends = np.cumsum([0, *sizes])
        self.contact, self.pause, self.rooms, self.caseload, self.seats = (int(e) for e in ends[1:])
        self.first_seat: list[int] = []  # by person: the row of the first of their seats
        self.size = self.seats
        members: dict[tuple[int, int], list[int]] = {}
        for who in range(len(problem.patients)):
            self.first_seat.append(self.size)
            for row, seat in enumerate(lattice.seats(who), start=self.size):
                members.setdefault((seat.program, seat.pattern), []).append(row)
            self.size += len(lattice.seats(who))
        self.members_of = {key: np.array(rows, np.int64) for key, rows in members.items()}

    @cached_property
    def capacity(self) -> Ints:
        """How much there is of each row; 0 for the links, which balance out."""
        lattice = self.lattice
        capacity = np.zeros(self.size, np.int64)
        capacity[: self.contact] = 1
        for staff, member in enumerate(lattice.problem.staff):
            for day in range(lattice.days):
                at = staff * lattice.days + day
                capacity[self.contact + at] = member.max_contact[day]
                window = lattice.pause[staff][day]
                capacity[self.pause + at] = window.bit_count() - 1 if window else 0
            capacity[self.caseload + staff] = member.caseload_max
        capacity[self.rooms : self.caseload] = np.repeat(self.room_count, self.length)
        return capacity

    @cached_property
    def layout(self) -> Layout:
        lattice = self.lattice
        return Layout(
            lattice.per_day,
            lattice.days,
            self.contact,
            self.pause,
            self.rooms,
            self.caseload,
            self.in_pause,
        )

    @cached_property
    def in_pause(self) -> Flags:
        """[clinician, moment]: whether it lies in the window of the break."""
        inside = np.zeros((len(self.lattice.problem.staff), self.length), bool)
        for staff, windows in enumerate(self.lattice.pause):
            for window in windows:
                inside[staff, list(moments(window))] = True
        return inside

    @cached_property
    def spans(self) -> dict[tuple[int, int], tuple[Ints, Ints]]:
        """By (program, pattern): the moments at which its meetings begin and end."""
        found = {}
        for program, made in enumerate(self.lattice.problem.programs):
            for pattern in range(len(made.patterns)):
                meetings = np.array(list(made.meetings(pattern)), np.int64)
                days = meetings[:, 0] * self.lattice.per_day
                found[program, pattern] = (days + meetings[:, 1], days + meetings[:, 2])
        return found

    def worth(self, prices: Ints) -> int:
        """All that is shared at these prices; in Python's whole numbers, which do not overflow."""
        rows = np.nonzero(prices)[0]
        pairs = zip(prices[rows].tolist(), self.capacity[rows].tolist(), strict=True)
        return sum(price * capacity for price, capacity in pairs)

    def of_staff(self, staff: int, slots: int) -> list[int]:
        """The rows that a clinician's session uses, each once for each moment."""
        lattice = self.lattice
        rows = []
        for moment in moments(slots):
            day = moment // lattice.per_day
            rows += [staff * self.length + moment, self.contact + staff * lattice.days + day]
            if lattice.pause[staff][day] >> moment & 1:
                rows.append(self.pause + staff * lattice.days + day)
        return rows

    def of_room(self, site: str | None, kind: str | None, slots: int) -> list[int]:
        row = self.rooms + self.kinds[site or "", kind or ""] * self.length
        return [row + moment for moment in moments(slots)]

    def of_visit(self, who: int, visit: Visit) -> list[int]:
        patient = self.lattice.problem.patients[who]
        need = patient.needs[visit.need]
        assert isinstance(need, VisitNeed)
        rows = self.of_staff(visit.staff, visit.slots)
        if not visit.tele:
            rows += self.of_room(patient.site, need.room_kind, visit.slots)
        return rows

    def of_seat(self, who: int, seat: Seat) -> int:
        return self.first_seat[who] + self.lattice.seats(who).index(seat)

    def of_group(self, program: int, pattern: int, leader: int) -> list[int]:
        made = self.lattice.problem.programs[program]
        slots = self.lattice.meets[program][pattern]
        rows = self.of_staff(leader, slots)
        if made.mode is Mode.ONSITE:
            rows += self.of_room(made.site, made.room_kind, slots)
        return rows


class Priced:
    """One set of prices, with sums that make a session's price a difference of two entries."""

    def __init__(self, shared: Shared, prices: Ints, scale: int = SCALE) -> None:
        self.shared, self.prices, self.scale = shared, prices, scale
        self.caseload = prices[shared.caseload : shared.seats]

    @cached_property
    def staff(self) -> Ints:
        shared, lattice = self.shared, self.shared.lattice
        prices = self.prices[: shared.contact].reshape(-1, shared.length)
        by_day = self.prices[shared.contact : shared.pause].reshape(-1, lattice.days)
        in_pause = self.prices[shared.pause : shared.rooms].reshape(-1, lattice.days)
        full = prices + np.repeat(by_day, lattice.per_day, axis=1)
        return _summed(full + np.repeat(in_pause, lattice.per_day, axis=1) * shared.in_pause)

    @cached_property
    def rooms(self) -> Ints:
        shared = self.shared
        return _summed(self.prices[shared.rooms : shared.caseload].reshape(-1, shared.length))


def _summed(prices: Ints) -> Ints:
    return np.concatenate([np.zeros((len(prices), 1), np.int64), np.cumsum(prices, axis=1)], axis=1)
