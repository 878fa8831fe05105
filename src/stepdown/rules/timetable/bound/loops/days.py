"""The cheapest way to fit a set of items into a day, for every set and every kind of day."""

from typing import NamedTuple

import numpy as np

from stepdown.rules.timetable.bound.arrays import NEVER, Flags, Ints, Small
from stepdown.rules.timetable.bound.loops import compiled, inlined

LEFT, WAITED, SESSION = 0, 1, 2  # kinds of ways into a state; + 2 * item + telehealth


class Days(NamedTuple):
    """The sets of items that a day can hold, and the days as columns.

    [item]: `slots`; [item, set]: the set `with_item` and the one `without`, or -1, and a last row
    for no item; [set]: `total` slots; [column]: `day`
    of the week and `room` for items in slots; [column, slot]: `free_until` the next forced meeting,
    and the length and mode of a meeting that begins (0: none). `lock`: slots of travel between an
    on-site session and telehealth."""

    slots: Small
    need: Small
    with_item: Small
    without: Small
    total: Small
    day: Small
    room: Small
    free_until: Small
    meeting: Small
    by_tele: Small
    lock: int


class Run(NamedTuple):
    """One run over the days. `table`: prices by need, mode and moment; costs of a `trip` and of a
    slot of `wait`; [slot, state, set]: the least cost, `value`, and the `way` into it; [slot,
    state]: whether it was `reached`, and so filled.

    A state is 2 * lock + (1 at the clinic, 0 gone); lock 0: none, 1..n: since a session on site,
    n + 1..2n: since telehealth. A way is its kind times the number of states, plus the state
    before."""

    table: Ints
    trip: int
    wait: int
    value: Ints
    way: Ints
    reached: Flags


@compiled
def _go_through_day(days: Days, column: int, run: Run) -> None:
    value, reached = run.value, run.reached
    reached[:] = False
    value[-1] = NEVER
    value[0, 0] = NEVER
    value[0, 0, 0] = 0
    reached[0, 0] = reached[-1] = True
    for slot in range(value.shape[0] - 1):
        for pair in range(0, value.shape[1], 2):
            for state in (pair + 1, pair):  # leaving is free
                if reached[slot, state]:
                    _go_on(days, column, run, slot, state)


@inlined
def _go_on(days: Days, column: int, run: Run, slot: int, state: int) -> None:
    """Leave, wait, or begin any session, or the meeting that must begin."""
    lock, items, (since, here) = days.lock, len(days.slots), divmod(state, 2)
    if here:
        _move(days, column, run, slot, state, slot, state - 1, LEFT, 0, items)
    if not days.meeting[column, slot]:
        later = 2 * (0 if since in (0, 1, lock + 1) else since - 1) + here
        _move(days, column, run, slot, state, slot + 1, later, WAITED, run.wait * here, items)
    for tele in range(2):
        if since == 0 or (since > lock) == tele:  # not on the way from the other mode
            for item in range(items + 1):
                _begin(days, column, run, slot, state, item, tele)


@inlined
def _begin(days: Days, column: int, run: Run, slot: int, state: int, item: int, tele: int) -> None:
    """A session, if it can begin now; the item after the last is a meeting that must."""
    here, cost = state % 2, 0
    if item == len(days.slots):
        length = days.meeting[column, slot]
        if length == 0 or days.by_tele[column, slot] != tele:
            return
    else:
        length = days.slots[item]
        moment = days.day[column] * (run.value.shape[0] - 1) + slot
        cost = run.table[days.need[item], tele, moment]
        if cost >= NEVER or slot + length > days.free_until[column, slot]:
            return
    then = 2 * days.lock * (1 + tele) + (here if tele else 1)
    cost += length * run.wait * here if tele else run.trip * (1 - here)
    kind = SESSION + 2 * item + tele
    _move(days, column, run, slot, state, slot + length, then, kind, cost, item)


@inlined
def _move(
    days: Days,
    column: int,
    run: Run,
    slot: int,
    state: int,
    end: int,
    after: int,
    kind: int,
    cost: int,
    item: int,
) -> None:
    """From every set of one state to those that another state then has."""
    value, sets, room = run.value, days.with_item[item], days.room[column]
    if not run.reached[end, after]:
        value[end, after] = NEVER
        run.reached[end, after] = True
    for chosen in range(len(sets)):
        then, now = sets[chosen], value[slot, state, chosen]
        if now >= NEVER or then < 0 or days.total[then] > room:
            continue
        if now + cost < value[end, after, then]:
            value[end, after, then] = now + cost
            run.way[end, after, then] = kind * value.shape[1] + state


@compiled
def best_days(days: Days, run: Run) -> Ints:
    """[column, set]: the least cost of a day that holds this set."""
    best = np.full((len(days.day), run.value.shape[2]), NEVER, np.int64)
    for column in range(len(days.day)):
        _go_through_day(days, column, run)
        for chosen in range(run.value.shape[2]):
            best[column, chosen] = run.value[-1, :, chosen].min()
    return best


@compiled
def sessions_of_day(days: Days, run: Run, column: int, chosen: int) -> list[tuple[int, int, int]]:
    """(item, telehealth, slot) of the sessions of a cheapest day with this set."""
    _go_through_day(days, column, run)
    states, items, slot = run.value.shape[1], len(days.slots), run.value.shape[0] - 1
    state = int(run.value[slot, :, chosen].argmin())
    found = [(-1, -1, -1)]
    while slot or state or chosen:
        kind, before = divmod(run.way[slot, state, chosen], states)
        if kind == WAITED:
            slot -= 1
        elif kind >= SESSION:
            item, tele = divmod(kind - SESSION, 2)
            if item == items:
                slot = _start_of_meeting(days, column, slot)
            else:
                slot -= days.slots[item]
                chosen = days.without[item, chosen]
                found.append((item, tele, slot))
        state = before
    return found[1:]


@compiled
def _start_of_meeting(days: Days, column: int, end: int) -> int:
    for slot in range(end):
        length = days.meeting[column, slot]
        if length and slot + length == end:
            return slot
    return -1
