"""How long it takes to find up to four weeks for one person, or to say what would help."""

import random
from collections.abc import Callable, Iterator
from statistics import quantiles
from time import process_time
from typing import Any

from stepdown.rules.timetable.own_week import (
    Busy,
    Grid,
    Need,
    Offering,
    Person,
    Problem,
    Stop,
    alternatives,
    explain,
    swaps,
    ways_out,
)

PEOPLE = 100
SEED = 1
GRID, STOP = Grid(), Stop(seconds=5.0, effort=10.0)
HOUR = 60 // GRID.step_minutes
TEAM = ("leader-0", "leader-1")
NEEDS = (
    Need("group", "group", 3, 120),
    Need("class", "class", 2, 60),
    Need("one to one", "one to one", 1, 60, leaders=TEAM),
)
Note = Callable[[str], None]


def clinic_of_the_week(chance: random.Random) -> tuple[Offering, ...]:
    """Mornings and evenings on five days, Saturday morning, and openings of eight clinicians."""
    return tuple(_sessions(chance))


def _sessions(chance: random.Random) -> Iterator[Offering]:
    for day in range(6):
        for begins in (9, 18) if day < 5 else (9,):
            seats = chance.randint(0, 6)
            yield _offering("group", day, begins * HOUR, 135, 120, seats, f"leader-{day}")
            yield _offering("class", day, begins * HOUR + 28, 60, 60, seats + 1, "leader-9")
        for number in range(8):
            begins = chance.choice((8, 10, 12, 14, 16, 17, 19, 20))
            leader = f"leader-{number}"
            yield _offering("one to one", day, begins * HOUR, 60, 60, chance.randint(0, 1), leader)


def _offering(
    service: str, day: int, start: int, booked: int, clinical: int, seats: int, leader: str
) -> Offering:
    key = f"{service} {day} {start} {leader}"
    end = start + booked // GRID.step_minutes
    return Offering(key, service, day, start, end, seats, clinical, leader=leader)


def _somebody(number: int, chance: random.Random) -> Person:
    """Works from eight to between three and seven, on four to six days, perhaps with an evening."""
    days = sorted(chance.sample(range(6), chance.randint(4, 6)))
    busy = [Busy(day, 8 * HOUR, chance.randint(15, 19) * HOUR, "work", "Work") for day in days]
    if chance.random() < 0.5:
        busy.append(Busy(chance.randrange(5), 18 * HOUR, 20 * HOUR, "school", "Class"))
    return Person(
        key=f"person-{number}",
        needs=NEEDS,
        busy=tuple(busy),
        travel_minutes=chance.choice((10, 20, 35)),
        weekly_minimum_minutes=540,
        min_days=3,
        max_minutes_a_day=300,
    )


def measure_own_weeks(note: Note) -> dict[str, Any]:
    """Milliseconds of processor time for one person after the other, so that other work on the
    machine does not count; all that the page of a week asks of the rules."""
    from ortools.sat.python import cp_model  # noqa: F401 - not the first person's time

    chance = random.Random(SEED)
    spent, fitting = [], 0
    for number in range(PEOPLE):
        person = _somebody(number, chance)
        problem = Problem(GRID, (person,), clinic_of_the_week(chance))
        begun = process_time()
        fitting += _ask(problem, person)
        spent.append(1000 * (process_time() - begun))
        note(f"weeks of one person, {number + 1}")
    cuts = quantiles(spent, n=20)
    return {
        "people": PEOPLE,
        "with_a_week": fitting,
        "p50_ms": round(cuts[9]),
        "p95_ms": round(cuts[18]),
        "slowest_ms": round(max(spent)),
    }


def _ask(problem: Problem, person: Person) -> bool:
    plans = alternatives(problem, person, stop=STOP)
    for plan in plans:
        for key in plan.offerings:
            swaps(problem, person, plan, key)
    if not plans:
        explain(problem, person.key, stop=STOP)
        ways_out(problem, person, stop=STOP)
    return bool(plans)
