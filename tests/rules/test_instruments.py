"""Our own vectors and refusals of the four instruments; the facts are in their modules."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.instruments import INSTRUMENTS, Instrument, UnableToScore, score

ALL = [pytest.param(instrument, id=key) for key, instrument in INSTRUMENTS.items()]


@pytest.mark.parametrize(
    ("answers", "total", "classic", "asam", "teaching", "cautious"),
    [
        ([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], 7, "mild", "mild", "mild", "mild"),
        ([2, 2, 2, 2, 0, 0, 0, 0, 0, 0], 8, "moderate", "mild", "mild", "moderate"),
        ([3, 3, 3, 1, 0, 0, 0, 0, 0, 0], 10, "moderate", "moderate", "moderate", "moderate"),
        ([4, 4, 4, 3, 0, 0, 0, 0, 0, 0], 15, "severe", "moderate", "moderate", "severe"),
        ([4, 4, 4, 4, 0, 0, 0, 0, 0, 0], 16, "severe", "moderate", "severe", "severe"),
        ([7, 7, 4, 1, 0, 0, 0, 0, 0, 0], 19, "severe", "severe", "severe", "severe"),
        ([7] * 9 + [4], 67, "severe", "severe", "severe", "severe"),
    ],
)
def test_ciwa_reads_three_tables_and_the_more_cautious_decides(
    answers: list[int], total: int, classic: str, asam: str, teaching: str, cautious: str
) -> None:
    result = score("ciwa-ar", answers)
    assert result.total == total
    assert dict(result.bands) == {"classic": classic, "asam": asam, "teaching": teaching}
    assert result.cautious_band == cautious


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4, "none"),
        ([4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 5, "mild"),
        ([4, 4, 0, 0, 4, 0, 0, 0, 0, 0, 0], 12, "mild"),
        ([4, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0], 13, "moderate"),
        ([4, 4, 5, 5, 4, 2, 0, 0, 0, 0, 0], 24, "moderate"),
        ([4, 4, 5, 5, 4, 0, 0, 0, 0, 0, 3], 25, "moderately severe"),
        ([4, 4, 5, 5, 4, 4, 5, 4, 1, 0, 0], 36, "moderately severe"),
        ([4, 4, 5, 5, 4, 4, 5, 4, 2, 0, 0], 37, "severe"),
        ([4, 4, 5, 5, 4, 4, 5, 4, 4, 4, 5], 48, "severe"),
    ],
)
def test_cows_bands_change_at_their_borders(answers: list[int], total: int, band: str) -> None:
    assert score("cows", answers).as_dict() == {"total": total, "band": band, "flags": []}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([3, 0, 0, 0, 0, 0, 0, 0, 0], {"total": 3, "band": "minimal", "phq2_pos": True}),
        ([1, 1, 3, 0, 0, 0, 0, 0, 0], {"total": 5, "band": "mild", "phq2_pos": False}),
        ([3, 3, 3, 3, 2, 0, 0, 0, 0], {"total": 14, "band": "moderate", "mdd_algorithm": True}),
        ([1, 1, 3, 3, 3, 3, 1, 0, 0], {"total": 15, "mdd_algorithm": False}),
        ([2, 0, 2, 2, 2, 0, 0, 0, 1], {"total": 9, "mdd_algorithm": True}),
        ([3, 3, 2, 2, 2, 2, 1, 1, 1], {"total": 17, "band": "moderately severe"}),
        ([3, 3, 3, 3, 3, 3, 2, 0, 0], {"total": 20, "band": "severe"}),
    ],
)
def test_phq9_reads_total_first_two_items_and_algorithm(
    answers: list[int], expected: dict[str, object]
) -> None:
    result = score("phq-9", answers).as_dict()
    assert {name: result[name] for name in expected} == expected


@pytest.mark.parametrize(("item9", "flags"), [(0, ()), (1, ("safety",)), (3, ("safety",))])
def test_phq9_item_9_asks_for_safety_whatever_the_total(item9: int, flags: tuple[str, ...]) -> None:
    assert score("phq-9", [0, 0, 0, 0, 0, 0, 0, 0, item9]).flags == flags


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (0, "none"),
        (1, "none"),
        (2, "mild"),
        (3, "mild"),
        (4, "moderate"),
        (5, "moderate"),
        (6, "severe"),
        (11, "severe"),
    ],
)
def test_dsm5_count_is_read_from_a_number_or_from_criteria(count: int, band: str) -> None:
    criteria = [1] * count + [0] * (11 - count)
    for given_answers in (count, criteria):
        result = score("dsm-5-count", given_answers)
        assert (result.total, result.bands["result"]) == (count, band)


def test_dsm5_leaves_tolerance_and_withdrawal_out_only_when_told() -> None:
    answers = [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert score("dsm-5-count", answers).total == 3
    assert score("dsm-5-count", answers, {"only_as_prescribed": True}).total == 1


@pytest.mark.parametrize("instrument", ALL)
def test_answers_by_item_number_score_like_answers_in_order(instrument: Instrument) -> None:
    in_order = [item.allowed[-1] for item in instrument.items]
    by_key = {item.key: item.allowed[-1] for item in reversed(instrument.items)}
    assert score(instrument.key, by_key) == score(instrument.key, in_order)


@pytest.mark.parametrize("instrument", ALL)
@pytest.mark.parametrize("bad", [None, True, "1", 1.0, -1, 99, [1], "x" * 500])
def test_a_value_outside_the_items_set_is_refused(instrument: Instrument, bad: object) -> None:
    answers: list[Any] = [0] * len(instrument.items)
    answers[-1] = bad
    with pytest.raises(UnableToScore, match=rf"item {len(answers)}\b") as refusal:
        score(instrument.key, answers)
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("instrument", ALL)
def test_a_wrong_count_is_refused(instrument: Instrument) -> None:
    count = len(instrument.items)
    for wrong in (count - 1, count + 1):
        with pytest.raises(UnableToScore, match=f"{count} items, but {wrong} answers"):
            score(instrument.key, [0] * wrong)


@pytest.mark.parametrize("instrument", ALL)
def test_a_missing_or_foreign_item_is_refused_by_name(instrument: Instrument) -> None:
    answers = {item.key: 0 for item in instrument.items}
    with pytest.raises(UnableToScore, match="has no item 99"):
        score(instrument.key, {**answers, "99": 0})
    answers.pop("2")
    with pytest.raises(UnableToScore, match="no answer for item 2"):
        score(instrument.key, answers)


def test_cows_pulse_has_no_3() -> None:
    answers = [3] + [0] * 10
    with pytest.raises(UnableToScore, match=r"Resting pulse.*3 is not allowed.*0, 1, 2, 4"):
        score("cows", answers)


@pytest.mark.parametrize("bad", [12, -1, True, 2.5, None, float("nan")])
def test_a_count_that_cannot_be_is_refused(bad: object) -> None:
    with pytest.raises(UnableToScore, match="not a count from 0 to 11"):
        score("dsm-5-count", bad)


@pytest.mark.parametrize("bad", ["0000000000", b"0000000000", None, 3, {1, 2}])
def test_answers_of_another_shape_are_refused(bad: object) -> None:
    with pytest.raises(UnableToScore, match="as a list or by item number"):
        score("ciwa-ar", bad)


def test_an_unknown_instrument_is_refused_with_the_choices() -> None:
    with pytest.raises(UnableToScore, match=r"phq-8.*ciwa-ar, cows, phq-9, dsm-5-count"):
        score("phq-8", [])


@pytest.mark.parametrize(
    ("key", "highest"), [("ciwa-ar", 67), ("cows", 48), ("phq-9", 27), ("dsm-5-count", 11)]
)
def test_the_highest_total_is_the_published_one(key: str, highest: int) -> None:
    assert INSTRUMENTS[key].highest_total == highest


@pytest.mark.parametrize("instrument", ALL)
def test_a_definition_is_whole(instrument: Instrument) -> None:
    keys = [item.key for item in instrument.items]
    assert keys == [str(number + 1) for number in range(len(keys))]
    assert all(1 <= len(item.label.split()) <= 4 for item in instrument.items)
    assert instrument.source
    assert instrument.license
    assert instrument.checker == "", "a clinician signs this, not the code"
    for table in instrument.band_tables:
        lowest = [band.lowest for band in table.bands]
        assert lowest == sorted(set(lowest))
        assert lowest[0] == 0
        assert table.source


@given(st.data())
def test_every_allowed_form_scores_and_no_answer_lowers_the_rank(data: st.DataObject) -> None:
    instrument = data.draw(st.sampled_from(list(INSTRUMENTS.values())))
    answers = [data.draw(st.sampled_from(item.allowed)) for item in instrument.items]
    result = score(instrument.key, answers)
    assert result.total == sum(answers)
    raised = [max(item.allowed) for item in instrument.items]
    for table in instrument.band_tables:
        assert table.rank(result.total) <= table.rank(score(instrument.key, raised).total)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_anything_else_is_scored_in_range_or_refused(answers: object) -> None:
    for key in INSTRUMENTS:
        total = 0
        with suppress(UnableToScore):
            total = score(key, answers).total
        assert 0 <= total <= INSTRUMENTS[key].highest_total
