"""What the cheapest week of one person needs that does not depend on prices, made once."""

from collections.abc import Iterable

import numpy as np

from stepdown.rules.timetable.bound.arrays import Flags, Ints, Short, Small
from stepdown.rules.timetable.bound.days import DayTables
from stepdown.rules.timetable.bound.items import Items, starts_at
from stepdown.rules.timetable.bound.loops.places import Places
from stepdown.rules.timetable.bound.loops.weeks import Weeks
from stepdown.rules.timetable.bound.prices import Shared
from stepdown.rules.timetable.lattice import Place, Seat, Visit, span
from stepdown.rules.timetable.parts import GroupNeed, VisitNeed


class WeekTables:
    """`days`, `places` and `weeks` are for the inner loops; `singles` are the places in order."""

    def __init__(self, shared: Shared, who: int) -> None:
        self.shared, self.who = shared, who
        lattice = self.lattice = shared.lattice
        self.items = Items(lattice, who)
        self.patient = lattice.problem.patients[who]
        self.several = self.items.roles_of_several()
        self.open_roles = [role for role, fixed in self.patient.team if fixed is None]
        self.fixed = [lattice.staff_index[key] for _, key in self.patient.team if key is not None]
        self.held = lattice.held[who]
        self.first_seat = shared.first_seat[who]
        self.copies: dict[int, list[int]] = {}
        for index, item in enumerate(self.items.items):
            self.copies.setdefault(item.need, []).append(index)
        days = DayTables(self.items, shared.once)
        self.days, self.states = days.arrays, days.states
        self.places = self._priced_places()
        self._first_seats()
        self._flags()
        self.weeks = self._weeks(days)
        self.undone = shared.once(self._undone())
        self.never_full = self._is_never_full()
        self.choices = [choice.seats for choice in self.items.choices]
        self.items.forget()

    def place(self, at: int) -> Place:
        """One of `places`, made anew."""
        places = self.places
        if places.staff[at] < 0:
            return self.lattice.seats(self.who)[int(places.row[at]) - self.first_seat]
        need, staff, start = (int(each[at]) for each in (places.need, places.staff, places.start))
        slots = span(start, int(places.slots[at]))
        return Visit(need, staff, start, bool(places.tele[at]), slots)

    def is_of(self, role: str) -> Flags:
        """[place]: whether it is a visit to this role."""
        theirs = [need for need in self.copies if self._role(need) == role]
        return np.isin(self.places.need, theirs)

    def _role(self, need: int) -> str | None:
        return getattr(self.patient.needs[need], "role", None)

    # --- places ----------------------------------------------------------------

    def _priced_places(self) -> Places:
        items, shared = self.items.items, self.shared
        singles = [p for copies in self.copies.values() for p in items[copies[0]].places]
        return Places(
            need=_short(place.need for place in singles),
            tele=_short(int(place.tele) for place in singles),
            start=_small(starts_at(place) for place in singles),
            slots=_short(place.slots.bit_count() for place in singles),
            staff=_small(-1 if isinstance(p, Seat) else p.staff for p in singles),
            kind=_short(self._kind_of_room(place) for place in singles),
            row=_small(shared.of_seat(self.who, p) if isinstance(p, Seat) else -1 for p in singles),
            is_case=np.array([self._decides_team(place) for place in singles], bool),
            own=_small(self.own_cost(place) for place in singles),
        )

    def _kind_of_room(self, place: Place) -> int:
        need = self.patient.needs[place.need]
        if place.tele or isinstance(need, GroupNeed):
            return -1
        return self.shared.kinds[self.patient.site, need.room_kind]

    def _decides_team(self, place: Place) -> bool:
        """Whether this visit alone says who fills an open role."""
        role = self._role(place.need)
        return role in self.open_roles and role not in self.several

    def own_cost(self, place: Place) -> int:
        """In units of cost, without prices and trips."""
        lattice, weights = self.lattice, self.lattice.problem.weights
        kept = self.held.get(place.key, 0) * weights.disruption
        if isinstance(place, Seat):
            return place.cost * weights.burden - kept
        return lattice.disliked(self.who, place.slots) * weights.burden - kept

    def _first_seats(self) -> None:
        """[choice, seat]: its link row, or -1; [choice]: what it costs without prices, and the
        charge for needs that it leaves without a seat."""
        choices, width = self.items.choices, len(self.items.first)
        self.first_rows = np.full((len(choices), width), -1, np.int64)
        for index, choice in enumerate(choices):
            for at, seat in enumerate(choice.seats):
                self.first_rows[index, at] = self.shared.of_seat(self.who, seat)
        self.first_own = _ints(sum(map(self.own_cost, choice.seats)) for choice in choices)
        self.missing = _ints(self._missing(choice.seats) for choice in choices)

    def _missing(self, seats: tuple[Seat, ...]) -> int:
        seated = {seat.need for seat in seats}
        left = [self.patient.needs[i] for i in self.items.first if i not in seated]
        charge = sum(need.total_slots * need.weight for need in left)
        return charge * self.patient.priority * self.lattice.problem.weights.unmet

    # --- sets with flags -------------------------------------------------------

    def _flags(self) -> None:
        """Bits above the items: a copy was done so many days ago (1 day, 2 days...)."""
        self.flags: dict[int, list[int]] = {}
        bit = len(self.items.items)
        for need, copies in self.copies.items():
            gap = self.items.items[copies[0]].gap
            if len(copies) > 1 and gap > 1:
                self.flags[need] = list(range(bit, bit + gap - 1))
                bit += gap - 1
        self.bits = bit

    def _weeks(self, days: DayTables) -> Weeks:
        choices, columns = self.items.choices, days.columns
        whole = len(self.items.first)
        first, prior, target = self._pairs(days.sets)
        once = self.shared.once
        every = (1 << len(self.items.items)) - 1
        return Weeks(
            column=np.array(
                [[columns[key] for key in enumerate(c.forced)] for c in choices], np.int32
            ),
            is_complete=np.array([len(c.seats) == whole for c in choices], bool),
            is_forced=np.array([bool(forced) for _, forced in columns], bool),
            first=once(first),
            prior=once(prior),
            target=once(target),
            is_done=once(np.arange(1 << self.bits) & every == every),
            counted=self._counted_days(),
        )

    def _pairs(self, sets: list[int]) -> tuple[Small, Small, Small]:
        """First pair of each day's set; then of each pair the set before and the set after."""
        before = np.arange(1 << self.bits)[None, :]
        today = np.array(sets)[:, None]
        fine = (before & today) == 0
        after = before & ((1 << len(self.items.items)) - 1) | today
        for index, item in enumerate(self.items.items):
            if item.after is not None:
                fine &= ~_has(today, index) | _has(after, item.after)
                fine &= ~_has(today, item.after) | ~_has(before, index)
        for need, copies in self.copies.items():
            fine, after = self._spaced(need, copies, before, today, fine, after)
        rows, priors = np.nonzero(fine)
        first = np.searchsorted(rows, np.arange(len(sets) + 1))
        small = np.int32
        return first.astype(small), priors.astype(small), after[rows, priors].astype(small)

    def _spaced(
        self, need: int, copies: list[int], before: Ints, today: Ints, fine: Flags, after: Ints
    ) -> tuple[Flags, Ints]:
        """Copies in their order and days apart, with the flags that remember it."""
        gap = self.items.items[copies[0]].gap
        flags = self.flags.get(need, [])
        for position, index in enumerate(copies):
            if position:
                base = after if gap == 0 else before
                fine = fine & (~_has(today, index) | _has(base, copies[position - 1]))
            for flag in flags:
                fine = fine & (~_has(today, index) | ~_has(before, flag))
        done = np.logical_or.reduce([_has(today, index) for index in copies])
        for younger, older in zip([None, *flags], flags, strict=False):
            source = done if younger is None else _has(before, younger)
            after = after | (source.astype(np.int64) << older)
        return fine, after

    def _counted_days(self) -> int:
        """Days that must be counted; 0 where whoever misses nothing attends enough."""
        whole = [c for c in self.items.choices if len(c.seats) == len(self.items.first)]
        sure = min((sum(bool(f) for f in c.forced) for c in whole), default=0)
        for copies in self.copies.values():
            if self.items.items[copies[0]].gap > 0:
                sure = max(sure, len(copies))
        return self.patient.min_days if self.patient.min_days > sure else 0

    def _undone(self) -> Ints:
        """For each set of items: the charge for what it leaves undone."""
        sets = np.arange(1 << self.bits)
        charge = np.zeros(len(sets), np.int64)
        for need, copies in self.copies.items():
            wanted = self.patient.needs[need]
            times = 1 if isinstance(wanted, GroupNeed) else wanted.count
            done = sum((sets >> index & 1) for index in copies)
            per_slot = wanted.weight * self.patient.priority * self.lattice.problem.weights.unmet
            charge += ((times - done) * wanted.total_slots // times) * per_slot
        return charge

    def _is_never_full(self) -> bool:
        """No week can be whole: a visit or an open role has nobody who could take it."""
        roles = {role for role, _ in self.patient.team}
        visits = [need for need in self.patient.needs if isinstance(need, VisitNeed)]
        no_role = any(need.role not in roles for need in visits)
        options = [self.lattice.team_options(self.patient, role) for role in self.open_roles]
        return no_role or not all(options)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _short(values: Iterable[int]) -> Short:
    return np.array(list(values), np.int16)


def _small(values: Iterable[int]) -> Small:
    return np.array(list(values), np.int32)


def _has(sets: Ints, bit: int) -> Flags:
    has: Flags = (sets >> bit & 1) == 1
    return has
