"""Explanations name what blocks a week, each part necessary, and never anybody else's facts."""

from dataclasses import replace

import pytest

from stepdown.rules.timetable.own_week import (
    AtomKind,
    Busy,
    Cause,
    Closure,
    Explanation,
    Grid,
    Missing,
    Need,
    NotOpen,
    Offering,
    Person,
    Pin,
    Problem,
    Status,
    Stop,
    UnableToExplain,
    explain,
    solve,
)

GRID = Grid(step_minutes=60)  # whole hours keep the examples short


def group(key: str, day: int, start: int, **more: object) -> Offering:
    values: dict[str, object] = {"seats_left": 8, "clinical_minutes": 180} | more
    return Offering(key, "group", day, start, start + 3, **values)  # type: ignore[arg-type]


MON, TUE, WED, THU = (group(key, day, 18) for day, key in enumerate(["mon", "tue", "wed", "thu"]))
RUTH = Person("ruth", (Need("g", "group", 3, 180),), weekly_minimum_minutes=540, min_days=3)


def busy(day: int, start: int, end: int, label: str) -> Busy:
    return Busy(day, start, end, "other", label)


def ask(person: Person, *offerings: Offering, **more: object) -> Explanation:
    return explain(Problem(GRID, (person,), offerings, **more), person.key)  # type: ignore[arg-type]


def test_a_week_that_fits_blames_nothing() -> None:
    told = ask(RUTH, MON, TUE, WED).for_person
    assert told.cause is Cause.FITS
    assert told.blocking == told.to_move == ()
    assert (told.closest.short_minutes, told.closest.short_days, told.closest.missing) == (0, 0, ())


def test_the_commitment_that_blocks_is_named_and_the_rest_is_not() -> None:
    person = replace(
        RUTH, busy=(busy(0, 8, 16, "Work"), busy(1, 17, 19, "Pickup"), busy(6, 9, 11, "Church"))
    )
    told = ask(person, MON, TUE, WED).for_person
    assert told.cause is Cause.OWN_WEEK
    assert [(a.kind, a.index, a.label) for a in told.blocking] == [
        (AtomKind.COMMITMENT, 1, "Pickup")
    ]
    assert told.to_move == told.blocking


def test_two_that_block_only_together_are_both_named_and_one_must_move() -> None:
    person = replace(RUTH, busy=(busy(0, 17, 19, "Pickup"), busy(3, 20, 22, "Choir")))
    told = ask(person, MON, TUE, WED, THU).for_person
    assert [a.label for a in told.blocking] == ["Pickup", "Choir"]
    assert len(told.to_move) == 1


def test_what_must_move_can_be_more_than_what_already_blocks() -> None:
    person = replace(RUTH, busy=tuple(busy(d, 17, 19, f"Shift {d}") for d in range(3)))
    told = ask(person, MON, TUE, WED).for_person
    assert len(told.blocking) == 1
    assert [a.label for a in told.to_move] == ["Shift 0", "Shift 1", "Shift 2"]


def test_the_closest_plan_has_the_most_minutes() -> None:
    person = replace(RUTH, busy=(busy(1, 17, 19, "Pickup"),))
    closest = ask(person, MON, TUE, WED).for_person.closest
    assert closest.plan.offerings == ("mon", "wed")
    assert closest.plan.weekly_minutes == 360
    assert (closest.short_minutes, closest.short_days) == (180, 1)
    assert closest.missing == (Missing("g", 1),)


def test_offerings_that_do_not_reach_the_hours_are_told_as_such() -> None:
    person = replace(RUTH, busy=(busy(0, 17, 19, "Pickup"),))
    told = ask(person, MON, TUE).for_person
    assert told.cause is Cause.NOT_OFFERED
    assert told.goal_minutes == 540
    assert told.blocking == told.to_move == ()
    assert told.offered.plan.weekly_minutes == 360
    assert told.closest.plan.weekly_minutes == 180


def test_a_daily_limit_can_be_what_blocks() -> None:
    told = ask(replace(RUTH, max_minutes_a_day=179), MON, TUE, WED).for_person
    assert [a.kind for a in told.blocking] == [AtomKind.DAILY_LIMIT]


def test_a_kept_placement_can_be_what_blocks() -> None:
    long_way = group("long", 0, 19)
    person = replace(RUTH, needs=(Need("g", "group", 3, 180, leaders=("ann",)),))
    led = tuple(replace(o, leader="ann") for o in (MON, TUE, WED))
    told = ask(person, *led, long_way, pinned=(Pin("ruth", "long"),)).for_person
    assert [(a.kind, a.label) for a in told.blocking] == [(AtomKind.KEPT_PLACEMENT, "long")]
    assert told.closest.plan.weekly_minutes == 540


def test_each_part_of_an_explanation_is_necessary() -> None:
    person = replace(
        RUTH,
        busy=(
            busy(0, 17, 19, "a"),
            busy(0, 20, 22, "b"),
            busy(1, 17, 19, "c"),
            busy(2, 9, 12, "d"),
            busy(3, 20, 22, "e"),
        ),
    )
    problem = Problem(GRID, (person,), (MON, TUE, WED, THU))
    told = explain(problem, "ruth").for_person
    assert _fits_with(problem, {a.index for a in told.blocking}) is False
    for atom in told.blocking:
        assert _fits_with(problem, {a.index for a in told.blocking} - {atom.index})


def _fits_with(problem: Problem, kept: set[int]) -> bool:
    person = problem.people[0]
    lighter = replace(person, busy=tuple(b for i, b in enumerate(person.busy) if i in kept))
    result = solve(replace(problem, people=(lighter,)), stop=Stop(seconds=20))
    return result.status is Status.SOLVED


LEO = Person("leo", (Need("g", "group", 1, 180),), tags=frozenset({"adult"}))
UNOPEN = {
    "full": ({"offerings": (MON, replace(TUE, seats_left=0), WED)}, "full"),
    "an order of no contact": ({"closed": (Closure("ruth", "tue", "no_contact"),)}, "no_contact"),
    "someone was there first": (
        {"offerings": (MON, replace(TUE, seats_left=1), WED), "pinned": (Pin("leo", "tue"),)},
        "full",
    ),
    "leader is with others": (
        {
            "offerings": (
                MON,
                replace(TUE, leader="ann"),
                WED,
                Offering("x", "family", 1, 18, 20, 1, 90, leader="ann", meets_anyway=True),
            )
        },
        "leader_busy",
    ),
    "room is with others": (
        {
            "offerings": (
                MON,
                replace(TUE, room="A"),
                WED,
                Offering("x", "family", 1, 18, 20, 1, 90, room="A", meets_anyway=True),
            )
        },
        "room_busy",
    ),
}


@pytest.mark.parametrize("why", UNOPEN)
def test_a_person_reads_the_same_whatever_private_fact_of_others_shut_the_door(why: str) -> None:
    person = replace(RUTH, busy=(busy(0, 17, 19, "Pickup"),))
    plain = Problem(GRID, (person, LEO), (MON, TUE, WED))
    full = replace(plain, **UNOPEN["full"][0])  # type: ignore[arg-type]
    change, reason = UNOPEN[why]
    told = explain(replace(plain, **change), "ruth")  # type: ignore[arg-type]
    assert told.for_person == explain(full, "ruth").for_person
    assert told.for_person.cause is Cause.NOT_OFFERED
    assert told.for_staff.not_open == (NotOpen("tue", reason),)


def test_no_explanation_names_another_person() -> None:
    problem = Problem(
        GRID,
        (RUTH, LEO),
        (MON, replace(TUE, seats_left=1), WED),
        pinned=(Pin("leo", "tue"),),
        closed=(Closure("ruth", "mon", "no_contact"), Closure("leo", "wed", "no_contact")),
    )
    assert "leo" not in repr(explain(problem, "ruth"))


def test_a_seat_kept_in_one_meeting_of_a_program_is_kept_in_all() -> None:
    track = tuple(replace(o, program="evening", seats_left=1) for o in (MON, TUE, WED))
    problem = Problem(GRID, (RUTH, LEO), track, pinned=(Pin("leo", "mon"),))
    told = explain(problem, "ruth")
    assert [n.offering for n in told.for_staff.not_open] == ["mon", "tue", "wed"]
    assert told.for_person.cause is Cause.NOT_OFFERED


def test_an_unknown_person_cannot_be_explained() -> None:
    with pytest.raises(UnableToExplain, match="no person 'x'"):
        explain(Problem(GRID, (RUTH,), (MON,)), "x")


def test_a_search_that_is_stopped_says_so_instead_of_guessing() -> None:
    with pytest.raises(UnableToExplain, match="more time"):
        explain(Problem(GRID, (RUTH,), (MON, TUE, WED)), "ruth", stop=Stop(seconds=0.0))
