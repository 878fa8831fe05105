"""Test days are random, fair, repeatable with the secret, and never against the rule."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stepdown.rules.timetable.draws import UnableToDraw, drawn_days, fingerprint, is_drawn

WEEK = "2026-W48"
secrets = st.binary(min_size=16, max_size=32)
days = st.sets(st.integers(0, 6), min_size=1)


@given(secrets, days, st.integers(0, 3), st.integers(1, 3))
def test_drawn_days_are_days_of_the_person_and_far_enough_apart(
    secret: bytes, days: set[int], count: int, gap: int
) -> None:
    try:
        drawn = drawn_days(secret, WEEK, "kim", sorted(days), count=count, min_gap_days=gap)
    except UnableToDraw:
        assume(False)
    assert len(drawn) == count
    assert set(drawn) <= days
    assert all(later - day >= gap for day, later in pairwise(drawn))


@given(secrets, days)
def test_the_same_facts_draw_the_same_days_in_any_order(secret: bytes, days: set[int]) -> None:
    first = drawn_days(secret, WEEK, "kim", sorted(days), count=1)
    assert drawn_days(secret, WEEK, "kim", sorted(days, reverse=True), count=1) == first


def test_every_day_is_about_equally_likely() -> None:
    drawn = Counter(
        drawn_days(b"a secret of the week", WEEK, f"person {at}", range(5), count=1)[0]
        for at in range(5_000)
    )
    assert set(drawn) == set(range(5))
    assert max(drawn.values()) < 1.2 * min(drawn.values())


def test_each_week_each_person_and_each_secret_draws_anew() -> None:
    def draws(secret: bytes, week: str, person: str) -> list[tuple[int, ...]]:
        return [drawn_days(secret, week, f"{person}{at}", range(5), count=2) for at in range(20)]

    base = draws(b"one", WEEK, "kim")
    assert base != draws(b"two", WEEK, "kim")
    assert base != draws(b"one", "2026-W49", "kim")
    assert base != draws(b"one", WEEK, "lou")


def test_of_each_morning_only_that_morning_is_told() -> None:
    known = drawn_days(b"secret", WEEK, "kim", range(5), count=2)
    told = [d for d in range(7) if is_drawn(b"secret", WEEK, "kim", range(5), count=2, today=d)]
    assert tuple(told) == known


def test_a_changed_secret_does_not_fit_the_published_fingerprint() -> None:
    published = fingerprint(b"secret")
    assert fingerprint(b"secret") == published
    assert fingerprint(b"Secret") != published
    assert b"secret".hex() not in published


def test_too_many_tests_for_the_days_are_refused() -> None:
    with pytest.raises(UnableToDraw, match="2 tests at least 3 days apart"):
        drawn_days(b"secret", WEEK, "kim", (0, 2), count=2, min_gap_days=3)
