"""Answers of one part: which are allowed, what is still open, and how they read."""

from collections.abc import Mapping
from typing import Any

from stepdown.rules.examination.parts import QuestionKind, ToldPart, ToldQuestion

Answer = str | int | list[str]


class UnableToExamine(Exception):
    """An answer that cannot be kept; the message says what to do."""


def checked_answers(part: ToldPart, given: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers in the order of the questions; what is empty or None is left out.

    Raises UnableToExamine for an answer outside its question, or to no question of this part.
    """
    known = {one.key for one in part.questions}
    if unknown := set(given) - known:
        raise UnableToExamine(f"{part.title} does not ask {', '.join(sorted(unknown))}.")
    return {
        one.key: _checked(one, given[one.key])
        for one in part.questions
        if given.get(one.key) not in (None, "", [], ())
    }


def _checked(question: ToldQuestion, value: Any) -> Answer:
    if question.kind is QuestionKind.NUMBER:
        return _number(question, value)
    if question.kind is QuestionKind.ANY_OF:
        several = value if isinstance(value, list | tuple) else [value]
        return [_choice(question, one) for one in several]
    if question.choices:
        return _choice(question, value)
    if not isinstance(value, str) or len(value) > question.longest:
        raise UnableToExamine(f"{question.label}: write {question.longest} characters or fewer.")
    return value


def _number(question: ToldQuestion, value: Any) -> int:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not question.lowest <= value <= question.highest:
        raise UnableToExamine(
            f"{question.label}: a whole number from {question.lowest} to {question.highest}"
            f" {question.unit}. Correct it.".replace(" .", ".")
        )
    return int(value)


def _choice(question: ToldQuestion, value: Any) -> str:
    if not isinstance(value, str) or value not in dict(question.choices):
        raise UnableToExamine(f"{question.label}: choose one of the answers shown.")
    return str(value)


def open_questions(part: ToldPart, answers: Mapping[str, Any]) -> tuple[ToldQuestion, ...]:
    """Needed questions without an answer."""
    return tuple(one for one in part.questions if one.needed and one.key not in answers)


def answer_words(question: ToldQuestion, answer: Answer) -> str:
    """An answer as people read it."""
    if isinstance(answer, list):
        return ", ".join(answer_words(question, one) for one in answer)
    if isinstance(answer, int):
        return f"{answer} {question.unit}".strip()
    return dict(question.choices).get(answer, answer)
