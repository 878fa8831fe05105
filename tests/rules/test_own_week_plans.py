"""Several weeks for one person, what else was possible in each, and what single change helps."""

from dataclasses import replace

from stepdown.rules.timetable.own_week import (
    Closure,
    Need,
    Person,
    Pin,
    Problem,
    Result,
    Status,
    alternatives,
    broken_rules,
    check,
    swaps,
    ways_out,
    with_a_seat_more,
    with_sessions,
    without_busy,
)
from tests.rules.test_own_week_solve import GRID, NEEDS, RUTH, STOP, WEEK, offering, work

MORE = (
    offering("group-1", "group", 1, "18:00", "20:15", clinical_minutes=120),
    offering("class-1", "class", 1, "20:15", "21:15"),
    offering("group-sat", "group", 5, "09:00", "11:15", clinical_minutes=120),
)


def week_of() -> Problem:
    return Problem(GRID, (RUTH,), (*WEEK, *MORE))


def test_plans_differ_first_in_days_and_then_in_sessions() -> None:
    plans = alternatives(week_of(), RUTH, stop=STOP)
    assert len(plans) == 4
    assert len({plan.days for plan in plans}) == 4
    assert plans[0].cost == min(plan.cost for plan in plans)
    for one in plans:
        assert check(week_of(), Result(Status.SOLVED, (one,), one.cost)) == ()


def test_where_only_one_set_of_days_is_possible_a_third_of_the_sessions_are_others() -> None:
    person = Person("ruth", (Need("class", "class", 3, 60),), min_days=3)
    days = [offering(f"class-{day}", "class", day, "18:00", "19:00") for day in (0, 1, 2)]
    later = offering("later-1", "class", 1, "20:00", "21:00")
    first, second = alternatives(Problem(GRID, (person,), (*days, later)), person, stop=STOP)
    assert first.days == second.days == (0, 1, 2)
    assert len(set(first.offerings) - set(second.offerings)) == 1


def test_one_plan_is_one_plan_and_none_is_none() -> None:
    assert len(alternatives(Problem(GRID, (RUTH,), WEEK), RUTH, stop=STOP)) == 1
    busy = replace(RUTH, busy=(work(2, "17:00", "22:00"),))
    assert alternatives(Problem(GRID, (busy,), WEEK), busy, stop=STOP) == ()


def test_what_is_kept_is_in_every_plan_and_what_is_left_out_in_none() -> None:
    problem = replace(
        week_of(),
        pinned=(Pin("ruth", "group-sat"),),
        closed=(Closure("ruth", "class-2", "left_out"),),
    )
    plans = alternatives(problem, RUTH, stop=STOP)
    assert plans
    assert all("group-sat" in plan.offerings for plan in plans)
    assert not any("class-2" in plan.offerings for plan in plans)


def test_each_other_meeting_fits_or_has_the_rule_in_its_way() -> None:
    busy = replace(RUTH, busy=(work(1, "17:00", "19:00", "School"),))
    problem = Problem(GRID, (busy,), (*WEEK, *MORE))
    plan = alternatives(problem, busy, stop=STOP)[0]
    assert "group-3" in plan.offerings
    found = {one.offering: one for one in swaps(problem, busy, plan, "group-3")}
    assert found["group-1"].against == "commitment"
    assert found["group-1"].busy == 0
    assert found["group-sat"].against is None
    assert next(iter(found)) == "group-sat"  # what fits stands first
    one_to_one = swaps(problem, busy, plan, "own-wed")
    assert one_to_one == ()


def test_a_swap_says_how_many_days_it_adds() -> None:
    problem = week_of()
    plan = next(p for p in alternatives(problem, RUTH, stop=STOP) if p.days == (0, 2, 3))
    found = {one.offering: one.days for one in swaps(problem, RUTH, plan, "class-0")}
    assert found["class-1"] == 1


def test_the_rules_of_a_pinned_session_on_another_day_still_count() -> None:
    problem = replace(week_of(), pinned=(Pin("ruth", "group-sat"),))
    plan = next(p for p in alternatives(week_of(), RUTH, stop=STOP) if p.days == (0, 2, 3))
    assert broken_rules(problem, plan) == {"kept_placement"}


def test_each_way_out_alone_gives_a_full_week() -> None:
    full = tuple(replace(one, seats_left=0) if one.key == "group-0" else one for one in WEEK)
    busy = replace(RUTH, busy=(work(4, "08:00", "16:00"), work(3, "17:00", "19:00", "School")))
    assert ways_out(Problem(GRID, (busy,), full), busy, stop=STOP) == ways_out(
        Problem(GRID, (RUTH,), ()), RUTH, stop=STOP
    )  # both stand in the way: neither alone helps
    one_seat = replace(busy, busy=busy.busy[:1])
    problem = Problem(GRID, (one_seat,), full)
    found = ways_out(problem, one_seat, stop=STOP)
    assert (found.busy, found.seats) == ((), ("group-0",))
    assert alternatives(with_a_seat_more(problem, "group-0"), one_seat, stop=STOP)
    school = Problem(GRID, (busy,), WEEK)
    assert ways_out(school, busy, stop=STOP).busy == (1,)
    freed = without_busy(school, busy, [1])
    assert alternatives(freed, freed.people[0], stop=STOP)


def test_the_needs_of_the_person_bound_what_is_called_a_way_out() -> None:
    lesson = Person("ruth", (NEEDS[1],), min_days=2)
    problem = Problem(GRID, (lesson,), (replace(WEEK[3], seats_left=0), WEEK[4], *WEEK[:3]))
    assert ways_out(problem, lesson, stop=STOP).seats == ("class-0",)


def test_the_rules_of_a_plan_are_judged_as_the_checker_judges_the_whole_week() -> None:
    """Though it is shown only what the plan can touch."""
    busy = replace(RUTH, busy=(work(1, "17:00", "19:00", "School"),))
    beside = replace(MORE[0], key="beside", meets_anyway=True)
    problem = Problem(
        GRID,
        (busy,),
        (*WEEK, *MORE, beside),
        pinned=(Pin("ruth", "group-sat"),),
        closed=(Closure("ruth", "class-1", "shut_out"),),
    )
    plan = next(p for p in alternatives(week_of(), RUTH, stop=STOP) if len(p.days) == 3)
    judged = []
    for one in plan.chosen:
        for other in problem.offerings:
            chosen = tuple(replace(c, offering=other.key) if c == one else c for c in plan.chosen)
            swapped = with_sessions(problem, busy, chosen)
            found = check(problem, Result(Status.SOLVED, (swapped,), swapped.cost))
            broken = {each.rule for each in found} - {"figures"}
            judged.append(broken_rules(problem, swapped) == broken)
    assert all(judged)
