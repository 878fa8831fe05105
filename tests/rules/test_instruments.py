"""Withdrawal scales, PHQ-9 and the count of criteria by our own vectors; what all refuse."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.rules.instruments import INSTRUMENTS, Instrument, Item, UnableToScore, score

ALL = [pytest.param(instrument, id=key) for key, instrument in INSTRUMENTS.items()]
FORMS = [pytest.param(one, id=key) for key, one in INSTRUMENTS.items() if one.is_form]
CONTEXT = {"exposed": True}


def listed(instrument: Instrument) -> list[Item]:
    return [item for item in instrument.items if item.is_listed]


def lowest(instrument: Instrument) -> dict[str, Any]:
    return {item.key: item.allowed[0] for item in listed(instrument)}


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


@pytest.mark.parametrize("instrument", FORMS)
def test_answers_by_item_number_score_like_answers_in_order(instrument: Instrument) -> None:
    in_order = [item.allowed[-1] for item in listed(instrument)]
    by_key = {item.key: item.allowed[-1] for item in reversed(listed(instrument))}
    assert score(instrument.key, by_key, CONTEXT) == score(instrument.key, in_order, CONTEXT)


@pytest.mark.parametrize("instrument", FORMS)
@pytest.mark.parametrize("bad", [True, "1", 1.0, -1, 101, [1], {}, float("nan"), "x" * 500])
def test_a_value_outside_the_items_set_is_refused(instrument: Instrument, bad: object) -> None:
    for item in instrument.items:
        with pytest.raises(UnableToScore, match=rf"item {item.key}\b") as refusal:
            score(instrument.key, {**lowest(instrument), item.key: bad}, CONTEXT)
        assert len(str(refusal.value)) < 220


@pytest.mark.parametrize("instrument", FORMS)
def test_every_value_between_and_beside_the_allowed_ones_is_refused(instrument: Instrument) -> None:
    for item in instrument.items:
        allowed = item.allowed or (0,)
        refused = set(range(allowed[0] - 2, allowed[-1] + 3)) - set(item.allowed)
        for value in refused:
            with pytest.raises(UnableToScore, match="is not allowed"):
                score(instrument.key, {**lowest(instrument), item.key: value}, CONTEXT)


@pytest.mark.parametrize("instrument", FORMS)
def test_a_required_item_may_not_stay_empty(instrument: Instrument) -> None:
    for item in instrument.items:
        if item.is_required:
            with pytest.raises(UnableToScore, match=rf"no answer for item {item.key}\b"):
                score(instrument.key, {**lowest(instrument), item.key: None}, CONTEXT)


@pytest.mark.parametrize("instrument", FORMS)
def test_a_wrong_count_is_refused(instrument: Instrument) -> None:
    answers = list(lowest(instrument).values())
    for wrong in (answers[:-1], [*answers, 0], []):
        with pytest.raises(UnableToScore, match=f"{len(answers)} items, but {len(wrong)} answers"):
            score(instrument.key, wrong, CONTEXT)


@pytest.mark.parametrize("instrument", FORMS)
def test_a_missing_or_foreign_item_is_refused_by_name(instrument: Instrument) -> None:
    answers = lowest(instrument)
    with pytest.raises(UnableToScore, match="has no item 99"):
        score(instrument.key, {**answers, "99": 0}, CONTEXT)
    for item in instrument.items:
        if item.is_required:
            less = {key: value for key, value in answers.items() if key != item.key}
            with pytest.raises(UnableToScore, match=rf"no answer for item {item.key}\b"):
                score(instrument.key, less, CONTEXT)


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
    with pytest.raises(UnableToScore, match=r"phq-8.*ciwa-ar, cows, audit"):
        score("phq-8", [])


@pytest.mark.parametrize(
    ("key", "highest"),
    [
        ("ciwa-ar", 67),
        ("cows", 48),
        ("audit", 40),
        ("audit-c", 12),
        ("dast-10", 10),
        ("phq-9", 27),
        ("phq-2", 6),
        ("gad-7", 21),
        ("pc-ptsd-5", 5),
        ("whodas-12", 48),
        ("barc-10", 60),
        ("pacs", 30),
        ("lot-r", 24),
        ("assist", 39),
        ("dsm-5-count", 11),
    ],
)
def test_the_highest_total_is_the_published_one(key: str, highest: int) -> None:
    assert INSTRUMENTS[key].highest_total == highest


@pytest.mark.parametrize("instrument", ALL)
def test_a_definition_is_whole(instrument: Instrument) -> None:
    keys = [item.key for item in instrument.items]
    assert len(keys) == len(set(keys))
    assert instrument.source
    assert instrument.author
    assert instrument.license
    assert instrument.recall
    assert instrument.checker == "", "a clinician signs this, not the code"
    for table in instrument.band_tables:
        lowest_of = [band.lowest for band in table.bands]
        assert lowest_of == sorted(set(lowest_of))
        assert lowest_of[0] == 0
        assert table.source
    assert all(cut.source for cut in instrument.cuts)


@pytest.mark.parametrize("instrument", FORMS)
def test_items_have_short_topic_labels_and_ascending_values(instrument: Instrument) -> None:
    for item in instrument.items:
        assert 1 <= len(item.label.split()) <= 4, item.label
        assert list(item.allowed) == sorted(set(item.allowed))
    scored = {item.key for item in instrument.items if item.is_scored and item.is_required}
    for scale in instrument.subscales:
        assert set(scale.keys) <= scored


@st.composite
def filled_forms(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    instrument = draw(st.sampled_from([one for one in INSTRUMENTS.values() if one.is_form]))
    answers = {
        item.key: draw(st.sampled_from(item.allowed))
        for item in instrument.items
        if item.allowed and (item.is_required or draw(st.booleans()))
    }
    return instrument.key, answers


@given(filled_forms(), st.sampled_from(["F", "M", "", None, "other"]))
def test_every_allowed_form_scores_within_its_range(
    form: tuple[str, dict[str, int]], sex: str | None
) -> None:
    key, answers = form
    instrument = INSTRUMENTS[key]
    needs_all = key in {"pc-ptsd-5", "assist"}  # what may stay empty there depends on the person
    if needs_all:
        answers = {**lowest(instrument), **answers}
    result = score(key, answers, {"sex": sex, **CONTEXT})
    assert result.answers == answers
    assert instrument.has_total is (result.total is not None)
    assert 0 <= (result.total or 0) <= instrument.highest_total
    for scale in instrument.subscales:
        items = [item for item in instrument.items if item.key in scale.keys]
        most = sum(item.most_points for item in items) / (len(items) if scale.is_mean else 1)
        assert 0 <= result.subscales[scale.name] <= most
    json.dumps(result.as_dict(), allow_nan=False)


@given(filled_forms())
def test_worse_on_every_item_never_lowers_the_rank(form: tuple[str, dict[str, int]]) -> None:
    key, answers = form
    instrument = INSTRUMENTS[key]
    if any(item.is_reversed or item.points for item in instrument.items) or key == "assist":
        return
    answers = {**lowest(instrument), **answers}
    raised = {item.key: item.allowed[-1] for item in instrument.items if item.key in answers}
    low, high = score(key, answers, CONTEXT), score(key, raised, CONTEXT)
    for table in instrument.band_tables:
        assert table.rank(low.total or 0) <= table.rank(high.total or 0)
    assert low.concern <= high.concern


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_scored_in_range_or_refused(answers: object) -> None:
    for key in INSTRUMENTS:
        total: int | None = 0
        with suppress(UnableToScore):
            total = score(key, answers).total
        assert 0 <= (total or 0) <= INSTRUMENTS[key].highest_total
