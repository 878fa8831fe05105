"""The parts of an examination and their questions, read from the files under `told/`."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

LONGEST_WORDS: Final = 4000
LONGEST_LINE: Final = 200


class QuestionKind(StrEnum):
    """How a question is answered; the answer as it is kept stands behind each."""

    WORDS = "words"  # paragraphs: text of 4000 characters at most
    LINE = "line"  # one line: text of 200 characters at most
    YES_NO = "yes_no"  # "yes", "no" or "unknown"
    ONE_OF = "one_of"  # the key of one choice
    ANY_OF = "any_of"  # a list of keys, at least one
    NUMBER = "number"  # a whole number from `lowest` to `highest`, both included


YES_NO: Final = (("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))


@dataclass(frozen=True, kw_only=True)
class ToldQuestion:
    """One question. `takes`: where its answer may stand already, as "source.fact".

    `needed`: a part is not done before it is answered. `unit`, `lowest` and `highest` belong to
    numbers; they are what can be at all, to catch slips of the pen, not clinical cut-offs.
    """

    key: str
    label: str
    kind: QuestionKind
    help: str = ""
    needed: bool = False
    takes: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    lowest: int = 0
    highest: int = 0

    @property
    def longest(self) -> int:
        """Characters that an answer in words may have."""
        return LONGEST_WORDS if self.kind is QuestionKind.WORDS else LONGEST_LINE


@dataclass(frozen=True, kw_only=True)
class ToldPart:
    """One short page. `shows`: facts known from elsewhere that stand beside its questions.

    `place`: the order of the parts. `why` is what staff may say when the person asks why.
    """

    key: str
    place: int
    title: str
    icon: str
    why: str
    version: str
    questions: tuple[ToldQuestion, ...]
    shows: tuple[str, ...] = ()

    def question(self, key: str) -> ToldQuestion | None:
        return next((one for one in self.questions if one.key == key), None)


def _question(row: dict[str, Any]) -> ToldQuestion:
    kind = QuestionKind(row["kind"])
    choices = YES_NO if kind is QuestionKind.YES_NO else tuple(map(tuple, row.get("choices", ())))
    return ToldQuestion(**{**row, "kind": kind, "choices": choices})


def _part(key: str, data: dict[str, Any]) -> ToldPart:
    questions = tuple(_question(row) for row in data.pop("question"))
    shows = tuple(data.pop("shows", ()))
    return ToldPart(key=key, questions=questions, shows=shows, **data)


def _read() -> dict[str, ToldPart]:
    folder = files("stepdown.rules.examination.told")
    found = [
        _part(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {part.key: part for part in sorted(found, key=lambda part: part.place)}


PARTS: Final = _read()


def told_part(key: str) -> ToldPart | None:
    return PARTS.get(key)
