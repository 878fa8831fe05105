"""Step-down advice: signs, the third state, and what prompts a review."""

import json
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.progress import (
    StepEvidence,
    Suggestion,
    UnableToAdviseStep,
    advise_step,
    default_step_rules,
)

NAMES = tuple(item.name for item in fields(StepEvidence))

GOING_WELL = StepEvidence(
    sessions_attended=11,
    sessions_expected=12,
    first_phq9=14,
    latest_phq9=7,
    has_open_safety_step=False,
    has_open_detox_need=False,
    weeks_in_phase=8,
    planned_weeks=8,
    weeks_below_planned_hours=0,
)


def suggestion(**evidence: Any) -> Suggestion:
    return advise_step(replace(GOING_WELL, **evidence)).suggest


def test_when_every_sign_is_met_moving_on_is_suggested() -> None:
    advice = advise_step(GOING_WELL)
    assert advice.suggest is Suggestion.MOVE_ON
    assert all(sign.met for sign in advice.signs)
    assert advice.missing == ()
    assert set(advice.would_change) == {
        "phq9_change",
        "open_safety_step",
        "open_detox_need",
        "weeks_below_planned_hours",
    }


@pytest.mark.parametrize(
    ("key", "evidence"),
    [
        ("attendance_percent", {"sessions_attended": 9}),
        ("latest_phq9", {"first_phq9": 12, "latest_phq9": 10}),
        ("weeks_in_phase", {"weeks_in_phase": 7}),
    ],
)
def test_a_sign_that_takes_more_time_means_stay(key: str, evidence: dict[str, int]) -> None:
    advice = advise_step(replace(GOING_WELL, **evidence))  # type: ignore[arg-type]
    assert advice.suggest is Suggestion.STAY
    assert advice.would_change == (key,)
    assert [sign.key for sign in advice.signs if sign.met is False] == [key]


@pytest.mark.parametrize(
    ("key", "evidence"),
    [
        ("open_safety_step", {"has_open_safety_step": True}),
        ("open_detox_need", {"has_open_detox_need": True}),
        ("weeks_below_planned_hours", {"weeks_below_planned_hours": 2}),
        ("phq9_change", {"first_phq9": 4, "latest_phq9": 9}),
    ],
)
def test_some_signs_prompt_a_review(key: str, evidence: dict[str, Any]) -> None:
    advice = advise_step(replace(GOING_WELL, **evidence))
    assert advice.suggest is Suggestion.REVIEW
    assert key in advice.would_change


def test_one_low_week_prompts_nothing() -> None:
    assert suggestion(weeks_below_planned_hours=1) is Suggestion.MOVE_ON


@pytest.mark.parametrize(
    ("attended", "expected", "met"),
    [(8, 10, True), (79, 100, False), (4, 5, True), (0, 0, None), (None, 5, None), (5, None, None)],
)
def test_attendance_is_a_share_of_expected_sessions(
    attended: int | None, expected: int | None, met: bool | None
) -> None:
    evidence = replace(GOING_WELL, sessions_attended=attended, sessions_expected=expected)
    sign = advise_step(evidence).signs[0]
    assert (sign.key, sign.met) == ("attendance_percent", met)


@pytest.mark.parametrize(
    ("first", "latest", "met"),
    [
        (20, 9, True),
        (20, 15, True),
        (20, 16, False),
        (None, 9, True),
        (None, 10, None),
        (20, None, None),
    ],
)
def test_mood_is_met_when_low_or_clearly_better(
    first: int | None, latest: int | None, met: bool | None
) -> None:
    signs = advise_step(replace(GOING_WELL, first_phq9=first, latest_phq9=latest)).signs
    assert next(sign.met for sign in signs if sign.key == "latest_phq9") is met


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_known_never_counts_as_met(name: str) -> None:
    advice = advise_step(replace(GOING_WELL, **{name: None}))
    assert advice.suggest is Suggestion.STAY
    assert advice.missing
    assert set(advice.missing) <= set(advice.would_change)


EVIDENCE = st.builds(
    StepEvidence,
    sessions_attended=st.none() | st.integers(0, 12),
    sessions_expected=st.none() | st.integers(12, 20),
    first_phq9=st.none() | st.integers(0, 27),
    latest_phq9=st.none() | st.integers(0, 27),
    has_open_safety_step=st.sampled_from([None, False, True]),
    has_open_detox_need=st.sampled_from([None, False, True]),
    weeks_in_phase=st.none() | st.integers(0, 20),
    planned_weeks=st.none() | st.integers(1, 12),
    weeks_below_planned_hours=st.none() | st.integers(0, 4),
)


@given(EVIDENCE, st.sampled_from(NAMES))
def test_removing_evidence_never_brings_a_step_nearer(evidence: StepEvidence, name: str) -> None:
    before = advise_step(evidence)
    after = advise_step(replace(evidence, **{name: None}))
    if after.suggest is Suggestion.MOVE_ON:
        assert before.suggest is Suggestion.MOVE_ON
    met_before = {sign.key for sign in before.signs if sign.met}
    assert {sign.key for sign in after.signs if sign.met} <= met_before


@given(EVIDENCE)
def test_the_same_evidence_gives_the_same_advice_as_json(evidence: StepEvidence) -> None:
    advice = advise_step(evidence)
    assert advise_step(evidence) == advice
    assert json.loads(json.dumps(advice.as_dict()))["suggest"] == advice.suggest


@pytest.mark.parametrize(
    "evidence",
    [
        {"sessions_attended": 13},
        {"sessions_expected": -1},
        {"first_phq9": 28},
        {"latest_phq9": 3.5},
        {"weeks_in_phase": True},
        {"has_open_safety_step": 0},
    ],
)
def test_evidence_that_cannot_be_is_refused(evidence: dict[str, Any]) -> None:
    with pytest.raises(UnableToAdviseStep, match="cannot be"):
        replace(GOING_WELL, **evidence)


def test_thresholds_are_data_and_our_inventions_are_not_confirmed() -> None:
    rules = default_step_rules()
    found = {name: one for name, one in asdict(rules).items() if name != "version"}
    assert {name for name, one in found.items() if one["confirmed"]} == {"weeks_below_plan"}
    stricter = replace(rules, attendance_percent=replace(rules.attendance_percent, value=95))
    assert advise_step(GOING_WELL, rules=stricter).suggest is Suggestion.STAY


def test_no_clinic_can_wait_longer_before_it_looks() -> None:
    rules = default_step_rules()
    for figure in (rules.phq9_steady_below, rules.phq9_rise):
        assert figure.value == figure.highest
