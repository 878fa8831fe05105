"""The whole search, from nothing to a stop."""

from stepdown.rules.timetable.bound.certifying import certificate_of
from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.engine.answer import solution_of, week_of
from stepdown.rules.timetable.engine.co_leading import with_co_leaders
from stepdown.rules.timetable.engine.polishing import Polish
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.serving import Serving, start
from stepdown.rules.timetable.solution import Solution


class Run:
    def __init__(self, search: Search) -> None:
        self.search = search
        self.polish: Polish | None = None

    def go(self, hint: Solution | None, gap: float | None) -> None:
        """A start, service, polish, until a stop or a proved gap that is good enough. `hint`
        keeps every rule. The bound of everybody alone is proved whenever there is time left."""
        search = self.search
        if hint is not None:
            search.week = week_of(search.lattice, hint)
        else:
            start(search)
        search.doing = "serving"
        search.on_round()
        serving = Serving(search)
        serving.run()
        search.doing = "polishing"
        if search.clock.left():
            self.polish = Polish(search, serving)
            self.polish.prove()
            self.polish.run(gap)

    def solution(self) -> Solution:
        """The week so far."""
        return with_co_leaders(
            self.search.lattice, solution_of(self.search.lattice, self.search.week)
        )

    def certificate(self) -> Certificate | None:
        """The prices that prove the bound, if there is one."""
        if self.polish is None or self.search.bound is None:
            return None
        return certificate_of(self.polish.shared, self.polish.bundle.best_prices)
