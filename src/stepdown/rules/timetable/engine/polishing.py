"""Polish: cheaper weeks for a few people at a time, exactly, with everything else as it is."""

from collections.abc import Callable
from functools import partial

from stepdown.rules.timetable.engine.goal import COST
from stepdown.rules.timetable.engine.neighbors import neighborhood
from stepdown.rules.timetable.engine.search import Outcome, Search
from stepdown.rules.timetable.engine.serving import Serving
from stepdown.rules.timetable.engine.thinning import Places, some_places
from stepdown.rules.timetable.engine.week import Remainder

SIZES = (4, 8, 12, 18, 24)  # people; the next one after so many tries in vain
TRIES = 6
EFFORT = 0.2  # of deterministic time, a person
SERVE = 2  # every so many steps, somebody who is still short is tried
PATIENCE = 300


class Polish:
    """Large-neighborhood search. Whoever is still short is tried now and then, too."""

    def __init__(self, search: Search, serving: Serving) -> None:
        self.search, self.serving = search, serving
        self.idle = 0  # steps since the last that helped
        self.size = 0

    @property
    def is_stuck(self) -> bool:
        return self.idle >= PATIENCE

    def step(self) -> None:
        """One neighborhood."""
        search = self.search
        if search.rounds % SERVE == 0:
            self.serving.step()
        if self.idle and self.idle % TRIES == 0:
            self.size = (self.size + 1) % len(SIZES)
        people, programs = neighborhood(search, SIZES[self.size])
        part = search.part(people, programs, goal=COST, places=self._places(people, programs))
        helped = search.settle(part, EFFORT * len(people)) is Outcome.BETTER
        self.idle = 0 if helped else self.idle + 1
        search.count_round()

    def _places(self, people: list[int], programs: set[int]) -> Callable[[Remainder], Places]:
        search = self.search
        return partial(
            some_places,
            search.lattice,
            search.rng,
            people=people,
            programs=programs,
            likely=search.likely,
        )
