"""A part of the week as an exact model: some people and programs freed, the rest as it is."""

from typing import Any

from stepdown.rules.timetable.engine.apart import keep_apart
from stepdown.rules.timetable.engine.goal import Goal
from stepdown.rules.timetable.engine.part import (
    Freed,
    PartModel,
    bound_and_minimize,
    empty_part,
)
from stepdown.rules.timetable.engine.person import Person
from stepdown.rules.timetable.engine.week import Remainder, Week
from stepdown.rules.timetable.lattice import Lattice


def build_part(
    lattice: Lattice, week: Week, freed: Freed, left: Remainder, goal: Goal
) -> PartModel:
    """All places of the freed people."""
    part = empty_part(lattice, week, freed, left, goal)
    for who in sorted(freed.people):
        Person(part, who).add()
    keep_apart(part)
    bound_and_minimize(part)
    return part


def read_part(part: PartModel, value: Any) -> Week:
    """The whole week with the freed part as the solver's values say."""
    week = part.week.copy()
    for who in part.freed.people:
        week.clear(part.lattice, who)
    for key in [key for key in week.groups if key[0] in part.freed.programs]:
        del week.groups[key]
    for (program, pattern, leader), literal in part.leads.items():
        if value(literal):
            week.groups.setdefault((program, pattern), []).append(leader)
    for (who, role, staff), literal in part.team.items():
        if value(literal):
            week.team[who][role] = staff
    for (who, seat), literal in part.seats.items():
        if value(literal):
            week.seats[who][seat.need] = seat
    for (who, visit), literal in part.visits.items():
        if value(literal):
            week.visits[who].setdefault(visit.need, []).append(visit)
    return week
