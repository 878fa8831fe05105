"""The week that is being worked on, and what of it stays put while a part is freed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from stepdown.rules.timetable.lattice import Lattice, Place, Seat, Visit, moments

Key = tuple[int, int]  # (program, pattern)


@dataclass(slots=True)
class Week:
    """By person: role to clinician, need to seat, need to visits. By (program, pattern): who leads
    the groups that meet there; who sits in which of them does not matter until the end."""

    team: list[dict[str, int]]
    seats: list[dict[int, Seat]]
    visits: list[dict[int, list[Visit]]]
    groups: dict[Key, list[int]] = field(default_factory=dict)

    @classmethod
    def empty(cls, lattice: Lattice) -> "Week":
        """Nobody placed; only the fixed clinicians."""
        people = lattice.problem.patients
        team = [
            {role: lattice.staff_index[key] for role, key in p.team if key is not None}
            for p in people
        ]
        return cls(team, [{} for _ in people], [{} for _ in people])

    def copy(self) -> "Week":
        """For other people's sake: what one person has is shared until they are cleared."""
        groups = {key: list(leaders) for key, leaders in self.groups.items()}
        return Week(list(self.team), list(self.seats), list(self.visits), groups)

    def clear(self, lattice: Lattice, who: int) -> None:
        """Take one person out of the week; groups stay open."""
        fixed = {r: lattice.staff_index[k] for r, k in lattice.problem.patients[who].team if k}
        self.team[who], self.seats[who], self.visits[who] = fixed, {}, {}

    def placed(self, who: int) -> list[Place]:
        """Everything that one person has."""
        found: list[Place] = list(self.seats[who].values())
        for visits in self.visits[who].values():
            found += visits
        return found

    def members(self) -> dict[Key, list[int]]:
        found: dict[Key, list[int]] = defaultdict(list)
        for who, seats in enumerate(self.seats):
            for seat in seats.values():
                found[seat.program, seat.pattern].append(who)
        return found


@dataclass(slots=True)
class Remainder:
    """What the part that stays put uses: busy moments by clinician, seats by (program, pattern),
    sessions by (room row, moment), people by clinician (those who are freed with their fixed
    clinicians), and groups that keep their leaders."""

    busy: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    seated: Counter[Key] = field(default_factory=Counter)
    rooms: Counter[tuple[int, int]] = field(default_factory=Counter)
    caseload: Counter[int] = field(default_factory=Counter)
    kept: dict[Key, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, lattice: Lattice, week: Week) -> "Remainder":
        """Nobody freed."""
        left = cls()
        for patient in lattice.problem.patients:
            for _, fixed in patient.team:
                if fixed is not None:
                    left.caseload[lattice.staff_index[fixed]] += 1
        return left.filled(lattice, week, range(len(week.seats)), week.groups)

    def without(
        self, lattice: Lattice, week: Week, people: Iterable[int], programs: frozenset[int]
    ) -> "Remainder":
        """Of the same week: less these people, and less the leaders of these programs' groups."""
        left = Remainder(
            defaultdict(int, self.busy),
            Counter(self.seated),
            Counter(self.rooms),
            Counter(self.caseload),
            dict(self.kept),
        )
        for who in people:
            left._count_person(lattice, week, who, -1)
        for key in [key for key in left.kept if key[0] in programs]:
            left._count_groups(lattice, key, left.kept.pop(key), -1)
        return left

    def filled(
        self, lattice: Lattice, week: Week, people: Iterable[int], keys: Iterable[Key]
    ) -> "Remainder":
        """This one, with what these people and groups have in a week."""
        for who in people:
            self._count_person(lattice, week, who, 1)
        for key in keys:
            self.kept[key] = week.groups[key]
            self._count_groups(lattice, key, week.groups[key], 1)
        return self

    def _count_groups(self, lattice: Lattice, key: Key, leaders: list[int], by: int) -> None:
        slots = lattice.meets[key[0]][key[1]]
        for leader in leaders:
            self.busy[leader] ^= slots
        for row in lattice.program_rooms[key[0]]:
            for moment in moments(slots):
                self.rooms[row, moment] += by * len(leaders)

    def _count_person(self, lattice: Lattice, week: Week, who: int, by: int) -> None:
        for role, fixed in lattice.problem.patients[who].team:
            if fixed is None and role in week.team[who]:
                self.caseload[week.team[who][role]] += by
        for seat in week.seats[who].values():
            self.seated[seat.program, seat.pattern] += by
        for need, visits in week.visits[who].items():
            for visit in visits:
                self.busy[visit.staff] ^= visit.slots  # nobody is in two places at once
                for row in () if visit.tele else lattice.visit_rooms(who, need):
                    for moment in moments(visit.slots):
                        self.rooms[row, moment] += by
