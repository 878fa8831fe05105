"""The week that is being worked on, and what of it stays put while a part is freed."""

from collections import defaultdict
from dataclasses import dataclass, field

from stepdown.rules.timetable.lattice import Lattice, Seat, Visit, moments

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
        return Week(
            [dict(t) for t in self.team],
            [dict(s) for s in self.seats],
            [{need: list(v) for need, v in visits.items()} for visits in self.visits],
            {key: list(leaders) for key, leaders in self.groups.items()},
        )

    def clear(self, lattice: Lattice, who: int) -> None:
        """Take one person out of the week; groups stay open."""
        fixed = {r: lattice.staff_index[k] for r, k in lattice.problem.patients[who].team if k}
        self.team[who], self.seats[who], self.visits[who] = fixed, {}, {}

    def placed(self, who: int) -> list[Seat | Visit]:
        """Everything that one person has."""
        found: list[Seat | Visit] = list(self.seats[who].values())
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
    sessions by (room row, moment), people by clinician, and groups that keep their leaders."""

    busy: dict[int, int]
    seated: dict[Key, int]
    rooms: dict[tuple[int, int], int]
    caseload: dict[int, int]
    kept: dict[Key, list[int]]


def remainder(
    lattice: Lattice, week: Week, people: frozenset[int], programs: frozenset[int]
) -> Remainder:
    """Without the freed people, and without the leaders of the freed programs' groups."""
    left = Remainder(defaultdict(int), defaultdict(int), defaultdict(int), defaultdict(int), {})
    for (program, pattern), leaders in week.groups.items():
        if program in programs:
            continue
        left.kept[program, pattern] = leaders
        slots = lattice.meets[program][pattern]
        for leader in leaders:
            left.busy[leader] |= slots
        for row in lattice.program_rooms[program]:
            for moment in moments(slots):
                left.rooms[row, moment] += len(leaders)
    for who in range(len(week.seats)):
        if who not in people:
            _add_person(lattice, week, who, left)
            continue
        for _, key in lattice.problem.patients[who].team:
            if key is not None:
                left.caseload[lattice.staff_index[key]] += 1
    return left


def _add_person(lattice: Lattice, week: Week, who: int, left: Remainder) -> None:
    for staff in week.team[who].values():
        left.caseload[staff] += 1
    for seat in week.seats[who].values():
        left.seated[seat.program, seat.pattern] += 1
    for need, visits in week.visits[who].items():
        for visit in visits:
            left.busy[visit.staff] |= visit.slots
            if not visit.tele:
                for row in lattice.visit_rooms(who, need):
                    for moment in moments(visit.slots):
                        left.rooms[row, moment] += 1
