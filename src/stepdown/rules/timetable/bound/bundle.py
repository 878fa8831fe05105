"""Good prices: a proximal bundle method whose columns are whole weeks and whole openings.

Everybody's week is a mixture of the weeks that were cheapest under earlier prices. What the
mixtures use too much of becomes dearer, in proportion; then everybody looks for a cheapest week
under the new prices, which gives both a bound and a new column. Mixing keeps the prices from
jumping between weeks that are equally good, of which there are very many.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.rules.timetable.bound.arrays import Floats, Ints, Small, Tiny
from stepdown.rules.timetable.bound.mixing import Block, shift
from stepdown.rules.timetable.bound.openings import Opening, cheapest_openings
from stepdown.rules.timetable.bound.prices import MOST, SCALE, Priced, Shared
from stepdown.rules.timetable.bound.tables import WeekTables
from stepdown.rules.timetable.bound.weeks import OwnWeek, Pricing
from stepdown.rules.timetable.lattice import Lattice, Place

MIXES = 10
TURNS = 2
GROW, SHRINK, PATIENCE = 1.05, 0.7, 5
NONE = -(1 << 62)
EVERY = slice(None)


class Bundle:
    """Prices in units of cost, the center they stay near, and the best bound proved so far."""

    def __init__(self, shared: Shared, tables: list[WeekTables], step: float) -> None:
        self.shared, self.tables, self.step = shared, tables, step
        self.programs = range(len(shared.lattice.problem.programs))
        self.people = [Block() for _ in tables]
        self.openings = [Block() for _ in self.programs]
        for block in self.openings:
            block.add(np.zeros(0, np.int32), np.zeros(0, np.int8), 0.0)
        self.center: Floats = np.zeros(shared.size)
        self.limited = np.arange(shared.size) < shared.seats
        self.excess: Floats = -shared.capacity.astype(float)
        self.best, self.best_prices = NONE, np.zeros(shared.size, np.int64)
        self.reached = NONE  # what the center proves: at first less than everybody alone
        self.nulls = 0
        self.likely: list[set[Place]] = [set() for _ in tables]  # of the cheapest weeks so far
        self.news: dict[int, set[Place]] = {}  # of these, by person, what nobody was told yet

    @classmethod
    def of(cls, lattice: Lattice, step: float) -> "Bundle":
        shared = Shared(lattice)
        people = range(len(lattice.problem.patients))
        return cls(shared, [WeekTables(shared, who) for who in people], step)

    @property
    def bound(self) -> int:
        """No week costs less: costs are whole, so a part of a unit counts as a whole one."""
        return -(-self.best // SCALE)

    def round(self, going: Callable[[], bool]) -> bool:
        """New weeks under prices that follow at once, then the bound under prices that stand
        still; False where it was interrupted. The first bound is that of everybody alone."""
        if not self.people or not len(self.people[0].costs):
            return self._alone(going)
        for _ in range(TURNS):
            if not self._turn(going):
                return False
            self._mix()
        prices = self._whole_prices()
        standing = self._priced(EVERY)
        value = self.evaluate(prices, going)
        if value is None:
            return False
        if value > self.best:
            self.best, self.best_prices = value, prices
        if value > self.reached:
            self.reached, self.center = value, standing
            self.step, self.nulls = self.step * GROW, 0
        else:
            self.nulls += 1
            if self.nulls >= PATIENCE:
                self.step, self.nulls = self.step * SHRINK, 0
        self._mix()
        for block in (*self.people, *self.openings):
            block.forget()
        return True

    def _alone(self, going: Callable[[], bool]) -> bool:
        value = self.evaluate(self.best_prices, going)
        if value is not None:
            self.best = value
        return value is not None

    def evaluate(self, prices: Ints, going: Callable[[], bool]) -> int | None:
        """The bound under these prices, in `SCALE`ths; every minimum becomes a column."""
        priced = Priced(self.shared, prices)
        total = -self.shared.worth(prices)
        for who, table in enumerate(self.tables):
            if not going():
                return None
            week = Pricing(table, priced).cheapest()
            total += week.cost
            self._add_week(who, week, prices)
        for program in self.programs:
            value, openings = cheapest_openings(priced, program)
            total += value
            self._add(self.openings[program], *self._rows_of_openings(openings), 0.0)
        return total

    def _add_week(self, who: int, week: OwnWeek, prices: Ints) -> None:
        places: list[Place] = [*week.seats, *week.visits]
        news = set(places) - self.likely[who]
        if news:
            self.likely[who] |= news
            self.news.setdefault(who, set()).update(news)
        rows = self.rows_of(who, week)
        real = (week.cost - int(prices[rows].sum())) / SCALE
        self._add(self.people[who], rows, np.ones(len(rows), np.int8), real)

    def rows_of(self, who: int, week: OwnWeek) -> Small:
        rows = [row for visit in week.visits for row in self.shared.of_visit(who, visit)]
        rows += [self.shared.of_seat(who, seat) for seat in week.seats]
        rows += [self.shared.caseload + staff for _, staff in week.team]
        rows += [self.shared.caseload + staff for staff in self.tables[who].fixed]
        return np.array(sorted(rows), np.int32)

    def _rows_of_openings(self, openings: list[Opening]) -> tuple[Small, Tiny]:
        rows: list[int] = []
        members: list[int] = []
        for one in openings:
            for leader in one.leaders:
                rows += self.shared.of_group(one.program, one.pattern, leader)
            members += one.members
        signs = [1] * len(rows) + [-1] * len(members)
        return np.array(rows + members, np.int32), np.array(signs, np.int8)

    def _add(
        self,
        block: Block,
        rows: Small,
        signs: Tiny,
        cost: float,
    ) -> None:
        is_first = not len(block.costs)
        block.add(rows, signs, cost)
        if is_first:
            np.add.at(self.excess, rows, signs)

    def _priced(self, rows: Any) -> Floats:
        prices: Floats = self.center[rows] + self.step * self.excess[rows]
        return np.where(self.limited[rows] & (prices < 0), 0.0, prices)

    def _mix(self) -> None:
        for _ in range(MIXES):
            for block in (*self.people, *self.openings):
                self._shift(block)

    def _shift(self, block: Block) -> Small:
        """Which rows have other prices now."""
        best, worst = shift(
            block.rows,
            block.signs,
            block.ends,
            block.costs,
            block.weights,
            self.center,
            self.excess,
            self.limited,
            self.step,
        )
        if best < 0:
            return np.zeros(0, np.int32)
        return np.concatenate([block.used_rows(best), block.used_rows(worst)])

    def _turn(self, going: Callable[[], bool]) -> bool:
        """Everybody in turn finds a cheapest week, and the prices follow at once."""
        prices = self._whole_prices()
        for who, table in enumerate(self.tables):
            if not going():
                return False
            week = Pricing(table, Priced(self.shared, prices)).cheapest()
            self._add_week(who, week, prices)
            changed = self._shift(self.people[who])
            prices[changed] = self._whole_prices(changed)
        for program in self.programs:
            priced = Priced(self.shared, self._whole_prices())
            _, openings = cheapest_openings(priced, program)
            self._add(self.openings[program], *self._rows_of_openings(openings), 0.0)
            self._shift(self.openings[program])
        return True

    def _whole_prices(self, rows: Any = EVERY) -> Ints:
        prices = np.rint(self._priced(rows) * SCALE)
        return np.clip(prices, -MOST, MOST).astype(np.int64)
