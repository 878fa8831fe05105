"""The whole search, from nothing to a stop."""

from stepdown.rules.timetable.bound.prices import Ints, Shared
from stepdown.rules.timetable.engine.polishing import Polish
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.serving import serve, start
from stepdown.rules.timetable.engine.week import Week


class Run:
    def __init__(self, search: Search) -> None:
        self.search = search
        self.polish: Polish | None = None

    def go(self, hint: Week | None, gap: float | None) -> None:
        """A start, service, polish, until a stop or a proved gap that is good enough."""
        search = self.search
        if hint is not None:
            search.week = hint
        else:
            start(search)
        search.doing = "serving"
        search.on_round()
        serve(search)
        search.doing = "polishing"
        if search.people and search.goes_on():
            self.polish = Polish(search)
            self.polish.run(gap)

    def prices(self) -> tuple[Shared, Ints] | None:
        """The prices that prove the bound, if there is one."""
        if self.polish is None or self.search.bound is None:
            return None
        return self.polish.shared, self.polish.bundle.best_prices
