"""Solve: the best week that can be found in the time given, and how good it is."""

import time
from collections.abc import Callable
from contextlib import suppress

from stepdown.rules.timetable.checker import check
from stepdown.rules.timetable.engine.answer import solution_of, week_of
from stepdown.rules.timetable.engine.co_leading import with_co_leaders
from stepdown.rules.timetable.engine.lattice import Lattice
from stepdown.rules.timetable.engine.search import Clock, Search
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.result import Progress, Result, Stop
from stepdown.rules.timetable.score import score
from stepdown.rules.timetable.solution import Solution


class UnableToSolve(Exception):
    """The engine's own answer broke a rule: a fault to report, never an answer to use."""


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    threads: int = 1,
    hint: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Result:
    """The cheapest week found before `stop`; it keeps every hard rule, whatever stops it.

    `hint`: a week to begin from, if it keeps every rule of this problem. `on_progress` is told after
    every round. Ctrl-C ends the search and keeps the best week so far. With one thread,
    `stop.iterations` and no `stop.seconds`, the same seed gives the same week.
    """
    import ortools.sat.python.cp_model  # noqa: F401  # its 0.4 s are not the search's

    clock, cpu = Clock(stop.seconds), time.process_time()
    lattice = Lattice(problem)
    search = Search(lattice, clock=clock, seed=seed, threads=threads)
    tell = on_progress or (lambda _: None)
    search.on_round = lambda: tell(_progress(search))
    usable = hint is not None and not check(problem, hint)
    with suppress(KeyboardInterrupt):  # whoever waits wants what there is
        search.run(week_of(lattice, hint) if hint is not None and usable else None, stop)
    solution = with_co_leaders(lattice, solution_of(lattice, search.week))
    broken = check(problem, solution)
    if broken:
        raise UnableToSolve(f"The week found breaks a rule: {broken[0].sentence}.")
    return Result(
        solution=solution,
        score=score(problem, solution),
        bound=search.bound,
        certificate=search.certificate,
        seconds=clock.spent(),
        cpu_seconds=time.process_time() - cpu,
        iterations=search.rounds,
    )


def _progress(search: Search) -> Progress:
    return Progress(
        seconds=search.clock.spent(),
        fully_served=search.fully_served(),
        patients=len(search.people),
        cost=search.cost(),
        bound=search.bound,
        doing=search.doing,
    )
