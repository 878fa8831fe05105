"""Polish: cheaper weeks for some people at a time, with everything else as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from stepdown.rules.timetable.engine.goal import COST
from stepdown.rules.timetable.engine.neighbors import Neighborhood, near, wide
from stepdown.rules.timetable.engine.part import PartModel
from stepdown.rules.timetable.engine.search import Search
from stepdown.rules.timetable.engine.serving import Serving
from stepdown.rules.timetable.engine.thinning import some_places

SERVE = 2  # every so many steps, somebody who is still short is tried
PATIENCE = 300
CURIOUS = 0.2  # how often the other way is tried
FADE = 0.9  # what a way brought counts for less with each try


@dataclass(slots=True)
class Way:
    """A kind of neighborhood, how much effort a person in it is worth (deterministic time), and
    what it lately brought for how much."""

    choose: Callable[[Search], Neighborhood]
    effort: float
    is_thinned: bool
    gain: float
    spent: float = 1.0

    def note(self, gain: int, spent: float) -> None:
        self.gain = FADE * self.gain + gain
        self.spent = FADE * self.spent + spent


class Polish:
    """Large-neighborhood search, by the way that brings more. Whoever is still short is tried now
    and then, too."""

    def __init__(self, search: Search, serving: Serving) -> None:
        self.search, self.serving = search, serving
        self.ways = [Way(near, 0.05, False, gain=100.0), Way(wide, 0.2, True, gain=50.0)]
        self.idle = 0  # steps since the last that helped

    @property
    def is_stuck(self) -> bool:
        return self.idle >= PATIENCE

    def step(self) -> None:
        """One neighborhood."""
        search = self.search
        if search.rounds % SERVE == 0:
            self.serving.step()
        better, other = sorted(self.ways, key=lambda way: way.gain / way.spent, reverse=True)
        way = other if search.rng.random() < CURIOUS else better
        cost, effort = search.cost(), search.effort
        people, programs = way.choose(search)
        search.settle(self._part(way, people, programs), way.effort * len(people))
        gain = cost - search.cost()
        way.note(gain, search.effort - effort)
        self.idle = 0 if gain else self.idle + 1
        search.count_round()

    def _part(self, way: Way, people: list[int], programs: set[int]) -> PartModel:
        search = self.search
        some = partial(
            some_places,
            search.lattice,
            search.rng,
            people=people,
            programs=programs,
            likely=search.likely,
        )
        places = some if way.is_thinned else None
        return search.part(people, programs, goal=COST, places=places)
