"""The checker and the score against judges that share no code with them, on random edits."""

import random
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.timetable.instance import load
from benchmarks.timetable.judge import judge
from benchmarks.timetable.made_up import made_up, next_week
from stepdown.rules.timetable import Rule, check, score
from tests.rules.weeks import answered, clinic, posed
from tests.shared import shared_file

RULES = {  # the judge's names
    "team": Rule.TEAM,
    "caseload": Rule.CASELOAD,
    "max_groups": Rule.GROUP_COUNT,
    "leader": Rule.GROUP_LEADER,
    "size": Rule.GROUP_SIZE,
    "option": Rule.GROUP_SERVES_NEED,
    "own_clinician": Rule.OWN_CLINICIAN,
    "tele_need": Rule.TELEHEALTH,
    "tele_person": Rule.TELEHEALTH,
    "family": Rule.FAMILY,
    "count": Rule.TIMES_PLACED,
    "spacing": Rule.SPACING,
    "order": Rule.ORDER,
    "shift": Rule.SHIFT,
    "remote": Rule.REMOTE_STAFF,
    "room": Rule.ROOM,
    "staff_doubled": Rule.STAFF_DOUBLED,
    "room_doubled": Rule.ROOM_DOUBLED,
    "person_doubled": Rule.PATIENT_DOUBLED,
    "site": Rule.SITE,
    "free": Rule.FREE,
    "contact": Rule.CONTACT,
    "break": Rule.BREAK,
    "max_day": Rule.LONG_DAY,
    "travel": Rule.TRAVEL_BETWEEN,
}
edits = st.tuples(st.integers(0, 3), st.integers(0, 10_000), st.integers(0, 3))
many = settings(max_examples=40)


@cache
def _instance(number: int) -> dict[str, Any]:
    made = clinic(24, number)
    return next_week(made) if number == 3 else made.instance


def _edited(edit: tuple[int, int, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A hidden week with a few random changes, each to something that exists."""
    number, seed, times = edit
    instance, rng = _instance(number), random.Random(seed)
    known = {(p["id"], n["id"]) for p in instance["patients"] for n in p["needs"]}
    week = clinic(24, number).solution
    solution: dict[str, Any] = {
        "teams": {patient: dict(team) for patient, team in week["teams"].items()},
        "groups": [
            {**g, "rooms": list(g["rooms"]), "members": _known(g["members"], known)}
            for g in week["groups"]
        ],
        "appointments": [dict(a) for a in _known(week["appointments"], known)],
    }
    for _ in range(times):
        rng.choice(EDITS)(rng, instance, solution)
    return instance, solution


def _known(entries: list[Any], known: set[tuple[str, str]]) -> list[Any]:
    return [entry for entry in entries if (entry["patient"], entry["need"]) in known]


def _any(rng: random.Random, instance: dict[str, Any], what: str) -> Any:
    return rng.choice(instance[what])["id"]


def _move_visit(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    visit = rng.choice(solution["appointments"])
    length = _slots(instance, visit)
    visit["day"] = rng.randrange(instance["days"])
    visit["start"] = rng.randrange(instance["slots_per_day"] - length + 1)


def _slots(instance: dict[str, Any], visit: dict[str, Any]) -> int:
    person = next(p for p in instance["patients"] if p["id"] == visit["patient"])
    found: int = next(n["slots"] for n in person["needs"] if n["id"] == visit["need"])
    return found


def _shift_visit(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    visit = rng.choice(solution["appointments"])
    last = instance["slots_per_day"] - _slots(instance, visit)
    visit["start"] = min(last, max(0, visit["start"] + rng.choice((-1, 1))))


def _other_staff(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    rng.choice(solution["appointments"])["staff"] = _any(rng, instance, "staff")


def _other_mode(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    visit = rng.choice(solution["appointments"])
    visit["mode"] = "onsite" if visit["mode"] == "tele" else "tele"


def _other_room(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    rng.choice(solution["appointments"])["room"] = _any(rng, instance, "rooms")


def _twice(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    solution["appointments"].append(dict(rng.choice(solution["appointments"])))


def _left_out(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    solution["appointments"].remove(rng.choice(solution["appointments"]))


def _other_pattern(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    group = rng.choice(solution["groups"])
    offered = next(p for p in instance["programs"] if p["id"] == group["program"])
    same = [
        at for at, pattern in enumerate(offered["patterns"]) if len(pattern) == len(group["rooms"])
    ]
    group["pattern"] = rng.choice(same)


def _other_leader(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    rng.choice(solution["groups"])["leader"] = _any(rng, instance, "staff")


def _other_hall(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    rooms = rng.choice(solution["groups"])["rooms"]
    rooms[rng.randrange(len(rooms))] = _any(rng, instance, "rooms")


def _member_leaves(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    group = rng.choice([g for g in solution["groups"] if g["members"]])
    group["members"].remove(rng.choice(group["members"]))


def _member_moves(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    group = rng.choice([g for g in solution["groups"] if g["members"]])
    member = rng.choice(group["members"])
    rng.choice(solution["groups"])["members"].append(member)


def _group_twice(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    group = rng.choice(solution["groups"])
    solution["groups"].append({**group, "members": list(group["members"])})


def _other_team(rng: random.Random, instance: dict[str, Any], solution: dict[str, Any]) -> None:
    team = rng.choice(list(solution["teams"].values()))
    team[rng.choice(list(team))] = _any(rng, instance, "staff")


EDITS = (
    _move_visit,
    _shift_visit,
    _other_staff,
    _other_mode,
    _other_room,
    _twice,
    _left_out,
    _other_pattern,
    _other_leader,
    _other_hall,
    _member_leaves,
    _member_moves,
    _group_twice,
    _other_team,
)


@many
@given(edits)
def test_the_checker_finds_the_rules_that_the_second_judge_finds(
    edit: tuple[int, int, int],
) -> None:
    instance, solution = _edited(edit)
    found = {violation.rule for violation in check(posed(instance), answered(solution))}
    assert found == {RULES[name] for name, _ in judge(instance, solution).violations}


@many
@given(edits)
def test_the_score_is_the_second_judges(edit: tuple[int, int, int]) -> None:
    instance, solution = _edited(edit)
    ours, theirs = score(posed(instance), answered(solution)), judge(instance, solution)
    assert (ours.unmet, ours.not_full, ours.disruption, ours.burden, ours.imbalance, ours.cost) == (
        theirs.unmet,
        theirs.not_full,
        theirs.disruption,
        theirs.burden,
        theirs.imbalance,
        theirs.cost,
    )
    assert set(ours.fully_served).isdisjoint(theirs.not_served)


def _benchmarks_check() -> Any:
    spec = spec_from_file_location("check", shared_file("timetable/check.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check


@many
@given(edits)
def test_the_benchmarks_judge_agrees(edit: tuple[int, int, int]) -> None:
    instance, solution = _edited(edit)
    theirs = _benchmarks_check()(instance, solution)
    broken = check(posed(instance), answered(solution))
    assert bool(broken) == bool(theirs["violations"])
    assert score(posed(instance), answered(solution)).cost == theirs["cost"]


@pytest.mark.parametrize("name", ["n24-s1", "n60-s3-o15", "n200-s1", "week2/n60-s1-w2"])
def test_the_public_instances_are_read(name: str) -> None:
    instance = load(shared_file(f"timetable/instances/{name}.json.gz"))
    problem = posed(instance)
    nothing: dict[str, Any] = {"teams": {}, "groups": [], "appointments": []}
    assert score(problem, answered(nothing)).cost == judge(instance, nothing).cost


def test_the_hidden_week_serves_everybody() -> None:
    for people in (0, 1, 12, 60, 230):
        made = made_up(people, 5)
        verdict = judge(made.instance, made.solution)
        assert (verdict.violations, verdict.not_served) == ([], [])
        assert check(posed(made.instance), answered(made.solution)) == ()
