"""Polish: cheaper weeks for everybody, and prices that prove how much cheaper they could be."""

from stepdown.rules.timetable.bound.bundle import Bundle
from stepdown.rules.timetable.bound.prices import Shared
from stepdown.rules.timetable.bound.weeks import OwnWeek, WeekTables
from stepdown.rules.timetable.engine.anew import best_week
from stepdown.rules.timetable.engine.columns import Choice, give
from stepdown.rules.timetable.engine.part import Freed
from stepdown.rules.timetable.engine.search import Search

CHOOSERS = 40
SWEEP = 24


class Polish:
    """Rounds of prices, of single people and of choices among whole weeks, in turn."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.shared = Shared(search.lattice)
        self.tables = [WeekTables(self.shared, who) for who in search.people]
        self.bundle = Bundle(self.shared, self.tables)
        self.queue: list[int] = []
        lattice = search.lattice
        self.plain = [w for w in search.people if not lattice.apart[w] and not lattice.pins[w]]

    def run(self, gap: float | None) -> None:
        search = self.search
        while search.goes_on():
            self._prove()
            if gap is not None and self._gap() <= gap:
                return
            for _ in range(2):
                if search.goes_on():
                    self._sweep()
                    self._choose()
                    self._free_some()
                    search.count_round()

    def _gap(self) -> float:
        cost = self.search.cost()
        bound = self.search.bound
        return 1.0 if bound is None else (cost - bound) / max(1, cost)

    def _prove(self) -> None:
        if self.bundle.round(lambda: self.search.clock.left() > 0):
            self.search.bound = self.bundle.bound
            self.search.on_round()

    def _sweep(self) -> None:
        """Some people, one after the other, with everything else as it is."""
        search = self.search
        for _ in range(min(SWEEP, len(search.people))):
            if not self.queue:
                self.queue = search.rng.sample(self.plain, len(self.plain))
            if self.queue and search.clock.left():
                self._anew(self.queue.pop())

    def _anew(self, who: int) -> None:
        search = self.search
        own = best_week(search.lattice, self.shared, self.tables[who], search.week, who)
        found = search.week.copy()
        found.clear(search.lattice, who)
        give(found, who, own)
        if all(search.lattice.can_work(v.staff, self._busy(v.staff, found)) for v in own.visits):
            search.take(found, [who], burden=True)

    def _busy(self, staff: int, week: object) -> int:
        from stepdown.rules.timetable.engine.week import Week, remainder

        assert isinstance(week, Week)
        return remainder(self.search.lattice, week, frozenset(), frozenset()).busy[staff]

    def _choose(self) -> None:
        """Some people among the weeks that were cheapest under earlier prices."""
        search = self.search
        people = search.rng.sample(self.plain, min(CHOOSERS, len(self.plain)))
        lattice = search.lattice
        programs = {s.program for w in people for own, _ in self._columns(w) for s in own.seats}
        freed = Freed(frozenset(people), frozenset(programs), search.leaders(programs))
        columns = {who: self._columns(who) for who in people}
        choice = Choice(lattice, search.week, freed, columns)
        value = search.solve(choice.part.cp, 1.0, presolve=True)
        search.take(choice.read(value) if value else None, people, burden=True)

    def _columns(self, who: int) -> list[tuple[OwnWeek, int]]:
        block = self.bundle.people[who]
        found = [
            (week, round(cost))
            for week, cost in zip(block.weeks, block.costs, strict=True)
            if week is not None
        ]
        return [*found, (self._now(who), self.search.own_cost(who))]

    def _now(self, who: int) -> OwnWeek:
        week = self.search.week
        visits = tuple(visit for visits in week.visits[who].values() for visit in visits)
        team = tuple(
            (role, week.team[who][role])
            for role in self.tables[who].open_roles
            if role in week.team[who]
        )
        return OwnWeek(0, tuple(week.seats[who].values()), visits, team)

    def _free_some(self) -> None:
        """All places of a few people who share groups."""
        search = self.search
        members = search.week.members()
        keys = sorted(members)
        people: list[int] = []
        programs: set[int] = set()
        while keys and len(people) < 10 and len(programs) < 3:
            key = keys.pop(search.rng.randrange(len(keys)))
            programs.add(key[0])
            people = list(dict.fromkeys([*people, *members[key]]))
        search.settle(people[:14], programs, burden=True, effort=0.5)
