"""One person's needs as items of a week: what is chosen first, and what is then fitted in.

Groups that meet several times (and whatever must come before or after them) are chosen first, one
combination after the other. Every other seat or visit is an item: one session on one day. A visit
that repeats gives one item for each time.
"""

from dataclasses import dataclass, field
from itertools import product

from stepdown.rules.timetable.lattice import Lattice, Place, Seat
from stepdown.rules.timetable.parts import GroupNeed, VisitNeed

Forced = tuple[tuple[int, int, bool], ...]  # (slot, slots, telehealth) of meetings on one day


@dataclass(slots=True)
class Item:
    """`copy` counts the times of a repeated visit. `gap`: days between copies. `after`: the item
    that must have ended before (None: none)."""

    need: int
    copy: int
    slots: int
    gap: int = 1
    after: int | None = None
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """Seats of the needs that are chosen first, and what they force on each day."""

    seats: tuple[Seat, ...]
    forced: tuple[Forced, ...]


class Items:
    """Everything about one person that does not depend on prices."""

    def __init__(self, lattice: Lattice, who: int) -> None:
        self.lattice, self.who = lattice, who
        self.patient = lattice.problem.patients[who]
        self.seats: dict[int, list[Seat]] = {}
        for seat in lattice.seats(who):
            self.seats.setdefault(seat.need, []).append(seat)
        self.first = self._chosen_first()
        self.items = self._items()
        self.choices = [c for c in self._choices() if c is not None]

    def _chosen_first(self) -> list[int]:
        """Group needs with several meetings or unequal ones, and all that hang on them."""
        needs = self.patient.needs
        chosen = set()
        for index, seats in self.seats.items():
            meetings = {(bin(s.slots).count("1"), self._is_one_session(s.slots)) for s in seats}
            if len(meetings) > 1 or not all(one for _, one in meetings):
                chosen.add(index)
        keys = {need.key: index for index, need in enumerate(needs)}
        linked = True
        while linked:
            linked = False
            for index, need in enumerate(needs):
                if isinstance(need, GroupNeed) and need.after is not None:
                    pair = {index, keys[need.after]}
                    if pair & chosen and not pair <= chosen:
                        chosen |= pair
                        linked = True
        return sorted(chosen)

    def _is_one_session(self, slots: int) -> bool:
        low = slots & -slots
        days = sum(bool(slots & day) for day in self.lattice.day_mask)
        return days == 1 and slots + low & slots == 0

    def _items(self) -> list[Item]:
        items: list[Item] = []
        of_need: dict[str, int] = {}
        visits = self.lattice.visits_anew(self.who)
        for index, need in enumerate(self.patient.needs):
            if index in self.first:
                continue
            if isinstance(need, GroupNeed):
                places: list[Place] = list(self.seats.get(index, ()))
                of_need[need.key] = len(items)
                slots = places[0].slots.bit_count() if places else 1
                items.append(Item(index, 0, slots, places=places))
            else:
                places = [v for v in visits if v.need == index]
                items += [
                    Item(index, copy, need.slots, need.min_gap_days, places=places)
                    for copy in range(need.count)
                ]
        for item in items:
            need = self.patient.needs[item.need]
            if isinstance(need, GroupNeed) and need.after is not None:
                item.after = of_need[need.after]
        return items

    def _choices(self) -> "list[Choice | None]":
        options: list[list[Seat | None]] = [[*self.seats.get(i, ()), None] for i in self.first]
        return [self._choice([s for s in picked if s is not None]) for picked in product(*options)]

    def _choice(self, seats: list[Seat]) -> Choice | None:
        lattice, travel = self.lattice, min(self.patient.travel, self.lattice.per_day)
        used = 0
        for index, seat in enumerate(seats):
            for other in seats[:index]:
                apart = travel if other.tele != seat.tele else 0
                if seat.slots & _wider(other.slots, apart):
                    return None
            used |= seat.slots
        if not lattice.is_bearable(self.patient, used) or not self._in_order(seats):
            return None
        forced: list[list[tuple[int, int, bool]]] = [[] for _ in range(lattice.days)]
        for seat in seats:
            program = lattice.problem.programs[seat.program]
            for day, start, end in program.meetings(seat.pattern):
                forced[day].append((start, end - start, seat.tele))
        return Choice(tuple(seats), tuple(tuple(sorted(day)) for day in forced))

    def _in_order(self, seats: list[Seat]) -> bool:
        held = {seat.need: seat for seat in seats}
        keys = {need.key: index for index, need in enumerate(self.patient.needs)}
        for index, seat in held.items():
            need = self.patient.needs[index]
            if isinstance(need, GroupNeed) and need.after is not None:
                ahead = held.get(keys[need.after])
                first = (seat.slots & -seat.slots).bit_length() - 1
                if ahead is None or ahead.slots.bit_length() > first:
                    return False
        return True

    def forget(self) -> None:
        """Places and choices, once the tables have them as numbers."""
        self.choices = []
        for item in self.items:
            item.places = []

    def roles_of_several(self) -> list[str]:
        """Open roles with more than one visit: all of them with the same clinician."""
        times: dict[str, int] = {}
        for need in self.patient.needs:
            if isinstance(need, VisitNeed):
                times[need.role] = times.get(need.role, 0) + need.count
        return [r for r, fixed in self.patient.team if fixed is None and times.get(r, 0) > 1]


def _wider(slots: int, by: int) -> int:
    for _ in range(by):
        slots |= slots << 1 | slots >> 1
    return slots


def starts_at(place: Place) -> int:
    """The first moment of a single session."""
    return (place.slots & -place.slots).bit_length() - 1
