"""Which day of one person's week does what."""

from typing import NamedTuple

import numpy as np

from stepdown.rules.timetable.bound.arrays import NEVER, Flags, Ints, Small
from stepdown.rules.timetable.bound.loops import compiled, inlined


class Weeks(NamedTuple):
    """How days make up a week. [choice, day]: `column`; [choice]: `is_complete`; [column]:
    `is_forced`; pairs of a set so far and a day's, by day's set: `first` pair of each, `prior`
    and `target`; [target]: `is_done`. `counted`: days that must be attended."""

    column: Small
    is_complete: Flags
    is_forced: Flags
    first: Small
    prior: Small
    target: Small
    is_done: Flags
    counted: int


class Ends(NamedTuple):
    """[target] and [choice]: the charge for what is left undone, teams included; then the charge
    for a week that is whole, and for one that is not."""

    undone: Ints
    missing: Ints
    whole: int
    short: int


@compiled
def best_week(
    weeks: Weeks, ends: Ends, first_costs: Ints, best: Ints, room: Ints
) -> tuple[int, int]:
    """The least cost of a week, and the choice of long groups that it begins with."""
    least, chosen = NEVER, -1
    for choice in range(len(first_costs)):
        _go_through_week(weeks, choice, first_costs[choice], best, room)
        cost, _, _ = _cheapest_end(weeks, ends, choice, room[-1])
        if cost < least:
            least, chosen = cost, choice
    return least, chosen


@compiled
def _go_through_week(weeks: Weeks, choice: int, first_cost: int, best: Ints, steps: Ints) -> None:
    """`steps`: [day, days attended, target], filled with the least cost before each day."""
    steps[:] = NEVER
    steps[0, 0, 0] = first_cost
    for day in range(len(steps) - 1):
        column = weeks.column[choice, day]
        for today in range(best.shape[1]):
            if best[column, today] < NEVER:
                for pair in range(weeks.first[today], weeks.first[today + 1]):
                    target = weeks.target[pair]
                    for attended in range(weeks.counted + 1):
                        so_far = steps[day, attended, weeks.prior[pair]]
                        then = _attended(weeks, column, today, attended)
                        cost = so_far + best[column, today]
                        if so_far < NEVER and cost < steps[day + 1, then, target]:
                            steps[day + 1, then, target] = cost


@inlined
def _attended(weeks: Weeks, column: int, today: int, so_far: int) -> int:
    """Days with anything on them, up to those that are counted; the first set is the empty one."""
    comes = today > 0 or weeks.is_forced[column]
    return min(so_far + comes, weeks.counted)


@compiled
def _cheapest_end(weeks: Weeks, ends: Ends, choice: int, last: Ints) -> tuple[int, int, int]:
    """The cost of the whole week, days attended and target."""
    least, days, at = NEVER, -1, -1
    for attended in range(weeks.counted + 1):
        for target in range(last.shape[1]):
            cost = last[attended, target] + ends.undone[target] + ends.missing[choice]
            enough = attended == weeks.counted and weeks.is_complete[choice]
            cost += ends.whole if enough and weeks.is_done[target] else ends.short
            if last[attended, target] < NEVER and cost < least:
                least, days, at = cost, attended, target
    return least, days, at


@compiled
def sets_of_days(
    weeks: Weeks, ends: Ends, choice: int, first_cost: int, best: Ints, room: Ints
) -> Ints:
    """The set of each day of a cheapest week with this choice."""
    _go_through_week(weeks, choice, first_cost, best, room)
    _, attended, target = _cheapest_end(weeks, ends, choice, room[-1])
    chosen = np.zeros(len(room) - 1, np.int64)
    for day in range(len(room) - 2, -1, -1):
        chosen[day], attended, target = _day_before(
            weeks, weeks.column[choice, day], best, room, day, attended, target
        )
    return chosen


@compiled
def _day_before(
    weeks: Weeks, column: int, best: Ints, steps: Ints, day: int, attended: int, target: int
) -> tuple[int, int, int]:
    """The day's set that led here, with days attended and target before it."""
    wanted = steps[day + 1, attended, target]
    for today in range(best.shape[1]):
        for pair in range(weeks.first[today], weeks.first[today + 1]):
            if weeks.target[pair] == target:
                for before in range(weeks.counted + 1):
                    cost = steps[day, before, weeks.prior[pair]] + best[column, today]
                    if cost == wanted and _attended(weeks, column, today, before) == attended:
                        return today, before, weeks.prior[pair]
    return -1, -1, -1
