"""Wording packs: what fits is read, and anything that would give a wrong score is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.fhir.wording import read_pack
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.instruments.wording import UnableToUseWording, Wording, checked_wording
from tests.fhir.questionnaires import as_file, option, questionnaire
from tests.shared import shared_file

Form = dict[str, Any]
FORMS = [key for key, one in INSTRUMENTS.items() if one.is_form]


def read(form: Form, key: str = "") -> Wording:
    return checked_wording(read_pack(as_file(form)), key)


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize("with_codes", [True, False])
def test_a_pack_that_fits_is_read_and_its_instrument_known(key: str, with_codes: bool) -> None:
    wording = read(questionnaire(key, with_codes=with_codes))
    assert wording.instrument_key == key
    listed = [item for item in INSTRUMENTS[key].items if item.is_listed]
    assert [item.key for item in wording.items] == [item.key for item in listed]
    for item, worded in zip(listed, wording.items, strict=True):
        assert worded.text == f"Words about item {item.key}"
        assert [value for value, _ in worded.choices] == list(item.allowed)


def swap_items(form: Form) -> None:
    form["item"][2], form["item"][3] = form["item"][3], form["item"][2]


def shift_answers(form: Form) -> None:
    form["item"][1]["answerOption"] = [option(value) for value in (1, 2, 3, 4)]


def swap_answers(form: Form) -> None:
    answers = form["item"][1]["answerOption"]
    answers[0], answers[1] = answers[1], answers[0]


def drop_item(form: Form) -> None:
    form["item"].pop(4)


def repeat_item(form: Form) -> None:
    form["item"].append(form["item"][0])


def drop_answer(form: Form) -> None:
    form["item"][1]["answerOption"].pop()


def repeat_answer(form: Form) -> None:
    form["item"][1]["answerOption"][1]["valueCoding"]["display"] = "Answer 0"


def drop_value(form: Form) -> None:
    form["item"][1]["answerOption"][0].pop("extension")


def ask_for_words(form: Form) -> None:
    form["item"][1] = {**form["item"][1], "type": "text", "answerOption": []}


def drop_words(form: Form) -> None:
    form["item"][1]["text"] = "  "


def other_code(form: Form) -> None:
    form["item"][1]["code"] = [{"system": "http://loinc.org", "code": "99999-9"}]


def exchange_words(form: Form) -> None:
    for item in form["item"]:
        item["code"] = [{**item["code"][0], "display": item["text"]}]
    first, second = form["item"][0], form["item"][1]
    first["text"], second["text"] = second["text"], first["text"]


def answers_elsewhere(form: Form) -> None:
    form["item"][1].pop("answerOption")
    form["item"][1]["answerValueSet"] = "http://example.org/answers"


WRONG: list[tuple[Callable[[Form], None], str]] = [
    (swap_items, r"Question 3 of the pack has the code 44254-1, but item 3 .* is 44259-0"),
    (shift_answers, r"Question 2 .* answers 1, 2, 3, 4, but item 2 \(Low mood\) has 0, 1, 2, 3"),
    (swap_answers, r"Question 2 of the pack has the answers 1, 0, 2, 3"),
    (drop_item, r"lacks item 5 \(Appetite changes\)"),
    (repeat_item, "10 questions, but PHQ-9 has 9"),
    (drop_answer, r"answers 0, 1, 2, but"),
    (repeat_answer, "the same answer to question 2 twice"),
    (drop_value, "an answer without a value"),
    (ask_for_words, "Question 2 of the pack asks for words"),
    (drop_words, "Question 2 of the pack has no words"),
    (other_code, "Question 2 of the pack has the code 99999-9"),
    (exchange_words, "has the words of question"),
    (answers_elsewhere, "stand in a list outside the file"),
]


@pytest.mark.parametrize(("spoil", "reason"), WRONG)
def test_a_pack_that_differs_is_refused_with_the_reason(
    spoil: Callable[[Form], None], reason: str
) -> None:
    form = questionnaire("phq-9")
    spoil(form)
    with pytest.raises(UnableToUseWording, match=reason):
        read(form)


@pytest.mark.parametrize("key", FORMS)
def test_two_items_swapped_are_noticed_by_their_numbers_too(key: str) -> None:
    form = questionnaire(key, with_codes=False)
    form["item"][0], form["item"][-1] = form["item"][-1], form["item"][0]
    with pytest.raises(UnableToUseWording, match=r"comes here|has the answers"):
        read(form)


def test_points_in_place_of_answers_are_refused_where_an_item_is_turned_round() -> None:
    form = questionnaire("dast-10")
    for number, item in enumerate(form["item"], start=1):
        yes, no = (0, 1) if number == 3 else (1, 0)
        item["answerOption"] = [option(0), option(1)]
        for row in item["answerOption"]:
            value = row["extension"][0]["valueDecimal"]
            row["valueCoding"]["display"] = "Yes" if value == yes else "No"
        assert {yes, no} == {0, 1}
    with pytest.raises(UnableToUseWording, match="Question 3 of the pack counts yes as 0"):
        read(form)


def test_groups_intro_value_sets_numbers_and_yes_or_no_are_read() -> None:
    form = questionnaire("daily-check-in")
    concepts = [
        {"code": f"m{value}", "display": f"Mood {value}", "extension": option(value)["extension"]}
        for value in range(5)
    ]
    form["contained"] = [
        {"resourceType": "ValueSet", "id": "mood", "compose": {"include": [{"concept": concepts}]}}
    ]
    mood, urge, used = form["item"]
    mood.pop("answerOption")
    mood["answerValueSet"] = "#mood"
    urge.update({"type": "integer", "answerOption": []})
    used.update({"type": "boolean", "answerOption": []})
    form["item"] = [{"linkId": "g", "type": "group", "text": "Today", "item": [mood, urge, used]}]
    wording = read(form)
    assert wording.intro == "Today"
    assert [len(item.choices) for item in wording.items] == [5, 0, 2]
    urge["extension"] = [{"url": "http://x/maxValue", "valueInteger": 9}]
    with pytest.raises(UnableToUseWording, match="takes a number"):
        read(form)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"{", "ends in the middle"),
        (b"[]", "no FHIR record"),
        (b'{"resourceType": "Patient"}', "not a FHIR Questionnaire"),
        (b'{"resourceType": "Questionnaire", "item": 3}', "has the wrong shape"),
        (b'{"resourceType": "Questionnaire", "title": "Nothing known"}', "Say which instrument"),
        (b"\xff\xfe", "not a CSV table"),
        (b"a,b\n1,2\n", "needs the columns item, text, value, answer"),
        (b"item,text,value,answer\n", "0 rows"),
        (b"item,text,value,answer\n1,How,0\n", "not as many fields"),
        (b"item,text,value,answer\n1,How,zero,None\n", "'zero' is not a whole number"),
    ],
)
def test_what_is_no_pack_is_refused_in_a_sentence(raw: bytes, reason: str) -> None:
    with pytest.raises(UnableToUseWording, match=reason):
        checked_wording(read_pack(raw))


def table(key: str) -> list[str]:
    items = INSTRUMENTS[key].items
    return [
        f'{item.key},"Words about item {item.key}",{value},Answer {value}'
        for item in items
        if item.is_listed
        for value in item.allowed
    ]


def test_a_csv_table_is_the_simple_way() -> None:
    raw = "\n".join(["item,text,value,answer", *table("gad-7")]).encode()
    wording = checked_wording(read_pack(raw), "gad-7")
    assert [item.key for item in wording.items] == list("1234567")
    assert wording.items[0].choices[3] == (3, "Answer 3")
    with pytest.raises(UnableToUseWording, match="Say which instrument"):
        checked_wording(read_pack(raw))


def test_a_csv_table_in_another_order_is_refused() -> None:
    rows = table("gad-7")
    raw = "\n".join(["item,text,value,answer", *rows[4:8], *rows[:4], *rows[8:]]).encode()
    with pytest.raises(UnableToUseWording, match=r"is item 2, but item 1"):
        checked_wording(read_pack(raw), "gad-7")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["item", "type", "text", "linkId", "answerOption", "extension"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    raw = json.dumps({"resourceType": "Questionnaire", "title": "PHQ-9", "item": value}).encode()
    with pytest.raises(UnableToUseWording):
        checked_wording(read_pack(raw))


def test_the_official_phq9_form_fits() -> None:
    raw = shared_file("instruments/phq9-fhir-r4.json").read_bytes()
    wording = checked_wording(read_pack(raw))
    assert wording.instrument_key == "phq-9"
    assert [item.key for item in wording.items] == [*map(str, range(1, 10)), "difficulty"]
