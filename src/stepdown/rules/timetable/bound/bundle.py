"""Good prices: a proximal bundle method whose columns are whole weeks and whole openings.

Everybody's week is a mixture of the weeks that were cheapest under earlier prices. What the
mixtures use too much of becomes dearer, in proportion; then everybody looks for a cheapest week
under the new prices, which gives both a bound and a new column. Mixing keeps the prices from
jumping between weeks that are equally good, of which there are very many.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stepdown.rules.timetable.bound.openings import Opening, cheapest_openings
from stepdown.rules.timetable.bound.prices import MOST, SCALE, Ints, Priced, Shared
from stepdown.rules.timetable.bound.weeks import OwnWeek, Pricing, WeekTables
from stepdown.rules.timetable.lattice import Place

Floats = np.ndarray[Any, np.dtype[np.float64]]
MIXES = 10
TURNS = 2
GROW, SHRINK, PATIENCE = 1.05, 0.7, 5
MOST_COLUMNS = 40
NONE = -(1 << 62)


@dataclass(slots=True)
class Block:
    """One person's weeks, or one program's openings, and how they are mixed. `rows[j]` are the
    rows that column j uses, `signs[j]` +1 or -1 for each, `costs[j]` its cost without prices."""

    rows: list[Ints] = field(default_factory=list)
    signs: list[Floats] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    idle: list[int] = field(default_factory=list)
    keys: dict[bytes, int] = field(default_factory=dict)

    def add(self, rows: Ints, signs: Floats, cost: float) -> None:
        key = rows.tobytes()
        if key in self.keys:
            return
        self.keys[key] = len(self.rows)
        self.rows.append(rows)
        self.signs.append(signs)
        self.costs.append(cost)
        self.weights.append(0.0 if self.weights else 1.0)
        self.idle.append(0)

    def forget(self) -> None:
        """Drop what has not been used for long."""
        for column, weight in enumerate(self.weights):
            self.idle[column] = 0 if weight > 0 else self.idle[column] + 1
        if len(self.rows) <= MOST_COLUMNS:
            return
        kept = [j for j in range(len(self.rows)) if self.weights[j] > 0 or self.idle[j] < 15]
        for name in ("rows", "signs", "costs", "weights", "idle"):
            setattr(self, name, [getattr(self, name)[j] for j in kept])
        self.keys = {rows.tobytes(): j for j, rows in enumerate(self.rows)}


class Bundle:
    """Prices in units of cost, the center they stay near, and the best bound proved so far."""

    def __init__(self, shared: Shared, tables: list[WeekTables], step: float) -> None:
        self.shared, self.tables, self.step = shared, tables, step
        self.programs = range(len(shared.lattice.problem.programs))
        self.people = [Block() for _ in tables]
        self.openings = [Block() for _ in self.programs]
        for block in self.openings:
            block.add(np.zeros(0, np.int64), np.zeros(0), 0.0)
        self.center: Floats = np.zeros(shared.size)
        self.limited = np.arange(shared.size) < shared.seats
        self.excess: Floats = -shared.capacity.astype(float)
        self.best, self.best_prices = NONE, np.zeros(shared.size, np.int64)
        self.reached = NONE  # what the center proves: at first less than everybody alone
        self.nulls = 0
        self.likely: list[set[Place]] = [set() for _ in tables]  # of the cheapest weeks so far

    @property
    def bound(self) -> int:
        """No week costs less: costs are whole, so a part of a unit counts as a whole one."""
        return -(-self.best // SCALE)

    def round(self, going: Callable[[], bool]) -> bool:
        """New weeks under prices that follow at once, then the bound under prices that stand
        still; False where it was interrupted. The first bound is that of everybody alone."""
        if not self.people or not self.people[0].rows:
            return self._alone(going)
        for _ in range(TURNS):
            if not self._turn(going):
                return False
            self._mix()
        prices = self._whole_prices()
        standing = self._priced(slice(None))
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
        self.likely[who].update(week.seats, week.visits)
        rows = self.rows_of(who, week)
        real = (week.cost - int(prices[rows].sum())) / SCALE
        self._add(self.people[who], rows, np.ones(len(rows)), real)

    def rows_of(self, who: int, week: OwnWeek) -> Ints:
        rows = [row for visit in week.visits for row in self.shared.of_visit(who, visit)]
        rows += [self.shared.of_seat(who, seat) for seat in week.seats]
        rows += [self.shared.caseload + staff for _, staff in week.team]
        rows += [self.shared.caseload + staff for staff in self.tables[who].fixed]
        return np.array(sorted(rows), np.int64)

    def _rows_of_openings(self, openings: list[Opening]) -> tuple[Ints, Floats]:
        rows: list[int] = []
        members: list[int] = []
        for one in openings:
            for leader in one.leaders:
                rows += self.shared.of_group(one.program, one.pattern, leader)
            members += one.members
        signs = [1.0] * len(rows) + [-1.0] * len(members)
        return np.array(rows + members, np.int64), np.array(signs)

    def _add(
        self,
        block: Block,
        rows: Ints,
        signs: Floats,
        cost: float,
    ) -> None:
        is_first = not block.rows
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

    def _shift(self, block: Block) -> None:
        """Move weight from the block's dearest column in use to its cheapest one, as far as the
        prices, which follow, still tell them apart."""
        if len(block.rows) < 2:
            return
        flat, signs = np.concatenate(block.rows), np.concatenate(block.signs)
        ends = np.cumsum([len(r) for r in block.rows])
        sums = np.concatenate([[0.0], np.cumsum(self._priced(flat) * signs)])
        scores = np.array(block.costs) + np.diff(sums[np.concatenate([[0], ends])])
        used = np.array(block.weights) > 0
        best = int(np.argmin(scores))
        worst = int(np.argmax(np.where(used, scores, -np.inf)))
        gain = scores[worst] - scores[best]
        if gain <= 1e-9 or best == worst:
            return
        length = len(block.rows[best]) + len(block.rows[worst])
        move = min(block.weights[worst], gain / (self.step * max(1, length)))
        block.weights[best] += move
        block.weights[worst] -= move
        if block.weights[worst] < 1e-9:
            block.weights[worst] = 0.0
        np.add.at(self.excess, block.rows[best], move * block.signs[best])
        np.add.at(self.excess, block.rows[worst], -move * block.signs[worst])

    def _turn(self, going: Callable[[], bool]) -> bool:
        """Everybody in turn finds a cheapest week, and the prices follow at once."""
        for who, table in enumerate(self.tables):
            if not going():
                return False
            prices = self._whole_prices()
            week = Pricing(table, Priced(self.shared, prices)).cheapest()
            self._add_week(who, week, prices)
            self._shift(self.people[who])
        for program in self.programs:
            priced = Priced(self.shared, self._whole_prices())
            _, openings = cheapest_openings(priced, program)
            self._add(self.openings[program], *self._rows_of_openings(openings), 0.0)
            self._shift(self.openings[program])
        return True

    def _whole_prices(self) -> Ints:
        prices = np.rint(self._priced(slice(None)) * SCALE)
        return np.clip(prices, -MOST, MOST).astype(np.int64)
