"""Weeks for the tests of the timetable: invented clinics, and a very small one by hand."""

from dataclasses import replace
from functools import cache
from typing import Any

from benchmarks.timetable.made_up import MadeUp, made_up
from stepdown.rules.timetable import (
    Appointment,
    Grid,
    Group,
    GroupNeed,
    Member,
    Mode,
    Option,
    Patient,
    Pattern,
    Problem,
    Program,
    Room,
    Solution,
    Staff,
    VisitNeed,
)
from stepdown.rules.timetable.files.problems import problem_of
from stepdown.rules.timetable.files.reading import Field
from stepdown.rules.timetable.files.solutions import solution_of


@cache
def clinic(people: int, seed: int = 1, overload: float = 0.0) -> MadeUp:
    return made_up(people, seed, overload=overload)


def posed(instance: dict[str, Any]) -> Problem:
    return problem_of(Field(instance))


def answered(solution: dict[str, Any]) -> Solution:
    return solution_of(Field(solution))


# A small week by hand. Every limit in it is just reached.

DAYS = 3
SLOTS = 10


def daily(entry: Any) -> tuple[Any, ...]:
    return (entry,) * DAYS


def staff(key: str, role: str = "counselor", **changes: Any) -> Staff:
    """On shift all day; sees people in 2 slots at most; owes a break in slots 4 to 6."""
    member = Staff(key, role, "north", daily((0, SLOTS)), daily((4, 6)), daily(2), 1)
    return replace(member, **changes)


def program(key: str, *meetings: tuple[int, int], **changes: Any) -> Program:
    """Two slots a meeting, one pattern, led by Ana, for one or two people, once."""
    base = Program(key, Mode.ONSITE, 2, (Pattern(meetings),), ("ana",), 2, 1, 1, "north", "hall")
    return replace(base, **changes)


def visit_need(key: str = "talk", **changes: Any) -> VisitNeed:
    """One slot with the own counselor in an office, by video if it has to be."""
    need = VisitNeed(key, "counselor", 1, 4, 1, "office", tele_ok=True)
    return replace(need, **changes)


def person(key: str, *needs: GroupNeed | VisitNeed, **changes: Any) -> Patient:
    """Free all day, one slot of travel, at most 2 slots a day; cared for by Ana."""
    base = Patient(
        key,
        "north",
        daily(((0, SLOTS),)),
        needs,
        team=(("counselor", "ana"),),
        travel=1,
        telehealth=True,
        max_day=2,
    )
    return replace(base, **changes)


def group_need(key: str, *programs: str, after: str | None = None) -> GroupNeed:
    return GroupNeed(key, tuple(Option(p) for p in programs), 2, 2, after)


ROOMS = (Room("hall-1", "north", "hall", 2), Room("office-1", "north", "office", 1))


def small_problem(**changes: Any) -> Problem:
    """Ana sees Kim for a visit and in two courses, the second after the first."""
    kim = person(
        "kim",
        group_need("first", "basics"),
        group_need("second", "more", after="first"),
        visit_need(),
    )
    parts: dict[str, Any] = {
        "name": "small",
        "grid": Grid(30, DAYS, SLOTS),
        "staff": (staff("ana"), staff("ben")),
        "rooms": ROOMS,
        "programs": (program("basics", (0, 1)), program("more", (1, 1))),
        "patients": (kim,),
    }
    return Problem(**{**parts, **changes})


def seat(key: str, *members: tuple[str, str], rooms: tuple[str | None, ...] = ("hall-1",)) -> Group:
    return Group(key, 0, "ana", rooms, tuple(Member(*m) for m in members))


def visit(patient: str = "kim", day: int = 2, start: int = 1, **changes: Any) -> Appointment:
    base = Appointment(patient, "talk", "ana", day, start, Mode.ONSITE, "office-1")
    return replace(base, **changes)


def small_solution(**changes: Any) -> Solution:
    parts: dict[str, Any] = {
        "groups": (seat("basics", ("kim", "first")), seat("more", ("kim", "second"))),
        "appointments": (visit(),),
    }
    return Solution(**{**parts, **changes})
