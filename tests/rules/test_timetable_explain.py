"""An explanation names what blocks a need, each part necessary, and leads to a way out."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.rules.timetable import (
    Appointment,
    GroupNeed,
    NoContact,
    Patient,
    Problem,
    Room,
    Solution,
    VisitNeed,
)
from stepdown.rules.timetable.explaining import (
    Atom,
    AtomKind,
    Explaining,
    PersonExplanation,
    Side,
    UnableToExplain,
    Wanted,
    explain,
)
from stepdown.rules.timetable.explaining.place import Place
from stepdown.rules.timetable.explaining.places import Places
from stepdown.rules.timetable.explaining.week import Week
from tests.rules.small_weeks import (
    Try,
    every_try,
    newly_broken,
    placed_at,
    random_week,
    without,
)
from tests.rules.weeks import (
    ROOMS,
    group_need,
    person,
    program,
    seat,
    small_problem,
    staff,
    visit,
    visit_need,
)

PLACES = 8  # of each need, spread over the week
weeks = st.integers(0, 10_000).map(random_week)
few = settings(max_examples=8)


def _tried(place: Place) -> Try:
    time = place.times[0]
    return Try(
        time.day, time.start, place.mode, place.staff, place.program, place.pattern, place.group
    )


def _opens(
    problem: Problem,
    solution: Solution,
    patient: Patient,
    need: GroupNeed | VisitNeed,
    place: Place,
    given_up: frozenset[Atom],
) -> bool:
    """By the checker: with these facts gone, the place breaks nothing new."""
    problem, solution = without(problem, solution, patient, given_up)
    patient = problem.patients_by_key[patient.key]
    need = problem.needs_by_key[patient.key, need.key]
    after = placed_at(problem, solution, patient, need, _tried(place))
    return not newly_broken(problem, solution, after)


@few
@given(weeks)
def test_what_blocks_a_place_is_exactly_what_has_to_give_way(
    week: tuple[Problem, Solution],
) -> None:
    problem, solution = week
    for wanted in Explaining(problem, solution).unserved():
        patient = problem.patients_by_key[wanted.patient]
        need = problem.needs_by_key[wanted.patient, wanted.need]
        for place in list(Places(Week(problem, solution)).of(patient, need))[::7]:
            asked = (problem, solution, patient, need, place)
            assert _opens(*asked, place.blocked_by)
            for atom in place.blocked_by:
                assert not _opens(*asked, place.blocked_by - {atom}), atom


@few
@given(weeks)
def test_each_atom_of_the_reason_is_necessary_and_no_smaller_reason_exists(
    week: tuple[Problem, Solution],
) -> None:
    problem, solution = week
    for wanted in Explaining(problem, solution).unserved():
        told = explain(problem, solution, wanted)
        patient = problem.patients_by_key[wanted.patient]
        need = problem.needs_by_key[wanted.patient, wanted.need]
        places = list(Places(Week(problem, solution)).of(patient, need))
        for blocking, blocked in (
            (told.for_staff.blocking, [p.blocked_by for p in places]),
            (told.for_person.blocking, [_seen(p.blocked_by) for p in places]),
        ):
            if all(blocked):
                _assert_smallest(blocking, blocked)


def _seen(atoms: frozenset[Atom]) -> frozenset[Atom]:
    own = {atom for atom in atoms if atom.side is Side.PERSON}
    return frozenset(own if own == atoms else own | {Atom(AtomKind.NOT_OPEN)})


def _assert_smallest(blocking: tuple[Atom, ...], blocked: list[frozenset[Atom]]) -> None:
    assert all(each & set(blocking) for each in blocked)
    for atom in blocking:
        rest = set(blocking) - {atom}
        assert any(not each & rest for each in blocked), f"{atom} could be left out"
    atoms = frozenset().union(*blocked)
    if len(atoms) <= 14:
        for smaller in combinations(atoms, len(blocking) - 1):
            assert any(not each.intersection(smaller) for each in blocked)


@few
@given(weeks)
def test_a_need_is_blocked_exactly_where_no_try_keeps_the_rules(
    week: tuple[Problem, Solution],
) -> None:
    problem, solution = week
    for wanted in Explaining(problem, solution).unserved():
        patient = problem.patients_by_key[wanted.patient]
        need = problem.needs_by_key[wanted.patient, wanted.need]
        some = any(
            not newly_broken(problem, solution, placed_at(problem, solution, patient, need, each))
            for each in every_try(problem, solution, patient, need)
        )
        told = explain(problem, solution, wanted)
        assert told.for_staff.open_now is some
        assert (told.for_staff.blocking == ()) is some


# the ways out


def test_finishing_work_earlier_on_one_day_is_the_cheapest_way() -> None:
    work = (), ((9, 10),), ()  # the last slot is free, the one for the way there is not
    kim = person("kim", visit_need(slots=1, tele_ok=False), free=work)
    told = explain(small_problem(patients=(kim,)), Solution(), Wanted("kim", "talk"))
    assert [atom.kind for atom in told.for_person.blocking] == [AtomKind.NOT_FREE] * 3
    way = told.for_person.ways[0]
    assert [(c.atom.day, c.start, c.end) for c in way.changes] == [(1, 8, 9)]
    assert (way.asks, way.staff, way.serves) == (1, None, None)


def test_one_session_by_video_is_a_way() -> None:
    kim = person("kim", visit_need(), telehealth=False, travel=3, free=(((3, 5),),) * 3)
    told = explain(small_problem(patients=(kim,)), Solution(), Wanted("kim", "talk"))
    assert AtomKind.NO_VIDEO in {atom.kind for atom in told.for_person.blocking}
    assert [c.atom.kind for c in told.for_person.ways[0].changes] == [AtomKind.NO_VIDEO]


def test_a_seat_more_is_a_way_for_the_clinic_only() -> None:
    people = tuple(person(n, group_need("first", "basics"), team=()) for n in ("kim", "lou", "max"))
    full = Solution(groups=(seat("basics", ("lou", "first"), ("max", "first")),))
    told = explain(small_problem(patients=people), full, Wanted("kim", "first"))
    staff_ways = [{c.atom.kind for c in way.changes} for way in told.for_staff.by_the_clinic]
    assert {AtomKind.GROUP_FULL} in staff_ways
    assert told.for_person.blocking == (Atom(AtomKind.NOT_OPEN),)
    assert told.for_person.ways == ()


def test_one_more_group_tells_how_many_it_would_serve() -> None:
    names = [f"p{at}" for at in range(5)]
    people = tuple(person(n, group_need("first", "basics"), team=()) for n in names)
    offered = program("basics", (0, 1), max_groups=0, cap=9, min_size=3)
    rooms = (replace(small_problem().rooms[0], capacity=9),)
    problem = small_problem(patients=people, programs=(offered,), rooms=rooms)
    way = explain(problem, Solution(), Wanted("p0", "first")).for_staff.by_the_clinic[0]
    assert [c.atom.kind for c in way.changes] == [AtomKind.GROUP_LIMIT]
    assert (way.is_new_group, way.serves) == (True, 5)


def test_too_few_people_for_a_group_is_a_reason() -> None:
    kim = person("kim", group_need("first", "basics"), team=())
    problem = small_problem(patients=(kim,), programs=(program("basics", (0, 1), min_size=2),))
    told = explain(problem, Solution(), Wanted("kim", "first"))
    assert told.for_staff.blocking == (Atom(AtomKind.TOO_FEW, "basics"),)


def test_a_need_that_nothing_could_serve_says_so() -> None:
    kim = person("kim", visit_need(role="psychologist"), team=())
    told = explain(small_problem(patients=(kim,)), Solution(), Wanted("kim", "talk"))
    assert told.for_staff.blocking == told.for_person.blocking == (Atom(AtomKind.NOTHING_OFFERED),)


# what must not be told


NOON = ((2, 3), None, None)  # the only hour in which anybody works
KIM = person("kim", visit_need(tele_ok=False), free=(((1, 4),), (), ()))


def _closed(
    *visits: Appointment, clinician: str = "ben", rooms: tuple[Room, ...] = ROOMS, **ana: Any
) -> tuple[Problem, Solution]:
    lou = person("lou", visit_need(), team=(("counselor", clinician),))
    members = (
        staff("ana", **{"shifts": NOON, "caseload_max": 2, **ana}),
        staff("ben", shifts=NOON),
    )
    problem = small_problem(patients=(KIM, lou), staff=members, rooms=rooms)
    return problem, Solution(appointments=visits)


LOU = visit("lou", day=0, start=2)
TWO_OFFICES = (*ROOMS, Room("office-2", "north", "office", 1))
CLOSED = {
    "their clinician sees somebody": _closed(LOU, clinician="ana"),
    "somebody has the room": _closed(replace(LOU, staff="ben")),
    "their clinician is away": _closed(shifts=(None, None, None)),
    "their clinician has done enough": _closed(max_contact=(0, 0, 0)),
    "no room is left": _closed(rooms=()),
    "somebody they must not meet is there": (
        replace(
            _closed(rooms=TWO_OFFICES)[0],
            no_contact=(NoContact("kim", "lou"),),
        ),
        Solution(appointments=(replace(LOU, staff="ben", room="office-2"),)),
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_person_reads_the_same_whatever_private_fact_stood_in_the_way(name: str) -> None:
    told = explain(*CLOSED[name], Wanted("kim", "talk"))
    assert told.for_person == PersonExplanation((Atom(AtomKind.NOT_OPEN),), False, ())
    assert told.for_staff.blocking != told.for_person.blocking


def test_an_order_is_never_offered_as_a_way() -> None:
    told = explain(*CLOSED["somebody they must not meet is there"], Wanted("kim", "talk"))
    changes = [c for way in told.for_staff.by_the_clinic for c in way.changes]
    assert AtomKind.NO_CONTACT in {atom.kind for atom in told.for_staff.blocking}
    assert AtomKind.NO_CONTACT not in {change.atom.kind for change in changes}


def test_without_such_a_fact_there_is_a_place() -> None:
    assert explain(*_closed(), Wanted("kim", "talk")).for_person.open_now


def test_what_a_person_reads_names_nobody() -> None:
    for seed in range(8):
        problem, solution = random_week(seed)
        for wanted in Explaining(problem, solution).unserved():
            text = repr(explain(problem, solution, wanted).for_person)
            others = {p.key for p in problem.patients} - {wanted.patient}
            assert not any(f"'{key}'" in text for key in others | {"ana", "ben"})


def test_what_is_served_or_unknown_cannot_be_explained() -> None:
    problem = small_problem(patients=(person("kim", visit_need()),))
    solution = Solution(appointments=(visit(),))
    with pytest.raises(UnableToExplain, match="is served"):
        explain(problem, solution, Wanted("kim", "talk"))
    with pytest.raises(UnableToExplain, match="no need"):
        explain(problem, solution, Wanted("kim", "walk"))
