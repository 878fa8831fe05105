"""Who stands in for a leader who is away, and which group takes the people."""

from dataclasses import replace

import pytest

from stepdown.rules.timetable.cover import Colleague, Meeting, who_can_lead, who_takes_them

EVENING = ("Evening", "adult", "group")
SESSION = Meeting(1, EVENING, 1080, 1215, frozenset({11, 12}), free=4)
PARALLEL = Meeting(2, EVENING, 1080, 1215, frozenset({21}), free=2)
FREE = Colleague(5, (), is_away=False)


def test_whoever_is_free_can_lead_and_who_leads_least_comes_first() -> None:
    busy_before = Colleague(3, ((900, 960), (960, 1080)), is_away=False)
    assert who_can_lead(SESSION, [busy_before, FREE]) == (5, 3)


def test_the_same_role_comes_before_who_leads_less() -> None:
    same_role = Colleague(9, ((900, 960),), is_away=False)
    assert who_can_lead(SESSION, [replace(FREE, rank=1), same_role]) == (9, 5)


@pytest.mark.parametrize(
    "colleague",
    [
        replace(FREE, is_away=True),
        replace(FREE, busy=((1214, 1300),)),
        replace(FREE, busy=((1000, 1081),)),
        replace(FREE, shut_out=frozenset({12})),
        replace(FREE, hours=()),
        replace(FREE, hours=((1081, 1300),)),
        replace(FREE, hours=((900, 1150), (1170, 1300))),
    ],
)
def test_nobody_leads_who_is_away_busy_shut_out_or_not_at_work(colleague: Colleague) -> None:
    assert who_can_lead(SESSION, [colleague]) == ()


def test_whoever_works_through_the_whole_session_can_lead() -> None:
    assert who_can_lead(SESSION, [replace(FREE, hours=((1080, 1215),))]) == (5,)


def test_a_parallel_group_with_seats_takes_the_people() -> None:
    assert who_takes_them(SESSION, [SESSION, PARALLEL], apart=()) == (2,)


@pytest.mark.parametrize(
    "other",
    [
        replace(PARALLEL, free=1),
        replace(PARALLEL, starts=1081),
        replace(PARALLEL, kind=("Evening", "adolescent", "group")),
        replace(PARALLEL, kind=("Evening", "adult", "education")),
    ],
)
def test_no_group_takes_them_that_is_full_later_or_of_another_kind(other: Meeting) -> None:
    assert who_takes_them(SESSION, [other], apart=()) == ()


def test_nobody_is_brought_together_with_whom_they_must_not_meet() -> None:
    assert who_takes_them(SESSION, [PARALLEL], apart={frozenset({12, 21})}) == ()
    assert who_takes_them(SESSION, [PARALLEL], apart={frozenset({11, 12})}) == (2,)
