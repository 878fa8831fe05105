"""Two searches of one clinic: what one finds, the other makes its own."""

import gc
from functools import cache

import pytest

from stepdown.rules.timetable import Solution, Stop, check, solve
from stepdown.rules.timetable.engine.answer import solution_of
from stepdown.rules.timetable.engine.finding import Finding
from stepdown.rules.timetable.engine.polishing import Polish
from stepdown.rules.timetable.engine.run import Run
from stepdown.rules.timetable.engine.search import Clock, Search
from stepdown.rules.timetable.engine.serving import Serving
from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice
from tests.rules.weeks import clinic, posed


def _search(seed: int, rounds: int) -> Search:
    lattice = Lattice(posed(clinic(24).instance))
    return Search(lattice, clock=Clock(None), seed=seed, threads=1, most_rounds=rounds)


@cache
def _served() -> Week:
    search = _search(0, 0)
    Run(search).go(None, None)
    return search.week


def _polished(week: Week, seed: int, steps: int) -> Search:
    search = _search(seed, steps)
    search.week = week
    polish = Polish(search, Serving(search))
    for _ in range(steps):
        polish.step()
    return search


def _solution(search: Search) -> Solution:
    return solution_of(search.lattice, search.week)


@pytest.mark.parametrize("seed", range(2))
def test_what_another_found_is_taken_as_it_is_where_nothing_changed_meanwhile(seed: int) -> None:
    week = _served()
    other, own = _polished(week, seed, 3), _polished(week, seed, 0)
    assert other.cost() < own.cost()
    Finding.of(week, other.week).try_in(own)
    assert own.cost() <= other.cost()
    assert check(own.lattice.problem, _solution(own)) == ()


@pytest.mark.parametrize("seed", range(2))
def test_it_never_makes_a_week_dearer_that_has_changed_meanwhile(seed: int) -> None:
    week = _served()
    other, own = _polished(week, seed, 3), _polished(week, seed + 10, 3)
    before = own.cost()
    Finding.of(week, other.week).try_in(own)
    assert own.cost() <= before
    assert check(own.lattice.problem, _solution(own)) == ()


def test_a_search_begins_from_another_week_unless_its_own_is_cheaper() -> None:
    week = _served()
    search = _polished(week, 1, 3)
    own = search.week
    search.begin_from(week)
    assert search.week is own
    fresh = _polished(week, 1, 0)
    fresh.begin_from(own)
    assert fresh.week is own


def test_with_two_threads_the_week_keeps_every_rule_and_the_bound_holds() -> None:
    problem = posed(clinic(24).instance)
    alone = solve(problem, stop=Stop(iterations=1))
    result = solve(problem, stop=Stop(seconds=4), threads=2)
    assert check(problem, result.solution) == ()
    assert result.bound is not None
    assert result.bound <= result.cost < alone.cost
    assert gc.get_freeze_count() == 0  # garbage is found again
