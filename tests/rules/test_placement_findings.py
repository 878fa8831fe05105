"""Three-valued logic: what is not known stays not known."""

from itertools import product

import pytest

from stepdown.rules.placement.findings import (
    Finding,
    all_of,
    any_of,
    at_least,
    at_most,
    equals,
    is_false,
    is_true,
    none_of,
)

STATES = (True, False, None)


@pytest.mark.parametrize("holds", STATES)
def test_the_opposite_of_not_known_is_not_known(holds: bool | None) -> None:
    finding = none_of(is_true("fact", holds))
    assert finding.holds is (None if holds is None else not holds)
    assert finding.missing == (("fact",) if holds is None else ())


@pytest.mark.parametrize("states", list(product(STATES, repeat=3)))
def test_one_false_decides_all_of_and_one_true_decides_any_of(
    states: tuple[bool | None, ...],
) -> None:
    parts = [is_true(f"fact {n}", state) for n, state in enumerate(states)]
    both = all_of(*parts).holds
    either = any_of(*parts).holds
    assert both is (False if False in states else None if None in states else True)
    assert either is (True if True in states else None if None in states else False)


def test_a_true_finding_says_why_and_an_open_one_what_is_missing() -> None:
    known, missing = at_least("score", 12, 10), is_false("safe", None)
    assert any_of(known, missing) == Finding(True, "(score >= 10 or not safe)", ("score = 12",))
    assert all_of(known, missing) == Finding(None, "(score >= 10 and not safe)", (), ("safe",))


def test_borders_are_inside() -> None:
    assert at_least("n", 10, 10).holds is True
    assert at_most("n", 10.0, 10).because == ("n = 10",)
    assert at_least("n", 9.9, 10).holds is False
    assert equals("risk", "high", "high").because == ("risk = high",)
    assert is_false("safe", False).because == ("safe = no",)
