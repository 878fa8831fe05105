"""Small weeks of one shape each, for the tests of the checker's rules."""

from dataclasses import replace
from typing import Any

from stepdown.rules.timetable import (
    HeldSeat,
    HeldVisit,
    Mode,
    NoContact,
    Patient,
    Pattern,
    Problem,
    Room,
    Solution,
)
from tests.rules.weeks import (
    ROOMS,
    daily,
    group_need,
    person,
    program,
    seat,
    small_problem,
    small_solution,
    staff,
    visit,
    visit_need,
)

Week = tuple[Problem, Solution]


def kims(*needs: Any, **changes: Any) -> Patient:
    return person("kim", *(needs or (visit_need(),)), **changes)


def only_visit(patient: Patient, *visits: Any, **problem: Any) -> Week:
    return (
        small_problem(patients=(patient,), **problem),
        small_solution(groups=(), appointments=visits or (visit(),)),
    )


def ana(**changes: Any) -> dict[str, Any]:
    return {"staff": (staff("ana", **changes), staff("ben"))}


def courses(*programs: Any, **changes: Any) -> Week:
    kim = person("kim", group_need("first", "basics"), group_need("second", "more", after="first"))
    return (
        small_problem(programs=programs, patients=(kim,), **changes),
        small_solution(appointments=()),
    )


def with_lou(lou: Patient, *visits: Any, **problem: Any) -> Week:
    week = small_problem(patients=(kims(), lou), **problem)
    return week, small_solution(groups=(), appointments=visits)


def group_of(size: int, **changes: Any) -> Week:
    """A group of so many in a hall for three; each has a counselor of their own."""
    names = [f"p{at}" for at in range(size)]
    people = tuple(person(name, group_need("first", "basics"), team=(), travel=0) for name in names)
    return (
        small_problem(
            patients=people,
            programs=(program("basics", (0, 1), **changes),),
            rooms=(Room("hall-1", "north", "hall", 3),),
        ),
        small_solution(groups=(seat("basics", *((n, "first") for n in names)),), appointments=()),
    )


def two_groups(most: int) -> Week:
    patterns = (Pattern(((0, 1),)), Pattern(((2, 1),)))
    lou = person("lou", group_need("first", "basics"), team=(("counselor", "ben"),))
    kim = kims(group_need("first", "basics"))
    other = replace(seat("basics", ("lou", "first")), pattern=1)
    return (
        small_problem(
            patients=(kim, lou),
            programs=(program("basics", (0, 1), patterns=patterns, max_groups=most),),
        ),
        small_solution(groups=(seat("basics", ("kim", "first")), other), appointments=()),
    )


def serves_another_need() -> Week:
    kim = kims(group_need("first", "more"))
    programs = (program("basics", (0, 1)), program("more", (1, 1)))
    return (
        small_problem(patients=(kim,), programs=programs),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
    )


def twice(gap: int, *days: int) -> Week:
    need = visit_need(count=2, min_gap_days=gap, total_slots=2)
    return only_visit(kims(need), *(visit(day=day) for day in days))


def at_once(room: str, clinician: str) -> Week:
    """Lou is seen when Kim is."""
    ben = (("counselor", clinician),)
    rooms = (*ROOMS, Room("office-2", "north", "office", 1))
    other = visit("lou", staff=clinician, room=room)
    people: dict[str, Any] = {
        "staff": (staff("ana", caseload_max=2), staff("ben")),
        "rooms": rooms,
    }
    return with_lou(person("lou", visit_need(), team=ben), visit(), other, **people)


def two_visits_at_once() -> Week:
    tests = visit_need("test", role="technician", room_kind="hall")
    kim = kims(visit_need(), tests, team=(("counselor", "ana"), ("technician", "tom")))
    tom = staff("tom", "technician")
    test = visit(need="test", staff="tom", room="hall-1")
    return only_visit(kim, visit(), test, staff=(staff("ana"), tom))


def by_video(start: int, **changes: Any) -> Week:
    """A course from slot 1 to 3 on day 0, then a call."""
    kim = kims(group_need("first", "basics"), visit_need(), **{"max_day": 3, **changes})
    call = visit(day=0, start=start, mode=Mode.TELE, room=None)
    return (
        small_problem(
            patients=(kim,), programs=(program("basics", (0, 1)),), **ana(max_contact=daily(3))
        ),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=(call,)),
    )


def family(*windows: tuple[int, int]) -> Week:
    return only_visit(kims(visit_need(family=True), family_free=daily(windows)))


def long_visit(start: int) -> Week:
    return only_visit(kims(visit_need(slots=2)), visit(start=start))


TELE: dict[str, Any] = {"mode": Mode.TELE, "room": None}


def overlapping_courses() -> Week:
    """The first course has a second meeting after the other begins."""
    first = program("basics", (0, 1), patterns=(Pattern(((0, 1), (2, 1))),))
    problem, solution = courses(first, program("more", (1, 1)))
    groups = (seat("basics", ("kim", "first"), rooms=("hall-1", "hall-1")), solution.groups[1])
    return problem, replace(solution, groups=groups)


def back_to_back() -> Week:
    ana = staff("ana", max_contact=daily(4))
    problem, solution = courses(program("basics", (0, 0)), program("more", (0, 2)), staff=(ana,))
    kim = replace(problem.patients[0], max_day=4)
    return replace(problem, patients=(kim,)), solution


def only_course(**changes: Any) -> Week:
    first = program("basics", (0, 1), leaders=("ana", "ben"))
    problem = small_problem(patients=(kims(group_need("first", "basics")),), programs=(first,))
    group = replace(seat("basics", ("kim", "first")), **changes)
    return problem, small_solution(groups=(group,), appointments=())


def co_led(*co_leaders: str, **ben: Any) -> Week:
    course = program("basics", (0, 1), leaders=("ana", "ben"), co_leaders=1)
    group = replace(seat("basics", ("kim", "first")), co_leaders=co_leaders)
    members = (staff("ana"), staff("ben", **ben), staff("eve"))
    return (
        small_problem(
            patients=(kims(group_need("first", "basics")),), programs=(course,), staff=members
        ),
        small_solution(groups=(group,), appointments=()),
    )


def co_leader_sees_lou() -> Week:
    problem, solution = co_led("ben", max_contact=daily(3))
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    seen = visit("lou", day=0, start=2, staff="ben")
    return (
        replace(problem, patients=(*problem.patients, lou)),
        replace(solution, appointments=(seen,)),
    )


def in_language(held_in: str | None, *spoken: str) -> Week:
    kim = kims(group_need("first", "basics"), languages=frozenset(spoken))
    return (
        small_problem(patients=(kim,), programs=(program("basics", (0, 1), language=held_in),)),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
    )


def spoken_to(offered: str, *spoken: str) -> Week:
    languages = frozenset(offered.split())
    return only_visit(kims(languages=frozenset(spoken)), **ana(languages=languages))


def pinned(pin: HeldSeat | HeldVisit) -> Week:
    return small_problem(pinned=(pin,)), small_solution()


def apart(start: int, *lous: int, **changes: Any) -> Week:
    """Kim sees Ana from `start` on for two slots, Lou sees Ben at `lous`, all on day 2."""
    calm: dict[str, Any] = {"max_contact": daily(4), "break_windows": daily(None)}
    kim = kims(visit_need(slots=2))
    need = visit_need(count=2, min_gap_days=0)
    lou = person("lou", need, team=(("counselor", "ben"),), travel=0)
    seen = [visit("lou", start=at, staff="ben", room="office-2") for at in lous]
    if len(lous) == 1 and start == 5:
        seen.append(visit("lou", start=7, staff="ben", room="office-2"))
    return (
        small_problem(
            patients=(kim, lou),
            staff=(staff("ana", **calm), staff("ben", **calm)),
            rooms=(*ROOMS, Room("office-2", "north", "office", 1)),
            no_contact=(NoContact("kim", "lou"),),
        ),
        small_solution(groups=(), appointments=(visit(start=start, **changes), *seen)),
    )


def one_call() -> Week:
    names = ("kim", "lou")
    people = tuple(person(n, group_need("first", "basics"), team=()) for n in names)
    call = program("basics", (0, 1), mode=Mode.TELE, site=None, room_kind=None)
    group = seat("basics", *((n, "first") for n in names), rooms=(None,))
    return (
        small_problem(patients=people, programs=(call,), no_contact=(NoContact("kim", "lou"),)),
        small_solution(groups=(group,), appointments=()),
    )


def two_sites() -> Week:
    problem, solution = apart(2, 2)
    kim, lou = problem.patients
    south = Room("office-3", "south", "office", 1)
    first, second = solution.appointments
    return (
        replace(problem, patients=(kim, replace(lou, site="south")), rooms=(*problem.rooms, south)),
        replace(solution, appointments=(first, replace(second, room="office-3"))),
    )


def uneven(*lengths: int) -> Week:
    """Two meetings, each with its own length."""
    patterns = (Pattern(((0, 1), (1, 1)), lengths),)
    calm: dict[str, Any] = {"max_contact": daily(5), "break_windows": daily(None)}
    kim = kims(group_need("first", "basics"), max_day=4)
    group = seat("basics", ("kim", "first"), rooms=("hall-1", "hall-1"))
    return (
        small_problem(
            patients=(kim,),
            programs=(program("basics", (0, 1), patterns=patterns),),
            **ana(**calm),
        ),
        small_solution(groups=(group,), appointments=()),
    )


def two_calls() -> Week:
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    return with_lou(lou, visit(**TELE), visit("lou", staff="ben", **TELE))
