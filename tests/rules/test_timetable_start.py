"""The week before anything in it is tried again."""

import pytest

from stepdown.rules.timetable import Pattern, Stop, check, solve
from tests.rules.weeks import (
    DAYS,
    daily,
    group_need,
    person,
    program,
    small_problem,
    staff,
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
