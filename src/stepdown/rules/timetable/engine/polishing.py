"""Polish: cheaper weeks for everybody, and prices that prove how much cheaper they could be."""

from collections import deque

from stepdown.rules.timetable.bound.bundle import Bundle
from stepdown.rules.timetable.bound.prices import Priced, Shared
from stepdown.rules.timetable.bound.weeks import OwnWeek, Pricing, WeekTables
from stepdown.rules.timetable.engine.anew import Left
from stepdown.rules.timetable.engine.columns import Choice, give, own_week_cost
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.regrouping import Regrouping
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.serving import Serving
from stepdown.rules.timetable.engine.week import Week, remainder

CHOOSERS = 40
SWEEP = 24
REGROUPINGS = 4
POOLED = 30
TIED = 4
SERVINGS = 4
PATIENCE = 30


class Polish:
    """Rounds of prices, of single people, of groups and of whole weeks, in turn.

    What is exact here about one person alone does not know pins or pairs who must not meet. Those
    `tied` by them are settled by the model of a part, which knows all rules.
    """

    def __init__(self, search: Search, serving: Serving) -> None:
        self.search, self.lattice, self.serving = search, search.lattice, serving
        self.shared = Shared(search.lattice)
        self.tables = [WeekTables(self.shared, who) for who in search.people]
        self.bundle = Bundle(self.shared, self.tables)
        self.queue: list[int] = []
        self.pool = [deque[tuple[OwnWeek, int]](maxlen=POOLED) for _ in search.people]
        lattice = self.lattice
        self.plain = [w for w in search.people if not lattice.apart[w] and not lattice.pins[w]]
        self.tied = [w for w in search.people if lattice.apart[w] or lattice.pins[w]]

    def run(self, gap: float | None) -> None:
        """Until a stop, a proved gap that is good enough, or, with neither seconds nor rounds to
        stop at, until nothing has got better for long."""
        search = self.search
        idle, best = 0, (search.cost(), search.bound)
        while search.goes_on() and (search.has_limit or idle < PATIENCE):
            if self._is_good_enough(gap):
                return
            self.prove()
            for _ in range(3):
                if search.goes_on():
                    self._improve()
                    search.count_round()
            now = (search.cost(), search.bound)
            idle, best = (idle + 1 if now == best else 0), now

    def _improve(self) -> None:
        for _ in range(SERVINGS):
            if self.serving.step() is None:
                break
        if self.plain:
            self._sweep()
            self._choose()
            self._regroup()
        if self.tied:
            some = self.search.rng.sample(self.tied, min(TIED, len(self.tied)))
            self.search.settle(some, set(), burden=True, effort=0.5)

    def _is_good_enough(self, gap: float | None) -> bool:
        cost, bound = self.search.cost(), self.search.bound
        return bound is not None and cost - bound <= (gap or 0.0) * cost

    def prove(self) -> None:
        if self.bundle.round(lambda: self.search.clock.left() > 0):
            self.search.bound = self.bundle.bound
            self.search.on_round()

    def _sweep(self) -> None:
        """Some people, one after the other, with everything else as it is."""
        for _ in range(min(SWEEP, len(self.plain))):
            if not self.queue:
                self.queue = self.search.rng.sample(self.plain, len(self.plain))
            if self.search.clock.left():
                self._anew(self.queue.pop())

    def _best_week(self, week: Week, who: int) -> OwnWeek:
        """The cheapest with everything else as it is."""
        left = Left(self.lattice, self.shared, week, frozenset({who}))
        prices = left.prices()
        for seat in self.lattice.seats(who):
            prices[self.shared.of_seat(who, seat)] = left.seat_price(seat.program, seat.pattern)
        own = Pricing(self.tables[who], Priced(self.shared, prices)).cheapest()
        self.pool[who].append((own, own_week_cost(self.lattice, who, own)))
        return own

    def _anew(self, who: int) -> None:
        search = self.search
        own = self._best_week(search.week, who)
        found = search.week.copy()
        found.clear(self.lattice, who)
        give(found, who, own)
        busy = remainder(self.lattice, found, frozenset(), frozenset()).busy
        if all(self.lattice.can_work(v.staff, busy[v.staff]) for v in own.visits):
            search.take(found, [who], burden=True)

    def _choose(self) -> None:
        """Some people among the weeks that were cheapest under earlier prices."""
        people = self.search.rng.sample(self.plain, min(CHOOSERS, len(self.plain)))
        columns = {who: self._columns(who) for who in people}
        programs = {s.program for found in columns.values() for own, _ in found for s in own.seats}
        self._pick(columns, programs)

    def _pick(self, columns: dict[int, list[tuple[OwnWeek, int]]], programs: set[int]) -> None:
        search = self.search
        freed = Freed(frozenset(columns), frozenset(programs), search.leaders(programs))
        choice = Choice(self.lattice, search.week, freed, columns)
        value = search.solve(choice.part.cp, 0.5, presolve=True)
        search.take(choice.read(value) if value else None, list(columns), burden=True)

    def _columns(self, who: int) -> list[tuple[OwnWeek, int]]:
        return [
            *self.bundle.weeks_of(who),
            *self.pool[who],
            (self._now(who), self.search.own_cost(who)),
        ]

    def _now(self, who: int) -> OwnWeek:
        week = self.search.week
        visits = tuple(visit for visits in week.visits[who].values() for visit in visits)
        team = tuple(
            (role, week.team[who][role])
            for role in self.tables[who].open_roles
            if role in week.team[who]
        )
        return OwnWeek(0, tuple(week.seats[who].values()), visits, team)

    def _regroup(self) -> None:
        for _ in range(REGROUPINGS):
            if self.search.clock.left():
                plain = set(self.plain)
                made = Regrouping(self.search, plain, self._best_week, self.bundle.favored)
                self.search.take(made.week, made.people, burden=True)
