"""The smallest solver finds weeks that fit a life, and says so when it cannot."""

from dataclasses import replace

import pytest

from stepdown.rules.timetable.own_week import (
    Busy,
    Closure,
    Grid,
    Need,
    Offering,
    Person,
    Pin,
    Problem,
    Result,
    Status,
    Stop,
    UnableToPoseProblem,
    Violation,
    Weights,
    check,
    solve,
)

GRID = Grid()
STOP = Stop(seconds=20)


def at(clock: str) -> int:
    """Steps of the product's grid at a time of day."""
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) // GRID.step_minutes


def offering(key: str, service: str, day: int, start: str, end: str, **more: object) -> Offering:
    first, last = at(start), at(end)
    values: dict[str, object] = {"seats_left": 5, "clinical_minutes": (last - first) * 5} | more
    return Offering(key, service, day, first, last, **values)  # type: ignore[arg-type]


EVENINGS = tuple(
    offering(f"group-{day}", "group", day, "18:00", "20:15", clinical_minutes=120)
    for day in (0, 2, 3)
)
CLASSES = tuple(offering(f"class-{day}", "class", day, "20:15", "21:15") for day in (0, 2, 3))
OWN_HOUR = (
    offering("own-wed", "individual", 2, "20:15", "21:15", leader="counselor", seats_left=1),
)
WEEK = (*EVENINGS, *CLASSES, *OWN_HOUR)
NEEDS = (
    Need("group", "group", 3, 120),
    Need("class", "class", 2, 60),
    Need("own", "individual", 1, 60, leaders=("counselor",)),
)
RUTH = Person("ruth", NEEDS, weekly_minimum_minutes=540, min_days=3, max_minutes_a_day=240)


def work(day: int, start: str, end: str, label: str = "Work") -> Busy:
    return Busy(day, at(start), at(end), "work", label)


def ask(person: Person = RUTH, offerings: tuple[Offering, ...] = WEEK, **more: object) -> Result:
    problem = Problem(GRID, (person,), offerings, **more)  # type: ignore[arg-type]
    result = solve(problem, stop=STOP)
    assert check(problem, result) == ()
    return result


def test_a_full_week_has_nine_hours_over_three_days() -> None:
    result = ask()
    plan = result.plan_for("ruth")
    assert result.status is Status.SOLVED
    assert plan is not None
    assert plan.weekly_minutes == 540
    assert plan.days == (0, 2, 3)
    assert plan.waiting_minutes == 0
    assert set(plan.offerings) == {o.key for o in WEEK} - {"class-2"}


def test_breaks_do_not_count_toward_the_nine_hours() -> None:
    shorter = tuple(replace(o, clinical_minutes=115) for o in EVENINGS)
    easy = replace(RUTH, needs=(replace(NEEDS[0], minutes=100), *NEEDS[1:]))
    assert ask(easy, (*shorter, *CLASSES, *OWN_HOUR)).status is Status.IMPOSSIBLE


@pytest.mark.parametrize(
    ("until", "travel", "status"),
    [
        ("17:30", 30, Status.SOLVED),
        ("17:30", 31, Status.IMPOSSIBLE),  # rounded up to 35
        ("18:00", 0, Status.SOLVED),
        ("18:05", 0, Status.IMPOSSIBLE),
    ],
)
def test_travel_fits_between_work_and_the_session(until: str, travel: int, status: Status) -> None:
    person = replace(RUTH, busy=(work(2, "8:00", until),), travel_minutes=travel)
    assert ask(person).status is status


def test_travel_home_is_kept_before_a_night_shift_after_midnight() -> None:
    late = (offering("late", "group", 0, "22:00", "23:50"),)
    person = Person("ana", (Need("group", "group", 1),), (work(1, "0:00", "6:00"),), 15)
    assert ask(person, late).status is Status.IMPOSSIBLE
    assert ask(replace(person, travel_minutes=10), late).status is Status.SOLVED


def test_a_time_one_would_rather_keep_is_left_alone_while_another_fits() -> None:
    offers = (*WEEK, offering("group-4", "group", 4, "18:00", "20:15", clinical_minutes=120))
    monday = replace(work(0, "17:00", "19:00"), is_firm=False)
    wishing = replace(RUTH, busy=(monday,), needs=NEEDS[:1], weekly_minimum_minutes=360)
    assert ask(wishing, offers).plans[0].offerings == ("group-2", "group-3", "group-4")


def test_a_time_one_would_rather_keep_never_blocks_and_is_charged() -> None:
    monday = replace(work(0, "17:00", "19:00"), is_firm=False)
    free, wishing = ask(RUTH), ask(replace(RUTH, busy=(monday,)))
    assert (free.status, wishing.status) == (Status.SOLVED, Status.SOLVED)
    assert free.cost is not None
    assert wishing.cost == free.cost + Weights().rather_not
    firm = replace(RUTH, busy=(work(0, "17:00", "19:00"),))
    broken = check(Problem(GRID, (firm,), WEEK), wishing)
    assert Violation("commitment", "ruth", "group-0") in broken


def test_a_day_is_not_longer_than_the_person_can_manage() -> None:
    assert ask(replace(RUTH, max_minutes_a_day=195)).status is Status.SOLVED
    assert ask(replace(RUTH, max_minutes_a_day=190)).status is Status.IMPOSSIBLE


def test_fewer_days_are_chosen_when_the_rules_allow_it() -> None:
    spread = (
        offering("mon", "group", 0, "9:00", "10:30"),
        offering("tue-1", "group", 1, "9:00", "10:30"),
        offering("tue-2", "group", 1, "10:30", "12:00"),
        offering("tue-3", "group", 1, "14:00", "15:30"),
    )
    plan = ask(Person("ana", (Need("g", "group", 2, 90),)), spread).plans[0]
    assert plan.offerings == ("tue-1", "tue-2")


@pytest.mark.parametrize("first", [0, 1, 2])
def test_waiting_between_two_sessions_is_kept_short(first: int) -> None:
    day = (
        offering("early", "group", 0, "9:00", "10:30"),
        offering("noon", "group", 0, "12:00", "13:30"),
        offering("afternoon", "group", 0, "14:00", "15:30"),
    )
    listed = (*day[first:], *day[:first])  # the order in which they are listed must not decide
    plan = ask(Person("ana", (Need("g", "group", 2, 90),)), listed).plans[0]
    assert plan.offerings == ("noon", "afternoon")
    assert plan.waiting_minutes == 30


def test_a_program_is_joined_whole_or_not_at_all() -> None:
    track = tuple(replace(o, program="evening") for o in EVENINGS)
    twice = Person("ana", (Need("g", "group", 2, 120),))
    assert ask(twice, track).status is Status.IMPOSSIBLE
    assert ask(replace(twice, needs=(Need("g", "group", 2, 120, most=3),)), track).plans[
        0
    ].days == (
        0,
        2,
        3,
    )


def test_no_more_people_are_placed_than_there_are_seats() -> None:
    people = tuple(Person(f"p{n}", (Need("g", "group", 1),)) for n in range(3))
    two_seats = (replace(EVENINGS[0], seats_left=2),)
    assert solve(Problem(GRID, people[:2], two_seats), stop=STOP).status is Status.SOLVED
    assert solve(Problem(GRID, people, two_seats), stop=STOP).status is Status.IMPOSSIBLE


SHARED = {
    "leader": replace(EVENINGS[0], leader="ann", seats_left=1),
    "room": replace(EVENINGS[0], room="A", seats_left=1),
}


@pytest.mark.parametrize("resource", SHARED)
def test_one_leader_and_one_room_hold_one_meeting_at_a_time(resource: str) -> None:
    first = replace(SHARED[resource], key="first")
    second = replace(SHARED[resource], key="second")
    people = tuple(Person(f"p{n}", (Need("g", "group", 1),)) for n in range(2))
    both = Problem(GRID, people, (first, second))
    assert solve(both, stop=STOP).status is Status.IMPOSSIBLE
    running = replace(
        both, people=people[:1], offerings=(first, replace(second, meets_anyway=True))
    )
    assert solve(running, stop=STOP).plans[0].offerings == ("second",)


def test_a_kept_placement_stays_even_where_another_is_easier() -> None:
    two = (EVENINGS[0], replace(EVENINGS[1], key="far", end=at("22:00"), clinical_minutes=240))
    person = Person("ana", (Need("g", "group", 1),))
    assert ask(person, two).plans[0].offerings == ("group-0",)
    assert ask(person, two, pinned=(Pin("ana", "far"),)).plans[0].offerings == ("far",)


def test_closed_doors_and_missing_tags_keep_people_apart() -> None:
    adults = (replace(EVENINGS[0], asks_for=frozenset({"adult"})),)
    person = Person("ana", (Need("g", "group", 1),), tags=frozenset({"adult"}))
    assert ask(person, adults).status is Status.SOLVED
    assert ask(replace(person, tags=frozenset({"adolescent"})), adults).status is Status.IMPOSSIBLE
    shut = (Closure("ana", "group-0", "no_contact"),)
    assert ask(person, adults, closed=shut).status is Status.IMPOSSIBLE


def test_the_same_seed_gives_the_same_week() -> None:
    people = tuple(replace(RUTH, key=f"p{n}", needs=NEEDS[:2]) for n in range(4))
    relaxed = tuple(replace(p, weekly_minimum_minutes=480) for p in people)
    problem = Problem(GRID, relaxed, WEEK)
    assert solve(problem, stop=STOP, seed=7) == solve(problem, stop=STOP, seed=7)


def test_a_stopped_search_says_so() -> None:
    result = solve(Problem(GRID, (RUTH,), WEEK), stop=Stop(seconds=0.0))
    assert (result.status, result.plans, result.cost) == (Status.STOPPED, (), None)


def test_nobody_to_serve_is_solved_at_no_cost() -> None:
    assert solve(Problem(GRID, (), WEEK), stop=STOP) == Result(Status.SOLVED, (), 0)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda: Problem(GRID, (RUTH, RUTH), WEEK), "person 'ruth' appears twice"),
        (lambda: Problem(GRID, (RUTH,), (*WEEK, WEEK[0])), "offering 'group-0' appears twice"),
        (lambda: Problem(GRID, (RUTH,), WEEK, (Pin("x", "group-0"),)), "unknown person 'x'"),
        (lambda: Problem(GRID, (RUTH,), WEEK, (Pin("ruth", "x"),)), "unknown offering 'x'"),
        (lambda: Problem(GRID, (RUTH,), (replace(WEEK[0], end=1),)), "start and end"),
        (lambda: Problem(GRID, (RUTH,), (replace(WEEK[0], day=7),)), "day must be 0 to 6"),
        (lambda: Problem(GRID, (RUTH,), (replace(WEEK[0], clinical_minutes=136),)), "135 minutes"),
        (lambda: Problem(GRID, (replace(RUTH, travel_minutes=-1),), WEEK), "not be negative"),
        (
            lambda: Problem(GRID, (replace(RUTH, needs=(Need("g", "g", 2, most=1),)),), ()),
            "<= most",
        ),
        (lambda: Grid(step_minutes=7), "divide the day"),
        (lambda: Grid(day_start_minutes=600, day_end_minutes=600), "start first"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused_in_a_sentence(
    broken: object, sentence: str
) -> None:
    with pytest.raises(UnableToPoseProblem, match=sentence):
        broken()  # type: ignore[operator]
