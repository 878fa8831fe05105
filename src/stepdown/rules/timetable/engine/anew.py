"""One person's cheapest week with everything else as it is, exactly."""

import numpy as np

from stepdown.rules.timetable.bound.prices import SCALE, Ints, Priced, Shared
from stepdown.rules.timetable.bound.weeks import OwnWeek, Pricing, WeekTables
from stepdown.rules.timetable.engine.week import Week, remainder
from stepdown.rules.timetable.lattice import Lattice, moments

FORBIDDEN = 10**9 * SCALE


def best_week(lattice: Lattice, shared: Shared, table: WeekTables, week: Week, who: int) -> OwnWeek:
    """What others use is priced out of reach, and so is leaving a group that needs its members.

    The day's limit and the break of a clinician are the caller's to check.
    """
    programs = frozenset[int]()
    left = remainder(lattice, week, frozenset({who}), programs)
    prices: Ints = np.zeros(shared.size, np.int64)
    for staff, busy in left.busy.items():
        for moment in moments(busy):
            prices[staff * shared.length + moment] = FORBIDDEN
    kinds = {lattice.rooms.rows(site, kind, 1)[0]: i for (site, kind), i in shared.kinds.items()}
    for (row, moment), used in left.rooms.items():
        if row in kinds and used >= lattice.rooms.capacity[row]:
            prices[shared.rooms + kinds[row] * shared.length + moment] = FORBIDDEN
    for staff, member in enumerate(lattice.problem.staff):
        if left.caseload[staff] >= member.caseload_max:
            prices[shared.caseload + staff] = FORBIDDEN
    for seat in lattice.seats(who):
        key = (seat.program, seat.pattern)
        groups = len(week.groups.get(key, ()))
        seated = left.seated[key]
        least = lattice.problem.programs[seat.program].min_size
        price = FORBIDDEN if seated >= groups * lattice.cap[seat.program] else 0
        if groups and seated < groups * least:
            price = -FORBIDDEN
        prices[shared.of_seat(who, seat)] = price
    return Pricing(table, Priced(shared, prices)).cheapest()
