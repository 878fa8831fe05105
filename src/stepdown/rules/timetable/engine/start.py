"""A first week: groups where most people can come, one program after the other."""

from collections import defaultdict
from random import Random

from stepdown.rules.timetable.engine.apart import would_meet
from stepdown.rules.timetable.engine.week import Remainder, Week
from stepdown.rules.timetable.lattice import Lattice, Seat, moments
from stepdown.rules.timetable.parts import GroupNeed


def more_groups(lattice: Lattice, rng: Random, week: Week, programs: set[int]) -> Week:
    """The week with groups of these programs opened for those who still want a seat in them.

    Seats only, every rule kept; visits and whoever found no seat are for the models after it."""
    return _Opening(lattice, rng, week, programs).open()


def kept_groups(lattice: Lattice, rng: Random) -> Week:
    """A week with last week's groups, for those who still need them."""
    opening = _Opening(lattice, rng, Week.empty(lattice), set(range(len(lattice.problem.programs))))
    comers: dict[tuple[int, int], list[tuple[int, int, Seat]]] = defaultdict(list)
    for who, held in enumerate(lattice.held):
        if held:
            for seat in lattice.seats(who):
                if seat.key in held:
                    comers[seat.program, seat.pattern].append((0, who, seat))
    for (program, pattern), found in sorted(comers.items(), key=lambda c: -len(c[1])):
        opening.reopen(program, pattern, found)
    return opening.week


class _Opening:
    def __init__(self, lattice: Lattice, rng: Random, week: Week, programs: set[int]) -> None:
        self.lattice, self.rng, self.week = lattice, rng, week.copy()
        self.week.seats = [dict(seats) for seats in week.seats]
        left = Remainder.of(lattice, week)
        self.busy, self.rooms = left.busy, left.rooms
        self.taken: dict[int, int] = defaultdict(int)
        self.wanting: dict[int, dict[tuple[int, int], list[Seat]]] = defaultdict(dict)
        for who in range(len(week.seats)):
            for one in self.week.placed(who):
                self.taken[who] |= one.slots
            for seat in lattice.seats(who):
                if seat.program not in programs:
                    continue
                self.wanting[seat.program].setdefault((who, seat.need), []).append(seat)

    def open(self) -> Week:
        programs = self.lattice.problem.programs
        late = {index: self._rank(index) for index in self.wanting}
        for program in sorted(self.wanting, key=lambda p: (late[p], len(self.wanting[p]))):
            opened = sum(len(v) for k, v in self.week.groups.items() if k[0] == program)
            for _ in range(programs[program].max_groups - opened):
                if not self._open_one(program):
                    break
        return self.week

    def _rank(self, program: int) -> tuple[int, int]:
        """Long patterns first; what comes after something else, later."""
        length = max((m.bit_count() for m in self.lattice.meets[program]), default=0)
        needs = [
            self.lattice.problem.patients[who].needs[need] for who, need in self.wanting[program]
        ]
        after = sum(isinstance(n, GroupNeed) and n.after is not None for n in needs)
        return (-length, after)

    def _open_one(self, program: int) -> bool:
        """Open the group that most people without a seat can join."""
        cap, least = self.lattice.cap[program], self.lattice.problem.programs[program].min_size
        coming: dict[int, dict[int, tuple[int, int, Seat]]] = defaultdict(dict)
        for (who, need), seats in self.wanting[program].items():
            if need in self.week.seats[who]:
                continue
            fitting = [seat for seat in seats if self._fits(who, seat)]
            for seat in fitting:
                coming[seat.pattern].setdefault(who, (len(fitting), who, seat))
        comers = {pattern: list(found.values()) for pattern, found in coming.items()}
        value = {
            pattern: (
                min(cap, sum(1 / n for n, _, _ in found) + len(found) * 0.1),
                self.rng.random(),
            )
            for pattern, found in comers.items()
            if min(len(found), cap) >= max(1, least)
        }
        for pattern in sorted(value, key=lambda p: value[p], reverse=True):
            leader = self._leader(program, pattern)
            if leader is not None:
                self._seat(
                    program, pattern, leader, sorted(comers[pattern], key=lambda c: c[:2])[:cap]
                )
                return True
        return False

    def reopen(self, program: int, pattern: int, found: list[tuple[int, int, Seat]]) -> None:
        """As many groups as it takes, while there are leaders and enough comers."""
        bounds = self.lattice.problem.programs[program]
        while True:
            opened = sum(len(v) for k, v in self.week.groups.items() if k[0] == program)
            comers = [c for c in found if c[2].need not in self.week.seats[c[1]]]
            once = {c[1]: c for c in comers if self._fits(c[1], c[2])}
            comers = list(once.values())[: self.lattice.cap[program]]
            leader = self._leader(program, pattern)
            few = len(comers) < max(1, bounds.min_size)
            if few or leader is None or opened >= bounds.max_groups:
                return
            self._seat(program, pattern, leader, comers)

    def _fits(self, who: int, seat: Seat) -> bool:
        patient = self.lattice.problem.patients[who]
        travel = min(patient.travel, self.lattice.per_day)
        held = self.week.seats[who]
        for other in self.week.placed(who):
            apart = travel if other.tele != seat.tele else 0
            if seat.slots & self._wider(other.slots, apart):
                return False
        if would_meet(self.lattice, self.week, who, seat):
            return False
        if not self.lattice.is_bearable(patient, seat.slots | self.taken[who]):
            return False
        need = patient.needs[seat.need]
        if isinstance(need, GroupNeed) and need.after is not None:
            ahead = next((i for i, n in enumerate(patient.needs) if n.key == need.after), -1)
            if ahead not in held or held[ahead].slots.bit_length() > _first(seat.slots):
                return False
        for index, other_need in enumerate(patient.needs):
            follows = isinstance(other_need, GroupNeed) and other_need.after == need.key
            if follows and index in held and seat.slots.bit_length() > _first(held[index].slots):
                return False
        return True

    def _wider(self, slots: int, by: int) -> int:
        """With travel on both sides; what leaks into the next day is nobody's time anyway."""
        for _ in range(by):
            slots |= slots << 1 | slots >> 1
        return slots

    def _leader(self, program: int, pattern: int) -> int | None:
        """The one with most time left who is free then, if there is a room too."""
        lattice, slots = self.lattice, self.lattice.meets[program][pattern]
        for row in lattice.program_rooms[program]:
            if any(self.rooms[row, m] >= lattice.rooms.capacity[row] for m in moments(slots)):
                return None
        free = [
            leader
            for leader in lattice.leads[program][pattern]
            if not slots & self.busy[leader] and lattice.can_work(leader, slots | self.busy[leader])
        ]
        return min(free, key=lambda s: (self._load(s), self.rng.random()), default=None)

    def _load(self, staff: int) -> float:
        member = self.lattice.problem.staff[staff]
        return self.busy[staff].bit_count() / max(1, sum(member.max_contact))

    def _seat(
        self, program: int, pattern: int, leader: int, comers: list[tuple[int, int, Seat]]
    ) -> None:
        slots = self.lattice.meets[program][pattern]
        self.week.groups.setdefault((program, pattern), []).append(leader)
        self.busy[leader] |= slots
        for row in self.lattice.program_rooms[program]:
            for moment in moments(slots):
                self.rooms[row, moment] += 1
        for _, who, seat in comers:
            self.week.seats[who][seat.need] = seat
            self.taken[who] |= slots


def _first(slots: int) -> int:
    return (slots & -slots).bit_length() - 1
