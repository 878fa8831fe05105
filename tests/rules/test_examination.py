"""The questions of an examination are whole, and an answer outside its question is refused."""

import pytest

from stepdown.rules.examination import (
    PARTS,
    QuestionKind,
    UnableToExamine,
    answer_words,
    checked_answers,
    open_questions,
)

WORDS_OF_THE_ISSUE = {
    "presenting", "medicines", "physical", "mental", "trauma", "safety_around", "family", "work",
    "legal", "housing", "culture", "strengths", "goals",
}  # fmt: skip


def test_every_part_is_asked_once_and_in_a_fixed_order() -> None:
    assert set(PARTS) == WORDS_OF_THE_ISSUE
    places = [part.place for part in PARTS.values()]
    assert places == sorted(set(places))


@pytest.mark.parametrize("key", PARTS)
def test_a_part_is_short_and_its_questions_can_be_answered(key: str) -> None:
    part = PARTS[key]
    assert 1 <= len(part.questions) <= 7
    assert any(question.needed for question in part.questions)
    assert len({question.key for question in part.questions}) == len(part.questions)
    assert not {"left_out_because", "how", "version"} & {one.key for one in part.questions}
    for question in part.questions:
        is_chosen = question.kind in (QuestionKind.ONE_OF, QuestionKind.ANY_OF, QuestionKind.YES_NO)
        assert bool(question.choices) == is_chosen
        assert (question.lowest < question.highest) == (question.kind is QuestionKind.NUMBER)


def test_what_is_empty_is_left_out_and_stays_open() -> None:
    part = PARTS["housing"]
    answers = checked_answers(part, {"sleeps": "own", "may_stay": "", "way_here": None})
    assert answers == {"sleeps": "own"}
    assert [one.key for one in open_questions(part, answers)] == ["may_stay", "use_at_home"]


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("physical", {"pain": 11}),
        ("physical", {"pain": -1}),
        ("physical", {"pain": True}),
        ("physical", {"pain": 4.5}),
        ("physical", {"pain": "4"}),
        ("physical", {"sleep": float("nan")}),
        ("physical", {"hospital": "maybe"}),
        ("housing", {"sleeps": ["own"]}),
        ("work", {"does": ["works", "flies"]}),
        ("goals", {"wants": "x" * 4001}),
        ("goals", {"gets_in_the_way": "x" * 201}),
        ("goals", {"wants": 3}),
        ("goals", {"height": "tall"}),
    ],
)
def test_an_answer_outside_its_question_is_refused(part: str, given: dict[str, object]) -> None:
    with pytest.raises(UnableToExamine):
        checked_answers(PARTS[part], given)


def test_answers_read_as_people_say_them() -> None:
    def said(part: str, key: str, answer: str | int | list[str]) -> str:
        question = PARTS[part].question(key)
        assert question is not None
        return answer_words(question, answer)

    assert said("physical", "sleep", 6) == "6 hours"
    assert said("work", "does", ["works", "school"]) == "Works, School or training"
    assert said("housing", "may_stay", "unknown") == "Not known"
    assert said("goals", "wants", "See my son") == "See my son"
