"""Who and what stands in the way of a place that somebody lacks."""

from dataclasses import dataclass, field

from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.sums import lacking
from stepdown.rules.timetable.engine.week import Key
from stepdown.rules.timetable.lattice import Place, Seat


@dataclass(slots=True)
class Obstacles:
    """Whom to place anew, nearest first, whose programs, and who is to lead which groups."""

    search: Search
    people: list[int] = field(default_factory=list)
    programs: set[int] = field(default_factory=set)
    leaders: dict[Key, list[int]] = field(default_factory=dict)

    def find(self, who: int) -> None:
        """For each need that this person lacks, what is in the way of one place chosen by chance,
        and of other places for what the person has at that time."""
        self._add([who])
        for need in lacking(self.search.lattice, self.search.week, who):
            place = self._some_place(who, need, 0)
            if place is None:
                continue
            self._make_place(place)
            taken = self._with_travel(who, place.slots)
            for own in self.search.week.placed(who):
                other = self._some_place(who, own.need, taken) if own.slots & taken else None
                if other is not None:
                    self._make_place(other)

    def _some_place(self, who: int, need: int, taken: int) -> Place | None:
        """One that the need could take at other times than those taken."""
        lattice = self.search.lattice
        places: list[Place] = [*lattice.seats(who), *lattice.visits(who)]
        fitting = [p for p in places if p.need == need and not p.slots & taken]
        return self.search.rng.choice(fitting) if fitting else None

    def _make_place(self, place: Place) -> None:
        if isinstance(place, Seat):
            self._make_seat(place)
        else:
            self._make_free(place.staff, place.slots)

    def _with_travel(self, who: int, slots: int) -> int:
        """Wider by the way here: between a stay on site and telehealth lies the way."""
        for _ in range(self.search.lattice.problem.patients[who].travel):
            slots |= slots << 1 | slots >> 1
        return slots

    def _add(self, people: list[int]) -> None:
        known = set(self.people)
        self.people += [who for who in people if who not in known]

    def _make_seat(self, seat: Seat) -> None:
        """In the group that is there, or in a new one with some of the program's other members."""
        key, rng = (seat.program, seat.pattern), self.search.rng
        self._regroup(*key)
        leader = rng.choice(self.search.lattice.leads[seat.program][seat.pattern])
        self.leaders[key] = [leader]
        self._make_free(leader, seat.slots)
        others = [k for k in sorted(self.search.week.groups) if k[0] == seat.program and k != key]
        for other in rng.sample(others, min(1, len(others))):
            self._regroup(*other)

    def _regroup(self, program: int, pattern: int) -> None:
        seats = enumerate(self.search.week.seats)
        self.programs.add(program)
        self._add(
            [
                who
                for who, held in seats
                if any((s.program, s.pattern) == (program, pattern) for s in held.values())
            ]
        )

    def _make_free(self, staff: int, slots: int) -> None:
        """Whom this clinician sees then, and the groups they lead then."""
        week = self.search.week
        for key, leaders in sorted(week.groups.items()):
            if staff in leaders and self.search.lattice.meets[key[0]][key[1]] & slots:
                self._regroup(*key)
        self._add(
            [
                who
                for who, held in enumerate(week.visits)
                if any(v.staff == staff and v.slots & slots for vs in held.values() for v in vs)
            ]
        )
