"""A repair keeps every rule and everybody else's day, and is never dearer than a plain one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from benchmarks.timetable.instance import Clinic, load
from benchmarks.timetable.made_up import MadeUp, sick_calls
from benchmarks.timetable.small_repair import small_repair_cost
from stepdown.rules.timetable import (
    Mode,
    Problem,
    Rule,
    Solution,
    Stop,
    UnableToPoseProblem,
    check,
)
from stepdown.rules.timetable.files.solutions import solution_as_json
from stepdown.rules.timetable.repairs import (
    Absence,
    Charges,
    Repair,
    changes_of,
    check_repair,
    repair,
    robustness,
)
from tests.rules.weeks import (
    answered,
    clinic,
    daily,
    group_need,
    person,
    posed,
    program,
    seat,
    small_problem,
    staff,
    visit,
    visit_need,
)
from tests.shared import shared_file

LONG = Stop(seconds=60)  # on any machine
CALLS = (
    [(24, at) for at in range(8)] + [(60, at) for at in range(8)] + [(200, at) for at in range(3)]
)


def _absence(event: dict[str, Any]) -> Absence:
    return Absence(event["day"], event["slot"], tuple(event["absent"]))


@cache
def _called(people: int, number: int) -> tuple[MadeUp, dict[str, Any], Repair]:
    made = clinic(people, 3)
    event = sick_calls(made, 8)[number]
    found = repair(posed(made.instance), answered(made.solution), _absence(event), stop=LONG)
    return made, event, found


@pytest.mark.parametrize(("people", "number"), CALLS)
def test_a_repair_keeps_every_rule(people: int, number: int) -> None:
    made, event, found = _called(people, number)
    problem, published = posed(made.instance), answered(made.solution)
    assert check_repair(problem, published, _absence(event), found.solution) == ()
    assert found.changes == changes_of(problem, published, found.solution, Charges())


@pytest.mark.parametrize(("people", "number"), CALLS)
def test_a_repair_costs_no_more_than_one_of_the_touched_sessions_alone(
    people: int, number: int
) -> None:
    made, event, found = _called(people, number)
    plain = small_repair_cost(Clinic(made.instance), made.solution, event)
    assert found.changes.cost <= plain


def test_repairs_are_a_fifth_cheaper_on_the_whole() -> None:
    ours = plain = 0
    for people, number in CALLS[8:]:  # in a clinic of 24 there is often nobody else
        made, event, found = _called(people, number)
        ours += found.changes.cost
        plain += small_repair_cost(Clinic(made.instance), made.solution, event)
    assert ours <= 0.8 * plain


def test_the_same_seed_makes_the_same_repair() -> None:
    made = clinic(60, 3)
    problem, published = posed(made.instance), answered(made.solution)
    absence = _absence(sick_calls(made, 1)[0])
    stop = Stop(seconds=None, iterations=2)
    first, second = (repair(problem, published, absence, stop=stop, seed=7) for _ in range(2))
    assert first.solution == second.solution


def test_a_repaired_week_can_be_repaired_again() -> None:
    made, event, found = _called(60, 0)
    problem = posed(made.instance)
    other = next(s.key for s in problem.staff if s.key not in event["absent"])
    absence = Absence(event["day"], event["slot"], (*event["absent"], other))
    again = repair(problem, found.solution, absence, stop=LONG)
    assert check_repair(problem, found.solution, absence, again.solution) == ()


# by hand: Ana is away on day 0


def _small(**changes: Any) -> Problem:
    """Kim sees Ana, Lou sees Ben; both offices are big enough."""
    kim = person("kim", visit_need(), max_day=4)
    lou = person("lou", visit_need(), max_day=4, team=(("counselor", "ben"),))
    return small_problem(**{"patients": (kim, lou), "programs": (), **changes})


def _repaired(problem: Problem, published: Solution, *, slot: int = 0) -> Repair:
    assert check(problem, published) == ()
    absence = Absence(0, slot, ("ana",))
    found = repair(problem, published, absence, stop=LONG)
    assert check_repair(problem, published, absence, found.solution) == ()
    return found


def test_somebody_free_covers_at_the_same_time() -> None:
    found = _repaired(_small(), Solution(appointments=(visit(day=0),)))
    assert found.solution.appointments == (visit(day=0, staff="ben"),)
    assert (found.changes.cost, found.is_least) == (3, True)


def test_a_visit_that_nobody_can_cover_moves_to_another_day() -> None:
    members = (staff("ana"), staff("ben", shifts=(None, (0, 10), (0, 10))))
    found = _repaired(_small(staff=members), Solution(appointments=(visit(day=0),)))
    assert (found.changes.other_day, found.changes.cost) == (1, 10)


def test_a_group_is_covered_by_making_way_for_it() -> None:
    """Ben sees Lou when the group meets; Lou's visit moves, and the group takes place."""
    course = program("basics", (0, 1), leaders=("ana", "ben"))
    people = (
        person("kim", group_need("first", "basics"), max_day=4),
        person("lou", visit_need(), team=(("counselor", "ben"),)),
    )
    members = (staff("ana"), staff("ben", max_contact=daily(3), break_windows=daily(None)))
    problem = _small(patients=people, programs=(course,), staff=members)
    published = Solution(
        groups=(seat("basics", ("kim", "first")),),
        appointments=(visit("lou", day=0, start=2, staff="ben"),),
    )
    found = _repaired(problem, published)
    assert (found.changes.covered_meetings, found.changes.other_time) == (1, 1)
    assert found.solution.groups[0].leaders == ("ben",)


def test_what_nothing_helps_is_canceled() -> None:
    course = program("basics", (0, 1))
    problem = _small(patients=(person("kim", group_need("first", "basics")),), programs=(course,))
    found = _repaired(problem, Solution(groups=(seat("basics", ("kim", "first")),)))
    assert found.solution.groups[0].leaders == (None,)
    assert found.changes.canceled_meetings == 1
    assert (found.changes.cost, found.is_least) == (40 * 2 * 2, True)


def test_nobody_else_moves_within_the_notice() -> None:
    """Lou's visit would have to make way, but Lou could not be told in time."""
    members = (staff("ana"), staff("ben", shifts=((0, 3), None, None)))
    kim = person("kim", visit_need(), free=(((0, 3),), (), ()))
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    problem = _small(staff=members, patients=(kim, lou), rooms=_two_offices())
    published = Solution(
        appointments=(
            visit(day=0, start=1),
            visit("lou", day=0, start=1, staff="ben", room="office-2"),
        )
    )
    found = _repaired(problem, published)
    assert published.appointments[1] in found.solution.appointments
    assert found.changes.canceled_visits + found.changes.other_time == 1


def _two_offices() -> tuple[Any, ...]:
    office = small_problem().rooms[1]
    return (*small_problem().rooms, replace(office, key="office-2"))


def test_what_has_been_is_left_alone() -> None:
    published = Solution(appointments=(visit(day=0, start=1),))
    found = _repaired(_small(), published, slot=2)
    assert found.solution == published
    assert (found.changes.cost, found.is_least) == (0, True)


def test_an_absence_of_nobody_changes_nothing() -> None:
    published = Solution(appointments=(visit(day=0),))
    found = repair(_small(), published, Absence(0, 0, ()))
    assert found.solution == published


@pytest.mark.parametrize(
    ("absence", "field"),
    [
        (Absence(9, 0, ("ana",)), "day"),
        (Absence(0, 99, ("ana",)), "slot"),
        (Absence(0, 0, ("zoe",)), "absent"),
    ],
)
def test_an_absence_that_the_week_does_not_know_is_refused(absence: Absence, field: str) -> None:
    with pytest.raises(UnableToPoseProblem, match=field):
        repair(_small(), Solution(), absence)


def test_robustness_tells_how_well_a_week_stands_an_absence() -> None:
    """Ana and Ben can cover for each other; without Ben, Ana's day off cancels nothing either."""
    published = Solution(appointments=(visit(day=0), visit("lou", day=1, start=1, staff="ben")))
    together = robustness(_small(), published)
    assert (together.absences, together.absorbed, together.mean_cost) == (2, 2, 3.0)
    busy = tuple(replace(s, shifts=((0, 10), (0, 10), None)) for s in _small().staff)
    apart = robustness(_small(staff=(busy[0], replace(busy[1], role="medical"))), published)
    assert (apart.absorbed, apart.worst, apart.worst_cost) == (1, ("ben", 1), 160)


def test_a_week_without_sessions_stands_everything() -> None:
    assert robustness(_small(), Solution()).worst is None


# what check_repair catches


def _bad(changed: Solution, *, slot: int = 0) -> set[Rule]:
    published = Solution(
        appointments=(
            visit(day=0, start=5),
            visit("lou", day=0, start=1, staff="ben"),
        )
    )
    absence = Absence(0, slot, ("ana",))
    return {v.rule for v in check_repair(_small(), published, absence, changed)}


@pytest.mark.parametrize(
    "changed",
    [
        Solution(appointments=(visit(day=0, start=5, staff="ben"),)),
        Solution(
            appointments=(
                visit(day=0, start=5, staff="ben"),
                visit("lou", day=0, start=2, staff="ben"),
            )
        ),
        Solution(
            appointments=(
                visit(day=0, start=1, staff="ben", mode=Mode.TELE, room=None),
                visit("lou", day=0, start=5, staff="ben"),
            )
        ),
        Solution(
            appointments=(
                visit(day=0, start=5, staff="ben"),
                visit("lou", day=0, start=1, staff="ben"),
                visit("lou", day=2, start=1, staff="ben"),
            )
        ),
    ],
    ids=["canceled too late", "moved too late", "moved into the past", "added"],
)
def test_changes_that_come_too_late_are_reported(changed: Solution) -> None:
    assert Rule.REPAIR in _bad(changed)


def test_the_absent_cannot_lead_anything() -> None:
    same = Solution(appointments=(visit(day=0, start=5), visit("lou", day=0, start=1, staff="ben")))
    assert _bad(same) == {Rule.SHIFT}


# the benchmark's own judge, where it is there


def _published() -> Iterator[Any]:
    for name in ("n60-s1", "n200-s1"):
        for number in range(1, 6):
            yield pytest.param(name, number, id=f"{name}.e{number}")


@pytest.mark.parametrize(("name", "number"), list(_published()))
def test_the_benchmarks_judge_agrees(name: str, number: int, monkeypatch: Any) -> None:
    judge_file = shared_file("timetable/rate_repair.py")
    monkeypatch.syspath_prepend(str(judge_file.parent))
    instance, published = (
        load(shared_file(f"timetable/instances/{path}.json.gz"))
        for path in (name, f"replan/{name}.published")
    )
    event_file = shared_file(f"timetable/instances/replan/{name}.e{number}.json")
    event = json.loads(event_file.read_text())
    problem, week = posed(instance), answered(published)
    found = repair(problem, week, _absence(event), stop=LONG)
    rate = _module(judge_file).rate
    broken, cost, _ = rate(instance, published, event, solution_as_json(found.solution))
    assert broken == []
    assert cost == found.changes.cost
    assert cost <= small_repair_cost(Clinic(instance), published, event)


def _module(file: Path) -> Any:
    spec = spec_from_file_location("rate_repair", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
