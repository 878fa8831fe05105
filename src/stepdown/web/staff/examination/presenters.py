"""What the pages of an examination show: frozen values, never models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.treatment.examinations import Examination, PartState
from stepdown.clinic.treatment.known import Known, known_about
from stepdown.rules.examination import ToldPart, answer_words
from stepdown.web.staff.assessment.told import standing_words, written_words
from stepdown.web.staff.examination.forms import PartForm


@dataclass(frozen=True)
class QuestionRow:
    """A field with its unit, its look, and the source of an answer that is known already."""

    bound: forms.BoundField
    unit: str
    look: str
    source: str


@dataclass(frozen=True)
class PartPage:
    """One part as a page. `written`: who and when. `number` of `total` in the sequence."""

    key: str
    title: str
    why: str
    number: int
    total: int
    version: int
    known: tuple[Known, ...]
    written: str
    is_signed: bool
    stored: "PartCard | None" = None


@dataclass(frozen=True)
class AnswerLine:
    label: str
    words: str
    source: str


@dataclass(frozen=True)
class PartCard:
    """A part on the page of all answers."""

    key: str
    title: str
    icon: str
    lines: tuple[AnswerLine, ...]
    left_out_because: str
    written: str
    tone: str
    state: str


def initial_of(
    state: PartState, known: Mapping[str, tuple[Known, ...]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """(what the form starts with, the source of each answer that nobody gave here yet)."""
    if state.is_begun:
        beside = {"left_out_because": state.left_out_because, "how": state.how}
        return {**state.answers, **beside}, dict(state.sources)
    found = {one.key: known[one.takes][0] for one in state.part.questions if one.takes in known}
    words = {key: fact.words for key, fact in found.items()}
    return words, {key: fact.source for key, fact in found.items()}


def question_rows(form: PartForm, sources: Mapping[str, str]) -> list[QuestionRow]:
    return [
        QuestionRow(
            form[one.key], one.unit, "joined" if len(one.choices) < 4 else "pills",
            sources.get(one.key, ""),
        )
        for one in form.part.questions
    ]  # fmt: skip


def part_page(
    patient: OpenedPatient, found: Examination, key: str, now: datetime, *, is_stale: bool
) -> PartPage:
    state = found.state(key)
    return PartPage(
        key=key,
        title=state.part.title,
        why=state.part.why,
        number=[one.part.key for one in found.parts].index(key) + 1,
        total=len(found.parts),
        version=state.version,
        known=tuple(_beside(state.part, known_about(patient, now=now))),
        written=written_words(state, patient, now),
        is_signed=state.is_signed,
        stored=part_card(state, patient, now) if is_stale else None,
    )


def _beside(part: ToldPart, known: Mapping[str, tuple[Known, ...]]) -> Iterator[Known]:
    for name in part.shows:
        yield from known.get(name, ())


def part_card(state: PartState, patient: OpenedPatient, now: datetime) -> PartCard:
    tone, word = standing_words(state)
    return PartCard(
        key=state.part.key,
        title=state.part.title,
        icon=state.part.icon,
        lines=tuple(_lines(state)),
        left_out_because=state.left_out_because,
        written=written_words(state, patient, now),
        tone=tone,
        state=word,
    )


def _lines(state: PartState) -> Iterator[AnswerLine]:
    for one in state.part.questions:
        if one.key in state.answers:
            words = answer_words(one, state.answers[one.key])
            yield AnswerLine(one.label, words, state.sources.get(one.key, ""))
        elif one.needed and not state.left_out_because:
            yield AnswerLine(one.label, "", "")


def part_cards(patient: OpenedPatient, found: Examination, now: datetime) -> list[PartCard]:
    return [part_card(state, patient, now) for state in found.parts]


def next_key(found: Examination, after: str) -> str:
    """The part that is open next, from this one on and round; empty where all are done."""
    keys = [one.part.key for one in found.parts]
    turn = keys.index(after) + 1
    waiting = {one.part.key for one in found.open_parts}
    return next((key for key in (*keys[turn:], *keys[:turn]) if key in waiting), "")
