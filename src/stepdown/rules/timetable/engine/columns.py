"""Which of many whole weeks each freed person gets: an exact choice among what was cheapest under
some prices, with the groups that it takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from stepdown.rules.timetable.bound.weeks import OwnWeek
from stepdown.rules.timetable.engine.part import (
    Freed,
    PartModel,
    bound_and_minimize,
    empty_part,
)
from stepdown.rules.timetable.engine.sums import burden_cost, disruption_cost, service_cost
from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice, moments

Columns = Mapping[int, Sequence[tuple[OwnWeek, int]]]  # person to weeks and their costs


class Choice:
    """A model of the freed part whose literals are whole weeks."""

    def __init__(self, lattice: Lattice, week: Week, freed: Freed, columns: Columns) -> None:
        self.part: PartModel = empty_part(lattice, week, freed)
        self.lattice = lattice
        self.weeks: list[tuple[int, OwnWeek, Any]] = []
        for who in sorted(freed.people):
            self._add_person(who, columns[who])
        bound_and_minimize(self.part)

    def _add_person(self, who: int, columns: Sequence[tuple[OwnWeek, int]]) -> None:
        literals = []
        now = (
            frozenset(self.part.week.seats[who].values()),
            frozenset(visit for visits in self.part.week.visits[who].values() for visit in visits),
        )
        for own, cost in columns:
            if not self._is_possible(own):
                continue
            literal = self.part.cp.new_bool_var("")
            literals.append(literal)
            self.part.cp.add_hint(literal, now == (frozenset(own.seats), frozenset(own.visits)))
            self.part.terms.append((literal, cost))
            self.weeks.append((who, own, literal))
            self._add_uses(who, own, literal)
        self.part.cp.add_exactly_one(literals)

    def _is_possible(self, own: OwnWeek) -> bool:
        part = self.part
        if any(visit.slots & part.left.busy[visit.staff] for visit in own.visits):
            return False
        return all(
            seat.program in part.freed.programs or (seat.program, seat.pattern) in part.left.kept
            for seat in own.seats
        )

    def _add_uses(self, who: int, own: OwnWeek, literal: Any) -> None:
        part = self.part
        for seat in own.seats:
            part.members[seat.program, seat.pattern].append(literal)
        for visit in own.visits:
            rows = () if visit.tele else self.lattice.visit_rooms(who, visit.need)
            for moment in moments(visit.slots):
                part.staff_uses[visit.staff, moment].append(literal)
                for row in rows:
                    part.room_uses[row, moment].append(literal)
        for _, staff in own.team:
            part.cared_for[staff].append(literal)

    def read(self, value: Any) -> Week:
        part = self.part
        week = part.week.copy()
        for key in [key for key in week.groups if key[0] in part.freed.programs]:
            del week.groups[key]
        for (program, pattern, leader), literal in part.leads.items():
            if value(literal):
                week.groups.setdefault((program, pattern), []).append(leader)
        for who, own, literal in self.weeks:
            if value(literal):
                week.clear(self.lattice, who)
                give(week, who, own)
        return week


def give(week: Week, who: int, own: OwnWeek) -> None:
    """Put one person's whole week into place."""
    for seat in own.seats:
        week.seats[who][seat.need] = seat
    for visit in own.visits:
        week.visits[who].setdefault(visit.need, []).append(visit)
    week.team[who].update(own.team)


def own_week_cost(lattice: Lattice, who: int, own: OwnWeek) -> int:
    """What a whole week costs this person, caseloads aside."""
    week = Week.empty(lattice)
    give(week, who, own)
    service = service_cost(lattice, week, who) + disruption_cost(lattice, week, who)
    return service + burden_cost(lattice, week, who)
