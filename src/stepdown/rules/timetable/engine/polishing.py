"""Polish: cheaper weeks for a few people at a time, exactly, with everything else as it is."""

from stepdown.rules.timetable.engine.goal import COST
from stepdown.rules.timetable.engine.neighbors import neighborhood
from stepdown.rules.timetable.engine.search import Outcome, Search
from stepdown.rules.timetable.engine.serving import Serving

EFFORT = 0.05  # of deterministic time, a person
SERVE = 2  # every so many steps, somebody who is still short is tried
PATIENCE = 300


class Polish:
    """Large-neighborhood search. Whoever is still short is tried now and then, too."""

    def __init__(self, search: Search, serving: Serving) -> None:
        self.search, self.serving = search, serving
        self.idle = 0  # steps since the last that helped

    @property
    def is_stuck(self) -> bool:
        return self.idle >= PATIENCE

    def step(self) -> None:
        """One neighborhood."""
        search = self.search
        if search.rounds % SERVE == 0:
            self.serving.step()
        people, programs = neighborhood(search)
        part = search.part(people, programs, goal=COST)
        helped = search.settle(part, EFFORT * len(people)) is Outcome.BETTER
        self.idle = 0 if helped else self.idle + 1
        search.count_round()
