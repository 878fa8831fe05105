"""When offerings and commitments meet: the time arithmetic of the solver."""

from collections.abc import Iterable, Iterator

from stepdown.rules.timetable.own_week.problem import Busy, Grid, Need, Offering, Person, Problem


def span(grid: Grid, timed: Offering | Busy) -> tuple[int, int]:
    """Start and end in minutes of the week."""
    return grid.minute_of_week(timed.day, timed.start), grid.minute_of_week(timed.day, timed.end)


def booked_minutes(grid: Grid, offering: Offering) -> int:
    return (offering.end - offering.start) * grid.step_minutes


def clashes(grid: Grid, person: Person, offering: Offering, busy: Busy) -> bool:
    """The commitment reaches into the session or the travel before or after it."""
    travel = grid.rounded_up(person.travel_minutes)
    start, end = span(grid, offering)
    busy_start, busy_end = span(grid, busy)
    return busy_start < end + travel and start - travel < busy_end


def disliked(grid: Grid, person: Person, offering: Offering) -> list[int]:
    """Indices in `Person.busy` of the times that the person would rather keep, and it takes."""
    return [
        index
        for index, busy in enumerate(person.busy)
        if not busy.is_firm and clashes(grid, person, offering, busy)
    ]


def crowds(grid: Grid, offerings: Iterable[Offering]) -> Iterator[list[Offering]]:
    """Sets of two or more offerings that share a moment; every overlapping pair is in one."""
    spans = [(o, *span(grid, o)) for o in offerings]
    for _, moment, _ in spans:
        crowd = [o for o, start, end in spans if start <= moment < end]
        if len(crowd) > 1:
            yield crowd


def can_serve(offering: Offering, need: Need) -> bool:
    return (
        offering.service == need.service
        and offering.clinical_minutes >= need.minutes
        and (not need.leaders or offering.leader in need.leaders)
    )


def admits(problem: Problem, person: Person, offering: Offering) -> bool:
    """Neither of them asks for what the other lacks, and the offering is not shut to the person."""
    suits = offering.asks_for <= person.tags and person.only <= offering.keeps
    return suits and not any(
        c.person == person.key and c.offering == offering.key for c in problem.closed
    )
