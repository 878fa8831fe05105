"""The week as one person may see it: what is open to them, and nothing of why the rest is not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stepdown.rules.timetable.own_week.problem import Closure, Offering, Person, Problem
from stepdown.rules.timetable.own_week.times import span


@dataclass(frozen=True, slots=True)
class NotOpen:
    """For staff: an offering that the person could use but cannot join, and why.

    `reason_code`: a closure's own code, or asks_for, only, full, leader_busy, room_busy.
    """

    offering: str
    reason_code: str


def week_alone(problem: Problem, person: Person) -> tuple[Problem, tuple[NotOpen, ...]]:
    """The problem of this person alone, and for staff what is not open to them.

    Whatever made an offering unavailable (other people's seats, an order, a leader elsewhere), it
    becomes the same closure here. All that is told to a person comes from this problem, so it
    cannot differ with anybody's private facts.
    """
    not_open = tuple(_not_open(problem, person))
    seen = replace(
        problem,
        people=(person,),
        offerings=tuple(
            replace(o, seats_left=1, room=None, meets_anyway=False) for o in problem.offerings
        ),
        pinned=tuple(pin for pin in problem.pinned if pin.person == person.key),
        closed=tuple(Closure(person.key, n.offering, "not_open") for n in not_open),
    )
    return seen, not_open


def _not_open(problem: Problem, person: Person) -> Iterator[NotOpen]:
    services = {need.service for need in person.needs}
    held = _held_by_others(problem, person)
    running = [o for o in problem.offerings if o.meets_anyway or o.key in held]
    for offering in problem.offerings:
        if offering.service in services:
            reason = _reason(problem, person, offering, held.count(offering.key), running)
            if reason is not None:
                yield NotOpen(offering.key, reason)


def _reason(
    problem: Problem, person: Person, offering: Offering, held: int, running: list[Offering]
) -> str | None:
    for closure in problem.closed:
        if (closure.person, closure.offering) == (person.key, offering.key):
            return closure.reason_code
    if not offering.asks_for <= person.tags:
        return "asks_for"
    if not person.only <= offering.keeps:
        return "only"
    if offering.seats_left - held < 1:
        return "full"
    if offering in running:
        return None
    start, end = span(problem.grid, offering)
    for other in running:
        other_start, other_end = span(problem.grid, other)
        if other_start < end and start < other_end:
            if offering.leader is not None and offering.leader == other.leader:
                return "leader_busy"
            if offering.room is not None and offering.room == other.room:
                return "room_busy"
    return None


def _held_by_others(problem: Problem, person: Person) -> list[str]:
    """Keys of the offerings pinned for other people, once per person, whole programs included."""
    by_key = {o.key: o for o in problem.offerings}
    held: set[tuple[str, str]] = set()
    for pin in problem.pinned:
        program = by_key[pin.offering].program
        meetings = [o.key for o in problem.offerings if program and o.program == program]
        held.update((pin.person, key) for key in [pin.offering, *meetings])
    return [key for who, key in held if who != person.key]
