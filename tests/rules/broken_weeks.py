"""Small weeks that break exactly one rule, and weeks that only just keep it."""

from collections.abc import Callable

from stepdown.rules.timetable import (
    Assigned,
    HeldSeat,
    HeldVisit,
    Room,
    Rule,
    Solution,
)
from tests.rules.shaped_weeks import (
    TELE,
    Week,
    ana,
    apart,
    at_once,
    back_to_back,
    by_video,
    co_leader_sees_lou,
    co_led,
    courses,
    family,
    group_of,
    in_language,
    kims,
    long_visit,
    one_call,
    only_course,
    only_visit,
    overlapping_courses,
    pinned,
    serves_another_need,
    spoken_to,
    twice,
    two_calls,
    two_groups,
    two_sites,
    two_visits_at_once,
    uneven,
    with_lou,
)
from tests.rules.weeks import (
    SLOTS,
    daily,
    group_need,
    person,
    program,
    seat,
    small_problem,
    small_solution,
    visit,
    visit_need,
)

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
                    kims(team=(("counselor", None),), team_options=(("counselor", ("ben",)),)),
                )
            ),
            Solution(teams=(Assigned("kim", "counselor", "ana"),)),
        ),
    ),
    "two people with one": (Rule.CASELOAD, lambda: with_lou(person("lou"), visit())),
    "led by somebody else": (
        Rule.GROUP_LEADER,
        lambda: courses(program("basics", (0, 1), leaders=("ben",)), program("more", (1, 1))),
    ),
    "too small a group": (Rule.GROUP_SIZE, lambda: group_of(1, min_size=2)),
    "too large a group": (Rule.GROUP_SIZE, lambda: group_of(3)),
    "too many groups": (Rule.GROUP_COUNT, lambda: two_groups(1)),
    "a group that serves nothing": (Rule.GROUP_SERVES_NEED, serves_another_need),
    "not the own clinician": (
        Rule.OWN_CLINICIAN,
        lambda: (small_problem(), small_solution(appointments=(visit(staff="ben"),))),
    ),
    "a visit that may not be by video": (
        Rule.TELEHEALTH,
        lambda: only_visit(kims(visit_need(tele_ok=False)), visit(**TELE)),
    ),
    "a person without video": (
        Rule.TELEHEALTH,
        lambda: only_visit(kims(telehealth=False), visit(**TELE)),
    ),
    "a family at work": (Rule.FAMILY, lambda: family((0, 1), (2, SLOTS))),
    "once too often": (
        Rule.TIMES_PLACED,
        lambda: only_visit(kims(visit_need(min_gap_days=0)), visit(), visit(start=7)),
    ),
    "too close": (Rule.SPACING, lambda: twice(2, 1, 2)),
    "the second course first": (
        Rule.ORDER,
        lambda: courses(program("basics", (1, 1)), program("more", (0, 1))),
    ),
    "the second course before the first has ended": (
        Rule.ORDER,
        overlapping_courses,
    ),
    "the second course without the first": (
        Rule.ORDER,
        lambda: (small_problem(), small_solution(groups=(seat("more", ("kim", "second")),))),
    ),
    "a day off": (
        Rule.SHIFT,
        lambda: only_visit(kims(), **ana(shifts=((0, SLOTS), (0, SLOTS), None))),
    ),
    "before the shift": (
        Rule.SHIFT,
        lambda: only_visit(kims(), **ana(shifts=daily((2, SLOTS)))),
    ),
    "after the shift": (
        Rule.SHIFT,
        lambda: only_visit(kims(), visit(start=8), **ana(shifts=daily((0, 8)))),
    ),
    "remote staff on site": (Rule.REMOTE_STAFF, lambda: only_visit(kims(), **ana(site=None))),
    "no room": (Rule.ROOM, lambda: only_visit(kims(), visit(room=None))),
    "a room of another kind": (Rule.ROOM, lambda: only_visit(kims(), visit(room="hall-1"))),
    "a room of another site": (
        Rule.ROOM,
        lambda: only_visit(kims(), rooms=(Room("office-1", "south", "office", 1),)),
    ),
    "a room too small": (
        Rule.ROOM,
        lambda: only_visit(kims(), rooms=(Room("office-1", "north", "office", 0),)),
    ),
    "a clinician in two places": (Rule.STAFF_DOUBLED, lambda: at_once("office-2", "ana")),
    "two visits in one room": (Rule.ROOM_DOUBLED, lambda: at_once("office-1", "ben")),
    "a person in two places": (Rule.PATIENT_DOUBLED, two_visits_at_once),
    "another site": (
        Rule.SITE,
        lambda: (
            small_problem(patients=(kims(group_need("first", "basics"), site="south"),)),
            small_solution(groups=(seat("basics", ("kim", "first")),), appointments=()),
        ),
    ),
    "no time to travel there": (Rule.FREE, lambda: only_visit(kims(free=daily(((1, SLOTS),))))),
    "no time to travel home": (Rule.FREE, lambda: only_visit(kims(free=daily(((0, 2),))))),
    "busy in the middle": (
        Rule.FREE,
        lambda: only_visit(kims(visit_need(slots=2), free=daily(((0, 2), (3, SLOTS))))),
    ),
    "too many people": (Rule.CONTACT, lambda: only_visit(kims(), **ana(max_contact=daily(0)))),
    "no break": (Rule.BREAK, lambda: long_visit(4)),
    "a meeting longer than the day may be": (Rule.LONG_DAY, lambda: uneven(1, 5)),
    "too long a day": (Rule.LONG_DAY, lambda: only_visit(kims(max_day=0))),
    "a group without its co-leader": (Rule.CO_LEADERS, lambda: co_led()),
    "a co-leader who may not lead": (Rule.CO_LEADERS, lambda: co_led("eve")),
    "a co-leader too many": (Rule.CO_LEADERS, lambda: co_led("ben", "eve")),
    "a co-leader who is away": (Rule.SHIFT, lambda: co_led("ben", shifts=daily(None))),
    "a co-leader without a break": (
        Rule.BREAK,
        lambda: co_led("ben", break_windows=daily((1, 3))),
    ),
    "a co-leader who sees somebody else": (Rule.STAFF_DOUBLED, lambda: co_leader_sees_lou()),
    "too many for those who lead": (Rule.GROUP_SIZE, lambda: group_of(2, per_leader=1)),
    "a group in another language": (Rule.LANGUAGE, lambda: in_language("es", "en")),
    "a clinician of another language": (Rule.LANGUAGE, lambda: spoken_to("es", "en")),
    "a pinned seat left": (Rule.PINNED, lambda: pinned(HeldSeat("kim", "first", "basics", 1))),
    "a pinned visit moved": (Rule.PINNED, lambda: pinned(HeldVisit("kim", "talk", "ana", 2, 0))),
    "two who must not meet, at once": (Rule.NO_CONTACT, lambda: apart(2, 2)),
    "one waits while the other comes": (Rule.NO_CONTACT, lambda: apart(5, 1)),
    "one comes while the other waits": (Rule.NO_CONTACT, lambda: apart(4, 1, 7)),
    "two who must not meet, in one call": (Rule.NO_CONTACT, lambda: one_call()),
    "no time between a course and a call": (Rule.TRAVEL_BETWEEN, lambda: by_video(3)),
}


KEPT: dict[str, Callable[[], Week]] = {
    "a group with its co-leader": lambda: co_led("ben"),
    "as many as those who lead may have": lambda: group_of(2, per_leader=2),
    "a group in their language": lambda: in_language("en", "en"),
    "a group in any language": lambda: in_language(None, "en"),
    "a person of any language": lambda: in_language("es"),
    "a clinician of their language": lambda: spoken_to("en", "en"),
    "a clinician of any language": lambda: spoken_to("", "en"),
    "a pinned seat": lambda: pinned(HeldSeat("kim", "first", "basics", 0)),
    "a pinned visit that is left out": lambda: (
        pinned(HeldVisit("kim", "talk", "ana", 2, 1))[0],
        Solution(),
    ),
    "a pinned visit": lambda: pinned(HeldVisit("kim", "talk", "ana", 2, 1)),
    "one after the other": lambda: apart(2, 1),
    "one before the other": lambda: apart(0, 2),
    "one by video": lambda: apart(1, 1, **TELE),
    "at two sites": lambda: two_sites(),
    "a longer meeting": lambda: uneven(3, 4),
    "the small week": lambda: (small_problem(), small_solution()),
    "a full group": lambda: group_of(2),
    "as many groups as allowed": lambda: two_groups(2),
    "just far enough apart": lambda: twice(2, 0, 2),
    "one course straight after the other": back_to_back,
    "the whole of a shift": lambda: only_visit(kims(), **ana(shifts=daily((1, 2)))),
    "the family just has the time": lambda: family((1, 2)),
    "as early as a day begins": lambda: only_visit(kims(), visit(start=0)),
    "as late as a day ends": lambda: only_visit(kims(), visit(start=SLOTS - 1)),
    "just the time to travel": lambda: only_visit(kims(free=daily(((0, 3),)))),
    "two windows that touch": lambda: only_visit(kims(free=daily(((0, 2), (2, SLOTS))))),
    "half a break": lambda: long_visit(5),
    "a call as soon as one is home": lambda: by_video(4),
    "a call between two trips": lambda: by_video(3, travel=0),
    "no break is owed": lambda: only_visit(
        kims(visit_need(slots=2)), visit(start=4), **ana(break_windows=daily(None))
    ),
    "two visits at once by video": two_calls,
    "a chosen clinician": lambda: (
        small_problem(
            patients=(kims(team=(("counselor", None),), team_options=(("counselor", ("ben",)),)),)
        ),
        Solution(teams=(Assigned("kim", "counselor", "ben"),), appointments=(visit(staff="ben"),)),
    ),
    "a meeting that is canceled": lambda: only_course(leaders=(None,)),
    "a meeting that is covered": lambda: only_course(leaders=("ben",)),
    "remote staff by video": lambda: only_visit(kims(), visit(**TELE), **ana(site=None)),
}
