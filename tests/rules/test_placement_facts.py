"""What cannot be is refused before any rule looks at it."""

from typing import Any

import pytest

from stepdown.rules.placement import Facts, Substance, SubstanceUse, UnableToAdvise
from tests.spec.placement_people import drinks, person


@pytest.mark.parametrize(
    "facts",
    [
        {"ciwa_total": 68},
        {"ciwa_total": -1},
        {"cows_total": True},
        {"age_years": "34"},
        {"age_years": float("nan")},
        {"dsm5_count": 12},
        {"phq9_item9": 4},
        {"pawss_total": 11},
        {"concern_mind": 5},
        {"oxygen_percent": 101},
        {"pregnant": "no"},
        {"suicide_risk": "some"},
        {"uses": (SubstanceUse(substance=Substance.ALCOHOL, last_use_hours_ago=-1),)},
        {"uses": drinks(last_use_hours_ago=float("inf"))},
        {"uses": drinks(is_daily="yes")},
        {"uses": (SubstanceUse(substance="beer"),)},  # type: ignore[arg-type]
    ],
)
def test_facts_that_cannot_be_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(UnableToAdvise, match=r"cannot be .*\."):
        person(**facts)


def test_a_breath_test_against_the_use_history_is_refused() -> None:
    with pytest.raises(UnableToAdvise, match="the use history names none"):
        person(breath_alcohol_percent=0.05, uses=())


@pytest.mark.parametrize(
    "snapshot",
    [
        {"horoscope": "leo"},
        {"suicide_risk": "some"},
        {"uses": 3},
        {"uses": [{}]},
        {"uses": [{"substance": "tea"}]},
        {"uses": [{"substance": "alcohol", "color": "red"}]},
    ],
)
def test_a_snapshot_of_something_else_is_refused(snapshot: dict[str, Any]) -> None:
    with pytest.raises(UnableToAdvise, match="snapshot"):
        Facts.from_snapshot(snapshot)
