"""Each instrument by vectors of our own; the facts and their sources stand in its module."""

import json
from pathlib import Path
from typing import Any

import pytest

from stepdown.rules.instruments import UnableToScore, score
from stepdown.rules.instruments.vectors import differences

OWN_VECTORS = json.loads((Path(__file__).parent / "own_vectors.json").read_text())
USED = {"q2": 2, "q3": 0, "q4": 0, "q5": 0, "q6": 0, "q7": 0}
BAM = {str(n): 0 for n in range(1, 17) if n != 7}


@pytest.mark.parametrize("vector", OWN_VECTORS)
def test_it_comes_out_as_published(vector: dict[str, Any]) -> None:
    assert differences(vector) == []


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ({"total": 9}, "total is 8, expected 9"),
        ({"total": 8, "zone": "I low"}, "zone is 'II hazardous', expected 'I low'"),
        ({"totals": 8}, "there is no totals, expected 8"),
        ({"step_up": 0}, "step_up is False, expected 0"),
        ({"error": True}, "scored, but it must be refused"),
    ],
)
def test_a_vector_that_comes_out_otherwise_says_what(expected: dict[str, Any], reason: str) -> None:
    answers = [4, 3, 1, 0, 0, 0, 0, 0, 0, 0]
    vector = {"instrument": "audit", "answers": answers, "expected": expected}
    assert differences(vector) == [reason]


def test_a_vector_that_cannot_be_scored_says_why() -> None:
    vector = {"instrument": "audit", "answers": [0], "expected": {"total": 0}}
    assert differences(vector) == ["not scored: AUDIT has 10 items, but 1 answers were given."]


@pytest.mark.parametrize(("pain", "points"), list(enumerate((5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1))))
def test_promis_turns_pain_into_five_steps(pain: int, points: int) -> None:
    answers = {"2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": pain, "8": 1, "10": 1}
    assert score("promis-10", answers).subscales["gph_raw"] == 3 + points


@pytest.mark.parametrize(
    ("key", "answers", "context", "reason"),
    [
        ("pc-ptsd-5", [1, 1, 1, 1, 1], {}, "say whether the person was ever exposed"),
        ("pc-ptsd-5", [1, 1, 1, 1, None], {"exposed": True}, "no answer for item 5"),
        ("pc-ptsd-5", [1, 1, 1, 1, 2], {"exposed": False}, "2 is not allowed"),
        ("assist", {**USED, "q5": None}, {}, "no answer for item q5"),
        ("assist", {**USED, "q5": 5, "tobacco": True}, {}, "not asked"),
        ("assist", {**USED, "alcohol": 1}, {}, "Say true or false"),
        ("assist", {**USED, "q2": 1}, {}, "1 is not allowed"),
        ("bam", {**BAM, "7": 1}, {}, "item 7 .*Leave it empty"),
        ("bam", {**BAM, "14": 3}, {}, "item 14 .*Choose one of 0, 4"),
        ("bam-r", {**BAM, "2": 31}, {}, "whole number from 0 to 30"),
        ("urica-readiness", [1, 5, 5], {}, "4 scale means, but 3"),
        ("urica-readiness", [0.9, 5, 5, 5], {}, "PC: 0.9 is not a mean"),
        ("urica-readiness", [1, 5, 5, float("nan")], {}, "M: nan is not a mean"),
        ("dsm-5-remission", -1, {}, "cannot be"),
        ("dsm-5-remission", float("nan"), {}, "cannot be"),
        ("dsm-5-remission", True, {}, "not a number of months"),
        ("taps", 5, {}, "no score of one substance"),
        ("taps", 1.0, {}, "no score of one substance"),
        ("tlfb", [], {}, "Give between 1 and 3660 days"),
        ("tlfb", "0000", {}, "as a list of days"),
        ("tlfb", [{}], {}, "no number of drinks"),
        ("tlfb", [{"drugs": True}], {}, "no number of drinks"),
        ("tlfb", [{"drinks": -1}], {}, "cannot be"),
        ("tlfb", [{"drinks": float("inf")}], {}, "cannot be"),
        ("tlfb", [{"drinks": True}], {}, "not a number of drinks"),
        ("tlfb", [{"drinks": 0, "drugs": 1}], {}, "say true or false"),
        ("tlfb", [{"drinks": 0, "unknown": True}], {}, "Keep one of them"),
        ("tlfb", [{"drinks": 0, "beers": 2}], {}, "is not a record"),
        ("tlfb", [{"on": "2026-11-31", "drinks": 0}], {}, "is not a date"),
        ("tlfb", [{"on": "20261124", "drinks": 0}], {}, "is not a date"),
        ("tlfb", [{"on": 20261124, "drinks": 0}], {}, "is not a date"),
        ("tlfb", [{"on": None, "drinks": 0}], {}, "is not a date"),
        ("tlfb", [{"on": "2026-11-24", "drinks": 0}] * 2, {}, "is there twice"),
        ("tlfb", [{"drinks": 0}], {"controlled_days": "maybe"}, "counted or excluded"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    key: str, answers: Any, context: dict[str, Any], reason: str
) -> None:
    with pytest.raises(UnableToScore, match=reason):
        score(key, answers, context)


def test_the_difficulty_row_of_the_phq9_is_kept_but_never_summed() -> None:
    answers = {**{str(n): 1 for n in range(1, 10)}, "difficulty": 3}
    result = score("phq-9", answers)
    assert result.total == 9
    assert result.answers["difficulty"] == 3


def test_other_depression_is_two_to_four_signs_with_a_leading_one() -> None:
    result = score("phq-9", [2, 0, 2, 0, 0, 0, 0, 0, 0]).as_dict()
    assert result["other_depression_algorithm"] is True
    assert (
        score("phq-9", [0, 0, 2, 2, 0, 0, 0, 0, 0]).findings["other_depression_algorithm"] is False
    )


@pytest.mark.parametrize(
    ("key", "answers", "concern"),
    [
        ("phq-9", [0] * 8 + [2], 2),
        ("phq-9", [3] * 8 + [0], 0),
        ("c-ssrs", {"q1": 1, "q2": 0}, 1),
        ("c-ssrs", {"q1": 0, "q2": 0, "q6life": 1}, 2),
        ("c-ssrs", {"q1": 0, "q2": 0, "q6life": 1, "q6_3mo": 1}, 3),
        ("c-ssrs", {"q1": 0, "q2": 0}, 0),
    ],
)
def test_concern_ranks_what_asks_for_the_safety_step(key: str, answers: Any, concern: int) -> None:
    result = score(key, answers)
    assert result.concern == concern
    assert ("safety" in result.flags) is (concern > 0)
