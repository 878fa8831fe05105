"""Whether a week comes to its hours, and which sessions would still reach them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.progress import Time, WeekAhead, is_told_on, ways_to_reach, week_ahead_rules


@pytest.mark.parametrize(
    ("attended", "planned", "short_by"),
    [(540, 0, 0), (0, 540, 0), (240, 180, 120), (240, 285, 0), (240, 284, 16), (0, 0, 540)],
)
def test_a_week_is_short_to_the_half_hour(attended: int, planned: int, short_by: int) -> None:
    assert WeekAhead(540, attended, planned).short_by == short_by


def test_it_is_told_on_tuesday_and_not_before() -> None:
    assert [is_told_on(day, week_ahead_rules()) for day in range(7)] == [False, *[True] * 6]


def at(key: str, day: int, hour: int, minutes: int = 120) -> Time:
    starts = day * 1440 + hour * 60
    return Time(key, minutes, starts, starts + minutes)


def test_the_fewest_and_earliest_sessions_come_first() -> None:
    times = [at("thursday", 3, 18), at("wednesday", 2, 18, 60), at("saturday", 5, 10)]
    ways = [[one.key for one in way] for way in ways_to_reach(WeekAhead(540, 300, 120), times)]
    assert ways == [["thursday"], ["saturday"]]


def test_two_together_do_where_one_is_not_enough_but_never_at_the_same_time() -> None:
    times = [at("a", 2, 18), at("b", 2, 19), at("c", 3, 18)]
    ways = [[one.key for one in way] for way in ways_to_reach(WeekAhead(540, 240, 60), times)]
    assert ways == [["a", "c"], ["b", "c"]]


def test_there_may_be_no_way() -> None:
    assert list(ways_to_reach(WeekAhead(540, 0, 0), [at("a", 2, 18)])) == []


TIMES = st.lists(
    st.builds(
        at,
        st.uuids().map(str),
        st.integers(0, 6),
        st.integers(8, 20),
        st.sampled_from([60, 90, 120]),
    ),
    max_size=6,
)


@given(st.integers(0, 600), TIMES)
def test_every_way_reaches_the_hours_and_needs_each_of_its_sessions(
    attended: int, times: list[Time]
) -> None:
    ahead = WeekAhead(540, attended, 0)
    for way in ways_to_reach(ahead, times) if ahead.short_by else ():
        total = sum(one.minutes for one in way)
        assert ahead.is_covered_by(total)
        assert not any(ahead.is_covered_by(total - one.minutes) for one in way)
