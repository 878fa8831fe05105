"""People who must not meet come on different days: simpler than the rule, and never against it."""

from collections import defaultdict
from typing import Any

from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice, Seat

Part = Any  # the part model, which uses this module


def would_meet(lattice: Lattice, week: Week, who: int, seat: Seat) -> bool:
    """This seat brings the person there on a day of somebody they must not meet."""
    for other in lattice.apart[who]:
        if any(held.key[1:] == seat.key[1:] for held in week.seats[other].values()):
            return True
        if not seat.tele and _days(lattice, seat.slots) & _days_there(lattice, week, other):
            return True
    return False


def _days(lattice: Lattice, slots: int) -> set[int]:
    return {day for day, mask in enumerate(lattice.day_mask) if slots & mask}


def _days_there(lattice: Lattice, week: Week, who: int) -> set[int]:
    slots = 0
    for seat in week.seats[who].values():
        slots |= 0 if seat.tele else seat.slots
    for visits in week.visits[who].values():
        for visit in visits:
            slots |= 0 if visit.tele else visit.slots
    return _days(lattice, slots)


def keep_apart(part: Part) -> None:
    """Of everybody freed: from those who stay where they are, and from each other."""
    lattice, freed = part.lattice, part.freed.people
    concerned = {who for who in freed if lattice.apart[who]}
    if not concerned:
        return
    there: dict[tuple[int, int], list[Any]] = defaultdict(list)
    groups: dict[tuple[int, tuple[int, ...]], list[Any]] = defaultdict(list)
    for (who, place), literal in [*part.seats.items(), *part.visits.items()]:
        if who not in concerned:
            continue
        if isinstance(place, Seat):
            groups[who, place.key[1:]].append(literal)
        if not place.tele:
            for day in _days(lattice, place.slots):
                there[who, day].append(literal)
    for who in sorted(concerned):
        for other in lattice.apart[who]:
            if other not in freed:
                _keep_from(part, who, other, there, groups)
            elif who < other:
                _keep_from_each_other(part, who, other, there, groups)


def _keep_from(part: Part, who: int, other: int, there: Any, groups: Any) -> None:
    for day in _days_there(part.lattice, part.week, other):
        for literal in there[who, day]:
            part.cp.add(literal == 0)
    for seat in part.week.seats[other].values():
        for literal in groups[who, seat.key[1:]]:
            part.cp.add(literal == 0)


def _keep_from_each_other(part: Part, who: int, other: int, there: Any, groups: Any) -> None:
    for day in range(part.lattice.days):
        mine = part.cp.new_bool_var("")
        for literal in there[who, day]:
            part.cp.add_implication(literal, mine)
        for literal in there[other, day]:
            part.cp.add_implication(literal, ~mine)
    for (person, key), literals in list(groups.items()):
        if person == who and groups[other, key]:
            part.cp.add_at_most_one([*literals, *groups[other, key]])
