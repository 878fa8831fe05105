"""What can be done for one session whose leader is away: who stands in, or which group takes its
people. Where neither is possible it is cancelled.

`repairs` mends a whole week at the least harm. Here a person decides, session by session, among
what is possible: no time and no seat of anybody else moves.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session of the day; times in minutes of the day. `people`: who is expected; `free`: seats
    that nobody has that day."""

    key: int
    kind: tuple[str, ...]
    starts: int
    ends: int
    people: frozenset[int]
    free: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may lead sessions here. `busy`: when they lead others that day; `shut_out`: of
    whose charts they are kept out; `rank`: 0 for the same role as who is away, more for others.
    `hours`: when they work that day; None where that is not kept."""

    key: int
    busy: tuple[tuple[int, int], ...]
    is_away: bool
    shut_out: frozenset[int] = frozenset()
    rank: int = 0
    hours: tuple[tuple[int, int], ...] | None = None


def who_can_lead(session: Meeting, colleagues: Iterable[Colleague]) -> tuple[int, ...]:
    """Who is here, at work and free then, and shut out of nobody's chart. The nearest role comes
    first, and among them who leads least that day."""
    able = [one for one in colleagues if _can_lead(one, session)]
    return tuple(one.key for one in sorted(able, key=_order))


def _order(one: Colleague) -> tuple[int, int, int]:
    return one.rank, len(one.busy), one.key


def _can_lead(one: Colleague, session: Meeting) -> bool:
    is_busy = any(start < session.ends and session.starts < end for start, end in one.busy)
    is_free = not one.is_away and not is_busy and not one.shut_out & session.people
    return is_free and _at_work(one, session)


def _at_work(one: Colleague, session: Meeting) -> bool:
    return one.hours is None or any(
        start <= session.starts and session.ends <= end for start, end in one.hours
    )


def who_takes_them(
    session: Meeting, others: Iterable[Meeting], apart: Collection[Pair]
) -> tuple[int, ...]:
    """Groups of the same kind (program, age group, service) that begin at the same time, have a
    seat for everybody, and in which nobody meets whom they must not meet."""
    return tuple(one.key for one in others if _takes(one, session, apart))


def _takes(one: Meeting, session: Meeting, apart: Collection[Pair]) -> bool:
    is_parallel = one.key != session.key and one.kind == session.kind
    is_parallel = is_parallel and one.starts == session.starts
    arriving = session.people - one.people
    meets = any(Pair({a, b}) in apart for a in session.people for b in one.people if a != b)
    return is_parallel and len(arriving) <= one.free and not meets
