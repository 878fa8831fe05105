"""Solve: the best week that can be found in the time given, and how good it is."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from stepdown.rules.timetable.certificate import Bound, Certificate
from stepdown.rules.timetable.checker import check
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.result import Progress, Result, Stop
from stepdown.rules.timetable.score import score
from stepdown.rules.timetable.solution import Solution
from stepdown.rules.timetable.soundness import require_room_for_teams

if TYPE_CHECKING:
    from stepdown.rules.timetable.engine.run import Run
    from stepdown.rules.timetable.engine.search import Search


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

    `hint`: a week to begin from, if it keeps every rule of this problem. `on_progress` is told
    after every round. Ctrl-C ends the search and keeps the best week so far. With one thread,
    `stop.iterations` and no `stop.seconds`, the same seed gives the same week. Raises
    UnableToPoseProblem where fixed teams alone are over a `caseload_max`.
    """
    require_room_for_teams(problem.staff, problem.patients)
    # OR-Tools takes 0.4 s to load, so only where it is used; those are not the search's seconds.
    import ortools.sat.python.cp_model  # noqa: F401

    from stepdown.rules.timetable.engine.run import Run
    from stepdown.rules.timetable.engine.search import Clock, Search
    from stepdown.rules.timetable.lattice import Lattice

    clock, cpu = Clock(stop.seconds), _cpu()
    lattice = Lattice(problem)
    search = Search(lattice, clock=clock, seed=seed, threads=threads, most_rounds=stop.iterations)
    if on_progress is not None:
        search.on_round = lambda: on_progress(_progress(search))
    usable = hint if hint is not None and not check(problem, hint) else None
    run = Run(search)
    try:
        with suppress(KeyboardInterrupt):  # whoever waits wants what there is
            run.go(usable, stop.gap)
    finally:
        certificate = run.end()
    return _result(problem, run, certificate, _cpu() - cpu)


def _cpu() -> float:
    """Seconds of this process and of those that it has ended."""
    return sum(os.times()[:4])


def _result(
    problem: Problem, run: "Run", certificate: Certificate | None, cpu_seconds: float
) -> Result:
    solution, search = run.solution(), run.search
    broken = check(problem, solution)
    if broken:
        raise UnableToSolve(f"The week found breaks a rule: {broken[0].sentence}.")
    return Result(
        solution=solution,
        score=score(problem, solution),
        bound=search.bound,
        certificate=certificate,
        seconds=search.clock.spent(),
        cpu_seconds=cpu_seconds,
        iterations=search.rounds,
    )


def certify(problem: Problem, certificate: Certificate) -> Bound:
    """The bound that these prices prove, recomputed from nothing else. Raises UnableToCertify."""
    from stepdown.rules.timetable.bound.certifying import certify  # numpy loads only where used

    return certify(problem, certificate)


def _progress(search: "Search") -> Progress:
    return Progress(
        seconds=search.clock.spent(),
        fully_served=len(search.people) - len(search.short()),
        patients=len(search.people),
        cost=search.cost(),
        bound=search.bound,
        doing=search.doing,
    )
