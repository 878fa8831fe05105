"""Levels carry their edition; the weekly floor of an IOP depends on age."""

import pytest

from stepdown.rules.placement import (
    Edition,
    Level,
    UnableToFindLevel,
    advise,
    is_adult,
    level,
    weekly_minimum_minutes,
)
from stepdown.rules.placement.levels import levels
from tests.spec.placement_people import READY

EDITIONS: tuple[Edition, ...] = ("3rd", "4th")


@pytest.mark.parametrize(("age", "minutes"), [(13, 360), (17, 360), (18, 540), (80, 540)])
def test_adults_need_9_hours_a_week_and_adolescents_6(age: int, minutes: int) -> None:
    assert weekly_minimum_minutes(age) == minutes
    assert is_adult(age) is (minutes == 540)


def test_the_same_code_is_another_level_in_another_edition() -> None:
    assert isinstance(level("2.1", "3rd"), Level)
    assert level("2.1", "3rd").name == level("2.1", "4th").name
    assert level("2.1", "3rd") != level("2.1", "4th")


@pytest.mark.parametrize(("code", "edition"), [("1", "4th"), ("1.5", "3rd"), ("", "3rd")])
def test_a_code_of_the_other_edition_is_refused(code: str, edition: str) -> None:
    with pytest.raises(UnableToFindLevel, match=f"no level {code} in the {edition}"):
        level(code, edition)  # type: ignore[arg-type]


def test_an_edition_nobody_knows_is_refused() -> None:
    with pytest.raises(UnableToFindLevel, match="choose 3rd or 4th"):
        advise(READY, edition="5th")  # type: ignore[arg-type]


def test_levels_below_and_above_this_program_stand_in_both_editions() -> None:
    codes = {
        edition: [one.code for one in levels() if one.edition == edition] for edition in EDITIONS
    }
    assert codes["3rd"] == [
        *("0.5", "1", "1-WM", "2.1", "2.5", "2-WM", "3.1", "3.3", "3.5", "3.7", "3.7-WM", "4"),
        "4-WM",
    ]
    assert codes["4th"] == [
        *("1.0", "1.5", "1.7", "2.1", "2.5", "2.7", "3.1", "3.5", "3.7", "4"),
    ]


def test_the_hours_of_a_level_differ_by_age() -> None:
    iop = level("2.1", "3rd")
    assert (iop.hours_at(34), iop.hours_at(15), iop.hours_at(None)) == (
        "9 to 19",
        "6 to 19",
        "9 to 19",
    )
    assert level("2.5", "3rd").hours_at(15) == "20 or more"
    assert level("4", "4th").hours_at(34) == ""


def test_a_figure_is_confirmed_only_with_a_source_that_was_read() -> None:
    for one in levels():
        assert not (one.confirmed and ("not re-read" in one.source or not one.hours))
