"""Small weeks that break exactly one rule, and weeks that only just keep it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stepdown.rules.timetable import (
    Assigned,
    HeldSeat,
    HeldVisit,
    Mode,
    NoContact,
    Patient,
    Pattern,
    Problem,
    Room,
    Rule,
    Solution,
)
from tests.rules.weeks import (
    ROOMS,
    SLOTS,
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


def _kim(*needs: Any, **changes: Any) -> Patient:
    return person("kim", *(needs or (visit_need(),)), **changes)


def _only_visit(patient: Patient, *visits: Any, **problem: Any) -> Week:
    return (
        small_problem(patients=(patient,), **problem),
        small_solution(groups=(), appointments=visits or (visit(),)),
    )


def _ana(**changes: Any) -> dict[str, Any]:
    return {"staff": (staff("ana", **changes), staff("ben"))}


def _courses(*programs: Any, **changes: Any) -> Week:
    kim = person("kim", group_need("first", "basics"), group_need("second", "more", after="first"))
    return (
        small_problem(programs=programs, patients=(kim,), **changes),
        small_solution(appointments=()),
    )


def _with_lou(lou: Patient, *visits: Any, **problem: Any) -> Week:
    week = small_problem(patients=(_kim(), lou), **problem)
    return week, small_solution(groups=(), appointments=visits)


def _group(size: int, **changes: Any) -> Week:
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


def _two_groups(most: int) -> Week:
    patterns = (Pattern(((0, 1),)), Pattern(((2, 1),)))
    lou = person("lou", group_need("first", "basics"), team=(("counselor", "ben"),))
    kim = _kim(group_need("first", "basics"))
    other = replace(seat("basics", ("lou", "first")), pattern=1)
    return (
        small_problem(
            patients=(kim, lou),
            programs=(program("basics", (0, 1), patterns=patterns, max_groups=most),),
        ),
        small_solution(groups=(seat("basics", ("kim", "first")), other), appointments=()),
    )


def _serves_another_need() -> Week:
    kim = _kim(group_need("first", "more"))
    programs = (program("basics", (0, 1)), program("more", (1, 1)))
    return (
        small_problem(patients=(kim,), programs=programs),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
    )


def _twice(gap: int, *days: int) -> Week:
    need = visit_need(count=2, min_gap_days=gap, total_slots=2)
    return _only_visit(_kim(need), *(visit(day=day) for day in days))


def _at_once(room: str, clinician: str) -> Week:
    """Lou is seen when Kim is."""
    ben = (("counselor", clinician),)
    rooms = (*ROOMS, Room("office-2", "north", "office", 1))
    other = visit("lou", staff=clinician, room=room)
    people: dict[str, Any] = {
        "staff": (staff("ana", caseload_max=2), staff("ben")),
        "rooms": rooms,
    }
    return _with_lou(person("lou", visit_need(), team=ben), visit(), other, **people)


def _two_visits_at_once() -> Week:
    tests = visit_need("test", role="technician", room_kind="hall")
    kim = _kim(visit_need(), tests, team=(("counselor", "ana"), ("technician", "tom")))
    tom = staff("tom", "technician")
    test = visit(need="test", staff="tom", room="hall-1")
    return _only_visit(kim, visit(), test, staff=(staff("ana"), tom))


def _by_video(start: int, **changes: Any) -> Week:
    """A course from slot 1 to 3 on day 0, then a call."""
    kim = _kim(group_need("first", "basics"), visit_need(), **{"max_day": 3, **changes})
    call = visit(day=0, start=start, mode=Mode.TELE, room=None)
    return (
        small_problem(
            patients=(kim,), programs=(program("basics", (0, 1)),), **_ana(max_contact=daily(3))
        ),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=(call,)),
    )


def _family(*windows: tuple[int, int]) -> Week:
    return _only_visit(_kim(visit_need(family=True), family_free=daily(windows)))


def _long_visit(start: int) -> Week:
    return _only_visit(_kim(visit_need(slots=2)), visit(start=start))


TELE: dict[str, Any] = {"mode": Mode.TELE, "room": None}


def _overlapping_courses() -> Week:
    """The first course has a second meeting after the other begins."""
    first = program("basics", (0, 1), patterns=(Pattern(((0, 1), (2, 1))),))
    problem, solution = _courses(first, program("more", (1, 1)))
    groups = (seat("basics", ("kim", "first"), rooms=("hall-1", "hall-1")), solution.groups[1])
    return problem, replace(solution, groups=groups)


def _back_to_back() -> Week:
    ana = staff("ana", max_contact=daily(4))
    problem, solution = _courses(program("basics", (0, 0)), program("more", (0, 2)), staff=(ana,))
    kim = replace(problem.patients[0], max_day=4)
    return replace(problem, patients=(kim,)), solution


def _only_course(**changes: Any) -> Week:
    first = program("basics", (0, 1), leaders=("ana", "ben"))
    problem = small_problem(patients=(_kim(group_need("first", "basics")),), programs=(first,))
    group = replace(seat("basics", ("kim", "first")), **changes)
    return problem, small_solution(groups=(group,), appointments=())


def _co_led(*co_leaders: str, **ben: Any) -> Week:
    course = program("basics", (0, 1), leaders=("ana", "ben"), co_leaders=1)
    group = replace(seat("basics", ("kim", "first")), co_leaders=co_leaders)
    members = (staff("ana"), staff("ben", **ben), staff("eve"))
    return (
        small_problem(
            patients=(_kim(group_need("first", "basics")),), programs=(course,), staff=members
        ),
        small_solution(groups=(group,), appointments=()),
    )


def _co_leader_sees_lou() -> Week:
    problem, solution = _co_led("ben", max_contact=daily(3))
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    seen = visit("lou", day=0, start=2, staff="ben")
    return (
        replace(problem, patients=(*problem.patients, lou)),
        replace(solution, appointments=(seen,)),
    )


def _in_language(held_in: str | None, *spoken: str) -> Week:
    kim = _kim(group_need("first", "basics"), languages=frozenset(spoken))
    return (
        small_problem(patients=(kim,), programs=(program("basics", (0, 1), language=held_in),)),
        small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
    )


def _spoken_to(offered: str, *spoken: str) -> Week:
    languages = frozenset(offered.split())
    return _only_visit(_kim(languages=frozenset(spoken)), **_ana(languages=languages))


def _pinned(pin: HeldSeat | HeldVisit) -> Week:
    return small_problem(pinned=(pin,)), small_solution()


def _apart(start: int, *lous: int, **changes: Any) -> Week:
    """Kim sees Ana from `start` on for two slots, Lou sees Ben at `lous`, all on day 2."""
    calm: dict[str, Any] = {"max_contact": daily(4), "break_windows": daily(None)}
    kim = _kim(visit_need(slots=2))
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


def _one_call() -> Week:
    names = ("kim", "lou")
    people = tuple(person(n, group_need("first", "basics"), team=()) for n in names)
    call = program("basics", (0, 1), mode=Mode.TELE, site=None, room_kind=None)
    group = seat("basics", *((n, "first") for n in names), rooms=(None,))
    return (
        small_problem(patients=people, programs=(call,), no_contact=(NoContact("kim", "lou"),)),
        small_solution(groups=(group,), appointments=()),
    )


def _two_sites() -> Week:
    problem, solution = _apart(2, 2)
    kim, lou = problem.patients
    south = Room("office-3", "south", "office", 1)
    first, second = solution.appointments
    return (
        replace(problem, patients=(kim, replace(lou, site="south")), rooms=(*problem.rooms, south)),
        replace(solution, appointments=(first, replace(second, room="office-3"))),
    )


def _uneven(*lengths: int) -> Week:
    """Two meetings, each with its own length."""
    patterns = (Pattern(((0, 1), (1, 1)), lengths),)
    calm: dict[str, Any] = {"max_contact": daily(5), "break_windows": daily(None)}
    kim = _kim(group_need("first", "basics"), max_day=4)
    group = seat("basics", ("kim", "first"), rooms=("hall-1", "hall-1"))
    return (
        small_problem(
            patients=(kim,),
            programs=(program("basics", (0, 1), patterns=patterns),),
            **_ana(**calm),
        ),
        small_solution(groups=(group,), appointments=()),
    )


def _two_calls() -> Week:
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    return _with_lou(lou, visit(**TELE), visit("lou", staff="ben", **TELE))


BROKEN: dict[str, tuple[Rule, Callable[[], Week]]] = {
    "unknown person": (
        Rule.SHAPE,
        lambda: (small_problem(), small_solution(appointments=(visit("nobody"),))),
    ),
    "a fixed clinician is changed": (
        Rule.TEAM,
        lambda: (
            small_problem(),
            small_solution(teams=(Assigned("kim", "counselor", "ben"),), appointments=()),
        ),
    ),
    "a clinician who is no option": (
        Rule.TEAM,
        lambda: (
            small_problem(
                patients=(
                    _kim(team=(("counselor", None),), team_options=(("counselor", ("ben",)),)),
                )
            ),
            Solution(teams=(Assigned("kim", "counselor", "ana"),)),
        ),
    ),
    "two people with one": (Rule.CASELOAD, lambda: _with_lou(person("lou"), visit())),
    "led by somebody else": (
        Rule.GROUP_LEADER,
        lambda: _courses(program("basics", (0, 1), leaders=("ben",)), program("more", (1, 1))),
    ),
    "too small a group": (Rule.GROUP_SIZE, lambda: _group(1, min_size=2)),
    "too large a group": (Rule.GROUP_SIZE, lambda: _group(3)),
    "too many groups": (Rule.GROUP_COUNT, lambda: _two_groups(1)),
    "a group that serves nothing": (Rule.GROUP_SERVES_NEED, _serves_another_need),
    "not the own clinician": (
        Rule.OWN_CLINICIAN,
        lambda: (small_problem(), small_solution(appointments=(visit(staff="ben"),))),
    ),
    "a visit that may not be by video": (
        Rule.TELEHEALTH,
        lambda: _only_visit(_kim(visit_need(tele_ok=False)), visit(**TELE)),
    ),
    "a person without video": (
        Rule.TELEHEALTH,
        lambda: _only_visit(_kim(telehealth=False), visit(**TELE)),
    ),
    "a family at work": (Rule.FAMILY, lambda: _family((0, 1), (2, SLOTS))),
    "once too often": (
        Rule.TIMES_PLACED,
        lambda: _only_visit(_kim(visit_need(min_gap_days=0)), visit(), visit(start=7)),
    ),
    "too close": (Rule.SPACING, lambda: _twice(2, 1, 2)),
    "the second course first": (
        Rule.ORDER,
        lambda: _courses(program("basics", (1, 1)), program("more", (0, 1))),
    ),
    "the second course before the first has ended": (
        Rule.ORDER,
        _overlapping_courses,
    ),
    "the second course without the first": (
        Rule.ORDER,
        lambda: (small_problem(), small_solution(groups=(seat("more", ("kim", "second")),))),
    ),
    "a day off": (
        Rule.SHIFT,
        lambda: _only_visit(_kim(), **_ana(shifts=((0, SLOTS), (0, SLOTS), None))),
    ),
    "before the shift": (Rule.SHIFT, lambda: _only_visit(_kim(), **_ana(shifts=daily((2, SLOTS))))),
    "after the shift": (
        Rule.SHIFT,
        lambda: _only_visit(_kim(), visit(start=8), **_ana(shifts=daily((0, 8)))),
    ),
    "remote staff on site": (Rule.REMOTE_STAFF, lambda: _only_visit(_kim(), **_ana(site=None))),
    "no room": (Rule.ROOM, lambda: _only_visit(_kim(), visit(room=None))),
    "a room of another kind": (Rule.ROOM, lambda: _only_visit(_kim(), visit(room="hall-1"))),
    "a room of another site": (
        Rule.ROOM,
        lambda: _only_visit(_kim(), rooms=(Room("office-1", "south", "office", 1),)),
    ),
    "a room too small": (
        Rule.ROOM,
        lambda: _only_visit(_kim(), rooms=(Room("office-1", "north", "office", 0),)),
    ),
    "a clinician in two places": (Rule.STAFF_DOUBLED, lambda: _at_once("office-2", "ana")),
    "two visits in one room": (Rule.ROOM_DOUBLED, lambda: _at_once("office-1", "ben")),
    "a person in two places": (Rule.PATIENT_DOUBLED, _two_visits_at_once),
    "another site": (
        Rule.SITE,
        lambda: (
            small_problem(patients=(_kim(group_need("first", "basics"), site="south"),)),
            small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
        ),
    ),
    "no time to travel there": (Rule.FREE, lambda: _only_visit(_kim(free=daily(((1, SLOTS),))))),
    "no time to travel home": (Rule.FREE, lambda: _only_visit(_kim(free=daily(((0, 2),))))),
    "busy in the middle": (
        Rule.FREE,
        lambda: _only_visit(_kim(visit_need(slots=2), free=daily(((0, 2), (3, SLOTS))))),
    ),
    "too many people": (Rule.CONTACT, lambda: _only_visit(_kim(), **_ana(max_contact=daily(0)))),
    "no break": (Rule.BREAK, lambda: _long_visit(4)),
    "a meeting longer than the day may be": (Rule.LONG_DAY, lambda: _uneven(1, 5)),
    "too long a day": (Rule.LONG_DAY, lambda: _only_visit(_kim(max_day=0))),
    "a group without its co-leader": (Rule.CO_LEADERS, lambda: _co_led()),
    "a co-leader who may not lead": (Rule.CO_LEADERS, lambda: _co_led("eve")),
    "a co-leader too many": (Rule.CO_LEADERS, lambda: _co_led("ben", "eve")),
    "a co-leader who is away": (Rule.SHIFT, lambda: _co_led("ben", shifts=daily(None))),
    "a co-leader without a break": (
        Rule.BREAK,
        lambda: _co_led("ben", break_windows=daily((1, 3))),
    ),
    "a co-leader who sees somebody else": (Rule.STAFF_DOUBLED, lambda: _co_leader_sees_lou()),
    "too many for those who lead": (Rule.GROUP_SIZE, lambda: _group(2, per_leader=1)),
    "a group in another language": (Rule.LANGUAGE, lambda: _in_language("es", "en")),
    "a clinician of another language": (Rule.LANGUAGE, lambda: _spoken_to("es", "en")),
    "a pinned seat left": (Rule.PINNED, lambda: _pinned(HeldSeat("kim", "first", "basics", 1))),
    "a pinned visit moved": (Rule.PINNED, lambda: _pinned(HeldVisit("kim", "talk", "ana", 2, 0))),
    "two who must not meet, at once": (Rule.NO_CONTACT, lambda: _apart(2, 2)),
    "one waits while the other comes": (Rule.NO_CONTACT, lambda: _apart(5, 1)),
    "one comes while the other waits": (Rule.NO_CONTACT, lambda: _apart(4, 1, 7)),
    "two who must not meet, in one call": (Rule.NO_CONTACT, lambda: _one_call()),
    "no time between a course and a call": (Rule.TRAVEL_BETWEEN, lambda: _by_video(3)),
}


KEPT: dict[str, Callable[[], Week]] = {
    "a group with its co-leader": lambda: _co_led("ben"),
    "as many as those who lead may have": lambda: _group(2, per_leader=2),
    "a group in their language": lambda: _in_language("en", "en"),
    "a group in any language": lambda: _in_language(None, "en"),
    "a person of any language": lambda: _in_language("es"),
    "a clinician of their language": lambda: _spoken_to("en", "en"),
    "a clinician of any language": lambda: _spoken_to("", "en"),
    "a pinned seat": lambda: _pinned(HeldSeat("kim", "first", "basics", 0)),
    "a pinned visit that is left out": lambda: (
        _pinned(HeldVisit("kim", "talk", "ana", 2, 1))[0],
        Solution(),
    ),
    "a pinned visit": lambda: _pinned(HeldVisit("kim", "talk", "ana", 2, 1)),
    "one after the other": lambda: _apart(2, 1),
    "one before the other": lambda: _apart(0, 2),
    "one by video": lambda: _apart(1, 1, **TELE),
    "at two sites": lambda: _two_sites(),
    "a longer meeting": lambda: _uneven(3, 4),
    "the small week": lambda: (small_problem(), small_solution()),
    "a full group": lambda: _group(2),
    "as many groups as allowed": lambda: _two_groups(2),
    "just far enough apart": lambda: _twice(2, 0, 2),
    "one course straight after the other": _back_to_back,
    "the whole of a shift": lambda: _only_visit(_kim(), **_ana(shifts=daily((1, 2)))),
    "the family just has the time": lambda: _family((1, 2)),
    "as early as a day begins": lambda: _only_visit(_kim(), visit(start=0)),
    "as late as a day ends": lambda: _only_visit(_kim(), visit(start=SLOTS - 1)),
    "just the time to travel": lambda: _only_visit(_kim(free=daily(((0, 3),)))),
    "two windows that touch": lambda: _only_visit(_kim(free=daily(((0, 2), (2, SLOTS))))),
    "half a break": lambda: _long_visit(5),
    "a call as soon as one is home": lambda: _by_video(4),
    "a call between two trips": lambda: _by_video(3, travel=0),
    "no break is owed": lambda: _only_visit(
        _kim(visit_need(slots=2)), visit(start=4), **_ana(break_windows=daily(None))
    ),
    "two visits at once by video": _two_calls,
    "a chosen clinician": lambda: (
        small_problem(
            patients=(_kim(team=(("counselor", None),), team_options=(("counselor", ("ben",)),)),)
        ),
        Solution(teams=(Assigned("kim", "counselor", "ben"),), appointments=(visit(staff="ben"),)),
    ),
    "a meeting that is canceled": lambda: _only_course(leaders=(None,)),
    "a meeting that is covered": lambda: _only_course(leaders=("ben",)),
    "remote staff by video": lambda: _only_visit(_kim(), visit(**TELE), **_ana(site=None)),
}
