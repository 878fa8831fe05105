"""The day of the next test: bounded, never foreseeable, and drawn the same when drawn again."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.drug_tests import UnableToDrawDay, Window, drawn_day, window_after, window_rules

MONDAY = date(2026, 11, 30)
EVERY_DAY = tuple(MONDAY + timedelta(days=each) for each in range(60))


def window(phase_number: int = 1, comes_on: tuple[date, ...] = EVERY_DAY) -> Window:
    rules = window_rules()
    return window_after(MONDAY, phase_number=phase_number, comes_on=comes_on, rules=rules)


def test_a_window_begins_the_day_after_and_grows_with_the_phases() -> None:
    assert window().days == EVERY_DAY[1:8]
    assert window(2).last == window(4).last == MONDAY + timedelta(days=14)


@given(st.binary(min_size=16), st.integers(1, 500), st.sets(st.sampled_from(EVERY_DAY[1:8])))
def test_no_gap_is_longer_than_the_window_and_every_day_is_one_the_person_comes(
    secret: bytes, number: int, comes_on: set[date]
) -> None:
    found = window(comes_on=tuple(comes_on))
    if not comes_on:
        with pytest.raises(UnableToDrawDay):
            drawn_day(secret, number, found)
        return
    day = drawn_day(secret, number, found)
    assert day in comes_on
    assert MONDAY < day <= MONDAY + timedelta(days=7)
    assert day == drawn_day(secret, number, found)


def test_every_day_is_about_equally_likely_the_next_one_too() -> None:
    drawn = Counter(drawn_day(b"a secret of sixteen", each, window()) for each in range(7000))
    assert set(drawn) == set(EVERY_DAY[1:8])
    assert all(880 < count < 1120 for count in drawn.values())


def test_another_secret_draws_other_days() -> None:
    def days(secret: bytes) -> list[date]:
        return [drawn_day(secret, each, window()) for each in range(40)]

    assert days(b"one") != days(b"two")
