"""Prices that tell what is left of the week: what others use is out of reach."""

import numpy as np

from stepdown.rules.timetable.bound.prices import SCALE, Ints, Shared
from stepdown.rules.timetable.engine.part import fair_shares
from stepdown.rules.timetable.engine.week import Remainder, Week, remainder
from stepdown.rules.timetable.lattice import Lattice, moments

FORBIDDEN = 10**9 * SCALE


class Left:
    """What is left once some people, and the groups of some programs, are out of the week."""

    def __init__(
        self,
        lattice: Lattice,
        shared: Shared,
        week: Week,
        people: frozenset[int],
        programs: frozenset[int] = frozenset(),
    ) -> None:
        self.lattice, self.shared, self.week = lattice, shared, week
        self.people, self.programs = people, programs
        self.left: Remainder = remainder(lattice, week, people, programs)

    def prices(self) -> Ints:
        """Out of reach: moments and rooms that are taken, and clinicians with enough people. The
        day's limit and the break of a clinician are the caller's to check."""
        lattice, shared = self.lattice, self.shared
        prices: Ints = np.zeros(shared.size, np.int64)
        for staff, busy in self.left.busy.items():
            for moment in moments(busy):
                prices[staff * shared.length + moment] = FORBIDDEN
        fair = fair_shares(lattice, self.week)
        kinds = {lattice.rooms.rows(*kind, 1)[0]: i for kind, i in shared.kinds.items()}
        for (row, moment), used in self.left.rooms.items():
            if row in kinds and used >= lattice.rooms.capacity[row]:
                prices[shared.rooms + kinds[row] * shared.length + moment] = FORBIDDEN
        for staff, member in enumerate(lattice.problem.staff):
            load = self.left.caseload[staff]
            if load >= member.caseload_max:
                prices[shared.caseload + staff] = FORBIDDEN
            elif load >= fair[member.site, member.role]:
                prices[shared.caseload + staff] = lattice.problem.weights.balance * SCALE
        return prices

    def seat_price(self, program: int, pattern: int) -> int:
        """Free where a group has a seat left, out of reach elsewhere, and leaving is out of reach
        where the group needs everybody."""
        key = (program, pattern)
        groups, seated = len(self.week.groups.get(key, ())), self.left.seated[key]
        if seated < groups * self.lattice.problem.programs[program].min_size:
            return -FORBIDDEN
        return FORBIDDEN if seated >= groups * self.lattice.cap[program] else 0
