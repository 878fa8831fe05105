"""The proof: prices that show how cheap no week can be, sought in turn with the search or beside
it."""

import multiprocessing
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread

from stepdown.rules.timetable.bound.bundle import Bundle
from stepdown.rules.timetable.bound.certifying import certificate_of
from stepdown.rules.timetable.bound.prices import Ints, Shared
from stepdown.rules.timetable.bound.weeks import WeekTables
from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.engine.search import Clock
from stepdown.rules.timetable.lattice import Lattice, Place

Proved = tuple[int, Ints]  # a bound and the prices that prove it
Likely = list[set[Place]]  # by person, the places of the weeks that were cheapest
ROUND = 0.0125  # of the search's effort that one person's part in a round is worth
STEP = 2.0  # of the prices, at first, in units of cost
ENOUGH = 4  # rounds after which it is worth looking at what is likely


class Proof:
    """In turn with the search: `next` is one more round while it has taken less than the search."""

    def __init__(self, lattice: Lattice, clock: Clock) -> None:
        self.lattice, self.clock = lattice, clock
        self.bundle: Bundle | None = None
        self.proved: Proved | None = None
        self.likely: Likely = []
        self.rounds = 0
        self.step = STEP

    def expect_unmet(self) -> None:
        """Begin anew with prices of another order: somebody is left out, and prices have to reach
        what that is charged before they prove anything of it."""
        self.bundle, self.step = None, float(self.lattice.problem.weights.unmet or STEP)

    def next(self, effort: float) -> None:
        """`effort`: what the search has spent so far."""
        if self.rounds * len(self.lattice.problem.patients) * ROUND <= effort:
            self.round()

    def round(self) -> bool:
        """One round of prices; False where the time was up before it ended."""
        if not self.clock.left():
            return False
        if self.bundle is None:
            shared = Shared(self.lattice)
            people = range(len(self.lattice.problem.patients))
            tables = [WeekTables(shared, who) for who in people]
            self.bundle = Bundle(shared, tables, self.step)
        done = self.bundle.round(lambda: self.clock.left() > 0)
        if done:
            self.rounds += 1
            self._note(self.bundle.bound, self.bundle.best_prices)
            self.likely = self.bundle.likely if self.rounds >= ENOUGH else []
        return done

    def _note(self, bound: int, prices: Ints) -> None:
        if self.proved is None or bound > self.proved[0]:
            self.proved = bound, prices

    def certificate(self) -> Certificate | None:
        return certificate_of(Shared(self.lattice), self.proved[1]) if self.proved else None

    def end(self) -> None:
        """Nothing is left behind."""


class ProofBeside(Proof):
    """In a process of its own from the start. A thread hears what it finds while the search is at
    a step of its own, or it would wait for that with every round."""

    def __init__(self, lattice: Lattice, clock: Clock) -> None:
        super().__init__(lattice, clock)
        self._start()

    def _start(self) -> None:
        fork = multiprocessing.get_context("fork")  # has the lattice at once, without a copy
        self.ear, mouth = fork.Pipe(duplex=False)
        self.process = fork.Process(target=_prove, args=(self, mouth), daemon=True)
        self.process.start()
        mouth.close()
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):  # ended, perhaps in the middle of a message
            while True:
                proved, self.likely = self.ear.recv()
                self._note(*proved)

    def expect_unmet(self) -> None:
        self.end()
        super().expect_unmet()
        self._start()

    def next(self, effort: float) -> None:
        if not self.process.is_alive():
            super().next(effort)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.listener.join()
        self.ear.close()


def _prove(proof: Proof, mouth: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the search, which then ends this
    while proof.round():
        mouth.send((proof.proved, proof.likely))
    mouth.close()
