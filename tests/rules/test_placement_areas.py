"""Our own six life areas: whole, never added up, and read by the rules as concerns."""

from dataclasses import fields
from typing import Any

import pytest

from stepdown.rules.placement import (
    Facts,
    Outcome,
    UnableToRate,
    advise,
    checked_concerns,
    concern_facts,
    life_areas,
)
from tests.spec.placement_people import person

CALM = dict.fromkeys((area.key for area in life_areas().areas), 1)


def test_there_are_six_areas_with_five_degrees_each() -> None:
    areas = life_areas().areas
    assert [area.key for area in areas] == [
        *("body_now", "body_otherwise", "mind", "pull", "home", "fit"),
    ]
    for area in areas:
        assert len(set(area.degrees)) == 5
    assert not life_areas().confirmed


def test_every_area_but_fit_is_a_fact_of_the_rules() -> None:
    names = {fact.name for fact in fields(Facts) if fact.name.startswith("concern_")}
    assert set(concern_facts(CALM)) == names
    assert "concern_fit" not in names


@pytest.mark.parametrize("wrong", [None, -1, 5, "2", True, 1.5])
def test_an_area_without_a_degree_is_named(wrong: Any) -> None:
    with pytest.raises(UnableToRate, match="Rate mind from 0 to 4"):
        checked_concerns({**CALM, "mind": wrong})


def test_an_area_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnableToRate, match="no area luck"):
        checked_concerns({**CALM, "luck": 2})


def test_until_the_assessor_has_rated_there_is_no_advice() -> None:
    unrated: dict[str, Any] = dict.fromkeys(concern_facts(CALM))
    advice = advise(person(**unrated))
    assert advice.outcome is Outcome.CANNOT_ADVISE_YET
    assert set(unrated) <= set(advice.missing_facts)
    assert advice.would_change == () or all(
        change.outcome is not Outcome.IOP for change in advice.would_change
    )


def test_danger_is_said_before_anybody_has_rated() -> None:
    unrated: dict[str, Any] = dict.fromkeys(concern_facts(CALM))
    assert advise(person(**unrated, has_chest_pain=True)).outcome is Outcome.EMERGENCY
    assert advise(person(**unrated, ciwa_total=20)).outcome is Outcome.DETOX_FIRST
