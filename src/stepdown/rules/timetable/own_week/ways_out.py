"""The single changes, each of which would give a person a full week that they do not have."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from stepdown.rules.timetable.own_week.model import build_week, hold_everything, require_full_weeks
from stepdown.rules.timetable.own_week.problem import Offering, Person, Problem
from stepdown.rules.timetable.own_week.result import Stop
from stepdown.rules.timetable.own_week.search import run


@dataclass(frozen=True, slots=True)
class WaysOut:
    """On the person's side: `busy` counts in `Person.busy`, each alone would do if it gave way, and
    so would each of `only` that they ask of every session. On the clinic's: `seats` are keys of
    full offerings, of which one seat more would do."""

    busy: tuple[int, ...]
    only: tuple[str, ...]
    seats: tuple[str, ...]


@lru_cache(maxsize=256)  # as `explain`
def ways_out(problem: Problem, person: Person, *, stop: Stop, seed: int = 0) -> WaysOut:
    """Each found by asking whether a full week exists after it. A search that `stop` ended
    before it knew counts as no way out."""

    def fits(changed: Problem) -> bool:
        week = build_week(changed)
        require_full_weeks(week)
        hold_everything(week)
        return run(week, stop=stop, seed=seed)[1] in ("OPTIMAL", "FEASIBLE")

    firm = [index for index, busy in enumerate(person.busy) if busy.is_firm]
    return WaysOut(
        busy=tuple(index for index in firm if fits(without_busy(problem, person, [index]))),
        only=tuple(
            one for one in sorted(person.only) if fits(without_asking(problem, person, one))
        ),
        seats=tuple(
            one.key for one in _full(problem, person) if fits(with_a_seat_more(problem, one.key))
        ),
    )


def without_busy(problem: Problem, person: Person, indices: Iterable[int]) -> Problem:
    """The same week where these commitments of the only person gave way."""
    given_up = set(indices)
    kept = tuple(busy for index, busy in enumerate(person.busy) if index not in given_up)
    return replace(problem, people=(replace(person, busy=kept),))


def without_asking(problem: Problem, person: Person, what: str) -> Problem:
    """The same week where the only person no longer asked this of every session."""
    return replace(problem, people=(replace(person, only=person.only - {what}),))


def with_a_seat_more(problem: Problem, key: str) -> Problem:
    return replace(
        problem,
        offerings=tuple(
            replace(one, seats_left=one.seats_left + 1) if one.key == key else one
            for one in problem.offerings
        ),
    )


def _full(problem: Problem, person: Person) -> list[Offering]:
    services = {need.service for need in person.needs}
    shut = {closure.offering for closure in problem.closed}
    return [
        one
        for one in problem.offerings
        if one.seats_left < 1
        and one.service in services
        and one.key not in shut
        and one.asks_for <= person.tags
        and person.only <= one.keeps
    ]
