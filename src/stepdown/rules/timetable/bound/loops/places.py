"""What each place of one person costs under prices."""

from typing import NamedTuple

from stepdown.rules.timetable.bound.arrays import NEVER, Flags, Ints, Short, Small
from stepdown.rules.timetable.bound.loops import compiled


class Layout(NamedTuple):
    """Where the rows of prices lie: those of moments come first, then contact, breaks, rooms and
    caseloads. `in_pause`: whether a moment of a clinician lies in the window of the break."""

    per_day: int
    days: int
    contact: int
    pause: int
    rooms: int
    caseload: int
    in_pause: Flags


class Places(NamedTuple):
    """[place]: every place of a single session of one person. `kind` of room or -1; `staff` or -1
    for a seat, whose link is `row`; `own`: what it costs without prices, times the scale."""

    need: Short
    tele: Short
    start: Small
    slots: Short
    staff: Small
    kind: Short
    row: Small
    is_case: Flags
    own: Small


@compiled
def price_places(
    layout: Layout, places: Places, allowed: Flags, prices: Ints, table: Ints, which: Ints
) -> None:
    """For each need, mode and moment the price of the cheapest place, and which one it is."""
    table[:] = NEVER
    which[:] = -1
    for place in range(len(places.need)):
        if not allowed[place]:
            continue
        cost = places.own[place]
        if places.staff[place] < 0:
            cost += prices[places.row[place]]
        else:
            cost += _price_of_visit(layout, places, place, prices)
        need, tele, start = places.need[place], places.tele[place], places.start[place]
        if cost < table[need, tele, start]:
            table[need, tele, start] = cost
            which[need, tele, start] = place


@compiled
def _price_of_visit(layout: Layout, places: Places, place: int, prices: Ints) -> int:
    staff, kind, start = places.staff[place], places.kind[place], places.start[place]
    length = layout.days * layout.per_day
    cost = 0
    for moment in range(start, start + places.slots[place]):
        day = staff * layout.days + moment // layout.per_day
        cost += prices[staff * length + moment] + prices[layout.contact + day]
        if layout.in_pause[staff, moment]:
            cost += prices[layout.pause + day]
        if kind >= 0:
            cost += prices[layout.rooms + kind * length + moment]
    if places.is_case[place]:
        cost += prices[layout.caseload + staff]
    return cost
