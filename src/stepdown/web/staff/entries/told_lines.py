"""A signed examination line by line: each answer under its question, who wrote it, and when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.treatment.examinations import How
from stepdown.rules.examination import ToldPart, answer_words, told_part
from stepdown.web.staff.chart.presenters import full_moment


def told_lines(parts: Mapping[str, Mapping[str, Any]], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """(label, words). A question or a part that is no longer asked keeps its key as its label."""
    for key, told in parts.items():
        part = told_part(key)
        title = part.title if part else key.replace("_", " ").capitalize()
        yield title, _written(told, zone)
        if told["left_out_because"]:
            yield f"{title}, left out", told["left_out_because"]
        for question_key, answer in told["answers"].items():
            yield _line(part, question_key, answer, told["sources"].get(question_key, ""))


def _written(told: Mapping[str, Any], zone: ZoneInfo) -> str:
    names = (
        f"{one['name']}, {full_moment(datetime.fromisoformat(one['at']), zone)}"
        for one in told["writers"]
    )
    how = dict(How.choices).get(told["how"], "")
    return f"{'; '.join(names)}. {how}. Questions of {told['questions_version']}"


def _line(part: ToldPart | None, key: str, answer: Any, source: str) -> tuple[str, str]:
    question = part.question(key) if part else None
    label = question.label if question else key.replace("_", " ").capitalize()
    words = answer_words(question, answer) if question else str(answer)
    return label, f"{words}\n{source}" if source else words
