"""The proof: prices that show how cheap no week can be, sought in turn with the search."""

from typing import TYPE_CHECKING

from stepdown.rules.timetable.bound.arrays import Ints
from stepdown.rules.timetable.certificate import Certificate
from stepdown.rules.timetable.engine.finding import Finding
from stepdown.rules.timetable.engine.memory import give_back
from stepdown.rules.timetable.engine.search import Clock
from stepdown.rules.timetable.lattice import Lattice, Place

if TYPE_CHECKING:
    from stepdown.rules.timetable.bound.bundle import Bundle

Proved = tuple[int, Ints]  # a bound and the prices that prove it
Likely = list[set[Place]]  # by person, the places of the weeks that were cheapest
ROUND = 0.002  # of the search's effort that one person's part in a round is worth
STEP = 2.0  # of the prices, at first, in units of cost
ENOUGH = 4  # rounds after which it is worth looking at what is likely
LATELY, RISE = 20, 0.001  # so many rounds without so much of the bound more: it has settled
SELDOM = 8  # times as much effort between rounds from then on


class Proof:
    """In turn with the search: `next` is one more round while it has taken less than the search,
    much less once the bound hardly rises any more."""

    def __init__(self, lattice: Lattice, clock: Clock) -> None:
        self.lattice, self.clock = lattice, clock
        self.bundle: Bundle | None = None
        self.proved: Proved | None = None
        self.likely: Likely = []
        self.bounds: list[int] = []  # after each round
        self.spent = 0.0
        self.step = STEP

    def expect_unmet(self) -> None:
        """Begin anew with prices of another order: somebody is left out, and prices have to reach
        what that is charged before they prove anything of it."""
        self.bundle, self.step = None, float(self.lattice.problem.weights.unmet or STEP)
        self.bounds = []

    @property
    def is_settled(self) -> bool:
        """Whether more rounds are worth little."""
        if len(self.bounds) <= ENOUGH + LATELY:
            return False
        return self.bounds[-1] - self.bounds[-1 - LATELY] <= RISE * abs(self.bounds[-1])

    def next(self, effort: float) -> None:
        """`effort`: what the search has spent so far."""
        if self.spent <= effort:
            people = len(self.lattice.problem.patients)
            self.spent += people * ROUND * (SELDOM if self.is_settled else 1)
            self.round()

    def round(self) -> bool:
        """One round of prices; False where the time was up before it ended."""
        if not self.clock.left():
            return False
        if self.bundle is None:
            # loads Numba, a hundred megabytes: only in the process that proves
            from stepdown.rules.timetable.bound.bundle import Bundle

            self.bundle = Bundle.of(self.lattice, self.step)
        give_back()
        done = self.bundle.round(lambda: self.clock.left() > 0)
        if done:
            self.bounds.append(self.bundle.bound)
            self.note(self.bundle.bound, self.bundle.best_prices)
            self.likely = self.bundle.likely if len(self.bounds) >= ENOUGH else []
        return done

    def findings(self) -> list[Finding]:
        """What somebody else's search found."""
        return []

    def note(self, bound: int, prices: Ints) -> None:
        if self.proved is None or bound > self.proved[0]:
            self.proved = bound, prices

    def certificate(self) -> Certificate | None:
        from stepdown.rules.timetable.bound.certifying import certificate_of
        from stepdown.rules.timetable.bound.prices import Shared

        return certificate_of(Shared(self.lattice), self.proved[1]) if self.proved else None

    def end(self) -> None:
        """Nothing is left behind."""
