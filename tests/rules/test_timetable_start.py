"""The week before anything in it is tried again."""

import pytest

from stepdown.rules.timetable import Mode, Pattern, Solution, Stop, check, solve
from stepdown.rules.timetable.engine.too_much import is_too_much
from stepdown.rules.timetable.engine.week import Remainder, Week
from stepdown.rules.timetable.lattice import Lattice
from tests.rules.weeks import (
    DAYS,
    clinic,
    daily,
    group_need,
    person,
    posed,
    program,
    small_problem,
    staff,
    visit,
    visit_need,
)


@pytest.mark.parametrize("seed", range(8))
def test_the_only_hour_for_somebody_is_not_given_to_a_group(seed: int) -> None:
    """Ana leads a long group early or late; Kim can only talk with her when it would be early."""
    early, late = Pattern(((0, 1), (1, 1))), Pattern(((0, 7), (1, 7)))
    problem = small_problem(
        staff=(staff("ana", max_contact=daily(6), caseload_max=4), staff("ben")),
        programs=(program("basics", (0, 1), patterns=(early, late)),),
        patients=(
            person("kim", visit_need(tele_ok=False), free=(((1, 4),), *[()] * (DAYS - 1))),
            person("lee", group_need("first", "basics")),
        ),
    )
    result = solve(problem, stop=Stop(iterations=0), seed=seed)
    assert check(problem, result.solution) == ()
    assert result.score.unmet == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_clinic_that_can_serve_everybody_does_at_the_first_try(seed: int) -> None:
    problem = posed(clinic(24).instance)
    result = solve(problem, stop=Stop(iterations=1), seed=seed)
    assert check(problem, result.solution) == ()
    assert result.fully_served == 24


def test_who_cannot_be_served_keeps_nobody_else_from_it() -> None:
    no_time = person("kim", visit_need(), free=daily(()))
    problem = small_problem(
        staff=(staff("ana", caseload_max=2),),
        programs=(),
        patients=(no_time, person("lee", visit_need())),
    )
    result = solve(problem, stop=Stop(iterations=2))
    assert [one.patient for one in result.solution.appointments] == ["lee"]


def test_a_clinician_shared_by_two_sites_is_shared_anew_where_one_site_has_no_way() -> None:
    """Kim, north, has the only hour in which Lee, south, can talk with Ana by telehealth."""
    only_then, any_time = (((1, 2),), *[()] * (DAYS - 1)), daily(((0, 4),))
    problem = small_problem(
        staff=(staff("ana", site=None, caseload_max=2),),
        programs=(),
        patients=(
            person("kim", visit_need(), free=any_time),
            person("lee", visit_need(), free=only_then, site="south"),
        ),
    )
    published = Solution(appointments=(visit(day=0, start=1, mode=Mode.TELE, room=None),))
    assert check(problem, published) == ()
    result = solve(problem, stop=Stop(iterations=2), hint=published)
    assert result.score.unmet == 0


@pytest.mark.parametrize(
    ("groups", "talks", "expected"), [(2, 6, False), (3, 6, True), (2, 7, True)]
)
def test_counts_alone_say_that_it_is_too_much(groups: int, talks: int, expected: bool) -> None:
    """Two seats; Ana has two slots of contact on each of three days."""
    wants_seat = [person(f"g{n}", group_need("first", "basics")) for n in range(groups)]
    wants_talk = [person(f"t{n}", visit_need()) for n in range(talks)]
    problem = small_problem(
        staff=(staff("ana", caseload_max=20),),
        programs=(program("basics", (0, 1)),),
        patients=(*wants_seat, *wants_talk),
    )
    lattice = Lattice(problem)
    nobody = Remainder.of(lattice, Week.empty(lattice))
    assert is_too_much(lattice, range(groups + talks), nobody) is expected
