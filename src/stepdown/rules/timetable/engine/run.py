"""The whole search, from nothing to a stop."""

from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.engine.answer import solution_of, week_of
from stepdown.rules.timetable.engine.beside import Beside
from stepdown.rules.timetable.engine.co_leading import with_co_leaders
from stepdown.rules.timetable.engine.filling import fill_sites
from stepdown.rules.timetable.engine.polishing import Polish
from stepdown.rules.timetable.engine.proof import Proof
from stepdown.rules.timetable.engine.search import POLISHING, Search
from stepdown.rules.timetable.engine.serving import Serving, start
from stepdown.rules.timetable.solution import Solution


class Run:
    """With two threads and a limit in seconds a second process proves, and then polishes, too."""

    def __init__(self, search: Search) -> None:
        self.search = search
        is_beside = search.threads > 1 and search.clock.seconds is not None
        self.proof = Beside(search) if is_beside else Proof(search.lattice, search.clock)

    def go(self, hint: Solution | None, gap: float | None) -> None:
        """A start, service, polish, until a stop or a proved gap that is good enough; with neither
        seconds nor rounds to stop at, until nothing has got better for long. `hint` keeps every
        rule."""
        search = self.search
        if hint is not None:
            search.week = week_of(search.lattice, hint)
        else:
            start(search)
        search.doing = "serving"
        search.on_round()
        serving = Serving(search)
        if not search.lattice.problem.previous:  # a site placed anew keeps little of last week
            fill_sites(search)
        serving.run()
        fill_sites(search)
        if search.short():
            self.proof.expect_unmet()
        search.doing = POLISHING
        polish = Polish(search, serving)
        self._prove()
        while search.goes_on() and not self._is_good_enough(gap):
            if polish.is_stuck and not search.has_limit:
                return
            polish.step()
            for finding in self.proof.findings():
                finding.try_in(search)
            self._prove()

    def _prove(self) -> None:
        self.proof.next(self.search.effort)
        self._note_proof()

    def _note_proof(self) -> None:
        if self.proof.proved:
            self.search.bound = self.proof.proved[0]
            self.search.likely = self.proof.likely

    def _is_good_enough(self, gap: float | None) -> bool:
        cost, bound = self.search.cost(), self.search.bound
        return bound is not None and cost - bound <= (gap or 0.0) * cost

    def solution(self) -> Solution:
        """The week so far."""
        return with_co_leaders(
            self.search.lattice, solution_of(self.search.lattice, self.search.week)
        )

    def end(self) -> Certificate | None:
        """The prices that prove the bound, if there is one."""
        self.proof.end()
        self._note_proof()
        return self.proof.certificate()
