"""A process beside the search: it proves, and once that has settled it polishes as well."""

import gc
import multiprocessing
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread

from stepdown.rules.timetable.engine.finding import Finding
from stepdown.rules.timetable.engine.polishing import Polish
from stepdown.rules.timetable.engine.proof import Likely, Proof, Proved
from stepdown.rules.timetable.engine.search import POLISHING, Search
from stepdown.rules.timetable.engine.serving import Serving
from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Place

More = dict[int, set[Place]]
News = tuple[Proved | None, More, Finding | None, bool]
"""What was proved, what is likely besides what was, what was found, and whether the other's week
is asked for."""


class Beside(Proof):
    """From the start on. A thread hears what the process finds while the search is at a step of
    its own, or it would wait for that with every round."""

    def __init__(self, search: Search) -> None:
        super().__init__(search.lattice, search.clock)
        self.search = search
        self.found: list[Finding] = []
        self._start()

    def _start(self) -> None:
        fork = multiprocessing.get_context("fork")  # has the lattice at once, without a copy
        self.ear, mouth = fork.Pipe()
        gc.freeze()  # a collection would touch every page that both have, and so copy it
        self.process = fork.Process(target=_work, args=(self, mouth), daemon=True)
        self.process.start()
        mouth.close()
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):  # ended, perhaps in the middle of a message
            while True:
                self._hear(self.ear.recv())

    def _hear(self, news: News) -> None:
        proved, more, finding, asks = news
        if proved:
            self.note(*proved)
        if more:
            self.likely = self._likely_with(more)
        if finding:
            self.found.append(finding)
        if asks:
            self.ear.send(self.search.week if self.search.doing == POLISHING else None)

    def told(self) -> More:
        """In the process: what became likely since the last time, once it is worth looking at."""
        if not self.likely or self.bundle is None:
            return {}
        more, self.bundle.news = self.bundle.news, {}
        return more

    def _likely_with(self, more: More) -> Likely:
        """A list of its own: the search may be reading the one before."""
        likely = list(self.likely) or [set() for _ in self.lattice.problem.patients]
        for who, places in more.items():
            likely[who] = likely[who] | places
        return likely

    def findings(self) -> list[Finding]:
        found, self.found = self.found, []
        return found

    def expect_unmet(self) -> None:
        self.end()
        self.likely = []
        super().expect_unmet()
        self._start()

    def next(self, effort: float) -> None:
        if not self.process.is_alive():
            super().next(effort)

    def end(self) -> None:
        gc.unfreeze()
        self.process.kill()
        self.process.join()
        self.listener.join()
        self.ear.close()


def _work(beside: Beside, mouth: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the search, which then ends this
    while not beside.is_settled:
        if not Proof.round(beside):
            return
        mouth.send((beside.proved, beside.told(), None, False))
    _Second(beside, mouth).go()


class _Second:
    """The second search: begins from the first one's week whenever that is cheaper."""

    def __init__(self, beside: Beside, mouth: Connection) -> None:
        self.beside, self.mouth, self.search = beside, mouth, beside.search
        self.search.rng.seed(self.search.rng.getrandbits(32))  # takes other steps than the first
        self.search.on_round = lambda: None
        self.polish = Polish(self.search, Serving(self.search))

    def go(self) -> None:
        finding = None
        while self.search.clock.left():
            self.mouth.send((self.beside.proved, self.beside.told(), finding, True))
            week = self.mouth.recv()
            if week is None:
                Proof.round(self.beside)
            else:
                finding = self._step(week)
                Proof.next(self.beside, self.search.effort)

    def _step(self, week: Week) -> Finding | None:
        search = self.search
        search.begin_from(week)
        search.likely = self.beside.likely
        before = search.week
        self.polish.step()
        return Finding.of(before, search.week) if search.week is not before else None
