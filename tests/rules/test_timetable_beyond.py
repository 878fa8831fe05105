"""What a clinic needs and the benchmark does not ask for: the engine keeps it too."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from stepdown.rules.timetable import (
    GroupNeed,
    HeldSeat,
    HeldVisit,
    NoContact,
    Option,
    Problem,
    Stop,
    UnableToPoseProblem,
    check,
    score,
    solve,
)
from stepdown.rules.timetable.files.reading import UnableToReadFile
from stepdown.rules.timetable.repairs import Absence, check_repair, repair
from tests.rules.weeks import (
    answered,
    clinic,
    group_need,
    person,
    posed,
    program,
    small_problem,
    small_solution,
    visit_need,
)


def _demanding(seed: int) -> Problem:
    """A clinic of 12 with languages, pins, pairs, co-leaders, uneven meetings and dislikes."""
    rng = random.Random(seed)
    instance: dict[str, Any] = json.loads(json.dumps(clinic(12, seed).instance))
    published = answered(clinic(12, seed).solution)
    for member in instance["staff"]:
        member["languages"] = rng.choice((["en"], ["en", "es"]))
    for offered in instance["programs"]:
        offered["language"] = rng.choice(("en", "en", "es"))
        offered["per_leader"] = rng.choice((6, 12))
        if offered["slots"] == 2:
            offered["co_leaders"] = rng.choice((0, 1))
        for pattern in offered["patterns"]:
            if len(pattern) > 1:
                pattern[-1].append(offered["slots"] - 1)
    for patient in instance["patients"]:
        patient["languages"] = rng.choice(([], ["en"], ["es", "en"]))
        patient["rather_not"] = [[[0, 4]]] * 6
    people = [p["id"] for p in instance["patients"]]
    instance["no_contact"] = [rng.sample(people, 2) for _ in range(3)]
    seats = [
        [m.patient, m.need, "g", group.program, group.pattern]
        for group in published.groups
        for m in group.members
    ]
    visits = [[a.patient, a.need, "a", a.staff, a.day, a.start] for a in published.appointments]
    new = {p["id"] for p in instance["patients"] if p["new"]}
    known = [entry for entry in [*seats, *visits] if entry[0] not in new]
    instance["pinned"] = rng.sample(known, min(6, len(known)))
    return posed(instance)


@pytest.mark.parametrize("seed", range(4))
def test_the_engine_keeps_all_of_it(seed: int) -> None:
    problem = _demanding(seed)
    result = solve(problem, stop=Stop(seconds=None, iterations=6), seed=seed)
    assert check(problem, result.solution) == ()
    assert result.solution.appointments


@pytest.mark.parametrize("seed", range(4))
def test_a_repair_keeps_all_of_it(seed: int) -> None:
    problem = _demanding(seed)
    week = solve(problem, stop=Stop(seconds=None, iterations=3), seed=seed).solution
    for group in [*week.groups[:2]]:
        program = problem.programs_by_key[group.program]
        day = program.meetings(group.pattern)[0][0]
        absence = Absence(day, 0, (group.leader, *group.co_leaders))
        found = repair(problem, week, absence, stop=Stop(seconds=60))
        assert check_repair(problem, week, absence, found.solution) == ()


def _alone(patient: Any, **changes: Any) -> Problem:
    return small_problem(**{"patients": (patient,), "programs": (), **changes})


SHORT = Stop(seconds=None, iterations=3)


def test_a_pinned_visit_stays_though_another_time_would_be_cheaper() -> None:
    kim = person("kim", visit_need(), rather_not=(((0, 10),), (), ()))
    free = solve(_alone(kim), stop=SHORT)
    assert free.solution.appointments[0].day != 0
    pinned = solve(_alone(kim, pinned=(HeldVisit("kim", "talk", "ana", 0, 3),)), stop=SHORT)
    assert [(v.day, v.start) for v in pinned.solution.appointments] == [(0, 3)]


def test_disliked_times_are_charged_slot_by_slot() -> None:
    kim = replace(small_problem().patients[0], rather_not=(((0, 2),), (), ((0, 9),)))
    before = score(small_problem(), small_solution())
    after = score(small_problem(patients=(kim,)), small_solution())
    assert after.burden - before.burden == 1 + 0 + 1  # slot 1 of days 0 and 2


def test_two_who_must_not_meet_are_both_served_when_the_week_has_room() -> None:
    kim = person("kim", visit_need())
    lou = person("lou", visit_need(), team=(("counselor", "ben"),))
    problem = _alone(kim, patients=(kim, lou), no_contact=(NoContact("kim", "lou"),))
    result = solve(problem, stop=SHORT)
    assert result.fully_served == 2
    assert check(problem, result.solution) == ()


def test_a_group_opens_with_its_co_leader_or_not_at_all() -> None:
    kim = person("kim", group_need("first", "basics"))
    led = program("basics", (0, 1), leaders=("ana", "ben"), co_leaders=1)
    both = solve(_alone(kim, programs=(led,)), stop=SHORT)
    assert len(both.solution.groups[0].co_leaders) == 1
    alone = solve(_alone(kim, programs=(replace(led, leaders=("ana",)),)), stop=SHORT)
    assert alone.solution.groups == ()


def test_a_person_is_seen_in_a_language_they_speak() -> None:
    kim = person(
        "kim",
        visit_need(),
        team=(("counselor", None),),
        team_options=(("counselor", ("ana", "ben")),),
        languages=frozenset({"es"}),
    )
    ana, ben = small_problem().staff
    members = (
        replace(ana, languages=frozenset({"en"})),
        replace(ben, languages=frozenset({"en", "es"})),
    )
    result = solve(_alone(kim, staff=members), stop=SHORT)
    assert [v.staff for v in result.solution.appointments] == ["ben"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pinned": (HeldSeat("kim", "nothing", "basics", 0),)}, "pinned"),
        ({"no_contact": (NoContact("kim", "nobody"),)}, "no_contact"),
        ({"no_contact": (NoContact("kim", "kim"),)}, "no_contact"),
        ({"programs": (program("basics", (0, 1), per_leader=0),)}, "per_leader"),
        ({"programs": (program("basics", (0, 1), co_leaders=-1),)}, "co_leaders"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], field: str) -> None:
    kim = person("kim", group_need("first", "basics"))
    parts = {"patients": (kim,), "programs": (program("basics", (0, 1)),), **changes}
    with pytest.raises(UnableToPoseProblem, match=field):
        small_problem(**parts)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pinned", [["p"]]),
        ("no_contact", [["one"]]),
        ("no_contact", "two"),
    ],
)
def test_wrong_fields_of_a_file_are_named(name: str, value: Any) -> None:
    with pytest.raises(UnableToReadFile, match=name):
        posed({**clinic(12, 1).instance, name: value})


@pytest.mark.parametrize("pinned", [(), (HeldVisit("kim", "talk", "ana", 0, 3),)])
def test_a_search_without_any_limit_ends(pinned: tuple[HeldVisit, ...]) -> None:
    problem = _alone(person("kim", visit_need()), pinned=pinned)
    result = solve(problem, stop=Stop(seconds=None, gap=None))
    assert result.fully_served == 1


@pytest.mark.parametrize(
    ("is_care", "programs"),
    [(True, {"basics", "more", "samples"}), (False, {"basics", "later", "samples"})],
)
def test_days_of_care_are_counted_without_what_is_none(is_care: bool, programs: set[str]) -> None:
    """The second course on the first one's day costs least; then a sample alone has to be a day."""
    dear = GroupNeed("second", (Option("more"), Option("later", 9)), 2, 2)
    sample = replace(group_need("sample", "samples"), is_care=is_care)
    kim = person("kim", group_need("first", "basics"), dear, sample, max_day=6, min_days=2)
    by_ben: dict[str, Any] = {"leaders": ("ben",)}
    problem = small_problem(
        patients=(kim,),
        programs=(
            program("basics", (0, 1)),
            program("more", (0, 7), **by_ben),
            program("later", (1, 1), **by_ben),
            program("samples", (2, 1), **by_ben),
        ),
    )
    result = solve(problem, stop=Stop(seconds=5))
    found = result.solution
    assert {group.program for group in found.groups} == programs
    assert check(problem, found) == ()
    assert score(problem, found).cost == result.cost
    assert result.fully_served == 1
