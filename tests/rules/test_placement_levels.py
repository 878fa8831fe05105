"""Levels carry their edition; the weekly floor of an IOP depends on age."""

import pytest

from stepdown.rules.placement import (
    Level,
    UnableToFindLevel,
    advise,
    is_adult,
    level,
    weekly_minimum_minutes,
)
from tests.spec.placement_people import READY


@pytest.mark.parametrize(("age", "minutes"), [(13, 360), (17, 360), (18, 540), (80, 540)])
def test_adults_need_9_hours_a_week_and_adolescents_6(age: int, minutes: int) -> None:
    assert weekly_minimum_minutes(age) == minutes
    assert is_adult(age) is (minutes == 540)


def test_the_same_code_is_another_level_in_another_edition() -> None:
    assert level("2.1", "3rd") == Level("2.1", "3rd", "Intensive outpatient")
    assert level("2.1", "3rd") != level("2.1", "4th")


@pytest.mark.parametrize(("code", "edition"), [("1", "4th"), ("1.5", "3rd"), ("", "3rd")])
def test_a_code_of_the_other_edition_is_refused(code: str, edition: str) -> None:
    with pytest.raises(UnableToFindLevel, match=f"no level {code} in the {edition}"):
        level(code, edition)  # type: ignore[arg-type]


def test_an_edition_nobody_knows_is_refused() -> None:
    with pytest.raises(UnableToFindLevel, match="choose 3rd or 4th"):
        advise(READY, edition="5th")  # type: ignore[arg-type]
