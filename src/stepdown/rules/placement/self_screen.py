"""Where six answers on the public page lead. Data in `self_screen.toml`; no score, no diagnosis."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

Answers = Mapping[str, Sequence[str]]  # question key -> answer keys
ALONE = frozenset({"none", "not_said"})


class Lead(StrEnum):
    """Where the answers lead, the most urgent first."""

    EMERGENCY = "emergency"
    DOCTOR_FIRST = "doctor_first"
    ANOTHER_CARE = "another_care"
    LIKELY_FITS = "likely_fits"


@dataclass(frozen=True)
class ScreenLine:
    """One rule. `confirmed` is false where it is believed, or our own."""

    id: str
    lead: Lead
    at_once: bool
    when: Mapping[str, tuple[str, ...]]
    source: str
    confirmed: bool

    def holds(self, answers: Answers) -> bool:
        return all(set(answers.get(key, ())) & set(wanted) for key, wanted in self.when.items())


@dataclass(frozen=True)
class SelfScreen:
    """A version of the questions. `questions` holds the answer keys of each, in asking order."""

    version: str
    questions: Mapping[str, tuple[str, ...]]
    several: frozenset[str]
    lines: tuple[ScreenLine, ...]

    def takes(self, question: str, answers: Sequence[str]) -> bool:
        """Whether this is a possible answer: known keys, and one where only one fits."""
        given = set(answers)
        if not given or not given <= set(self.questions[question]):
            return False
        return len(given) == 1 or (question in self.several and not given & ALONE)


@dataclass(frozen=True)
class ScreenResult:
    """`reasons` are ids of lines, those of the lead first. Empty only where nothing speaks
    against the program. `is_final`: the remaining questions need no asking."""

    lead: Lead
    reasons: tuple[str, ...]
    is_final: bool
    version: str


def screen(answers: Answers, rules: SelfScreen | None = None) -> ScreenResult:
    """Where the answers given so far lead. Lines about unanswered questions do not hold."""
    rules = rules or default_self_screen()
    order = list(Lead)
    found = sorted(
        (line for line in rules.lines if line.holds(answers)),
        key=lambda line: order.index(line.lead),
    )
    lead = found[0].lead if found else Lead.LIKELY_FITS
    is_final = any(line.at_once for line in found) or set(rules.questions) <= set(answers)
    return ScreenResult(lead, tuple(line.id for line in found), is_final, rules.version)


@cache
def default_self_screen() -> SelfScreen:
    text = files("stepdown.rules.placement").joinpath("self_screen.toml").read_text()
    return load_self_screen(tomllib.loads(text))


def load_self_screen(content: Mapping[str, Any]) -> SelfScreen:
    """Raises ValueError where a line names a question or an answer that nobody is asked."""
    questions = {key: tuple(answers) for key, answers in content["questions"].items()}
    lines = tuple(_line(raw) for raw in content["line"])
    for line in lines:
        for key, wanted in line.when.items():
            if not set(wanted) <= set(questions.get(key, ())):
                raise ValueError(f"Line {line.id} waits for an answer that {key} does not offer.")
    several = frozenset(content["several"]["questions"])
    return SelfScreen(content["version"], questions, several, lines)


def _line(raw: Mapping[str, Any]) -> ScreenLine:
    when = {key: tuple(answers) for key, answers in raw["when"].items()}
    lead = Lead(raw["outcome"])
    return ScreenLine(raw["id"], lead, raw["at_once"], when, raw["source"], raw["confirmed"])
