"""Wording packs: the official words of an instrument, held against our definition of it.

A pack is used only when its questions are as many as ours, in our order, with our answer values.
Anything else is refused with the reason: a wrong pack would give wrong scores.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stepdown.rules.instruments import INSTRUMENTS, Instrument, Item

# US Core's example set has the first code where the other is expected.
_SAME_QUESTION = {"68517-2": "68518-0"}
_LONGEST_TITLE = 6  # words of an instrument's name
_MOST_ITEMS = 200


class UnableToUseWording(Exception):
    """The pack does not fit our definition; the message says where."""


@dataclass(frozen=True)
class OfferedChoice:
    """One answer of a pack; `value` None where the file gives none."""

    value: int | None
    text: str


@dataclass(frozen=True)
class OfferedQuestion:
    """One question of a pack. `codes` are LOINC, `code_words` what they stand for in the file;
    `marks` are its numbers or names there.

    `choices` is empty for a typed number, with its bounds where the file gives them; `is_text`
    marks a question that is answered in free words.
    """

    text: str
    choices: tuple[OfferedChoice, ...] = ()
    codes: frozenset[str] = frozenset()
    code_words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    is_text: bool = False


@dataclass(frozen=True)
class OfferedPack:
    """A pack as a file gives it, not yet held against a definition."""

    names: tuple[str, ...]
    codes: frozenset[str]
    questions: tuple[OfferedQuestion, ...]
    intro: str = ""
    license: str = ""
    source: str = ""
    language: str = "en"


@dataclass(frozen=True)
class WordedItem:
    """The words of one of our items; `choices` as (value, text), empty for a typed number."""

    key: str
    text: str
    choices: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Wording:
    """A pack that fits."""

    instrument_key: str
    intro: str
    items: tuple[WordedItem, ...]


def checked_wording(pack: OfferedPack, instrument_key: str = "") -> Wording:
    """The pack's words for our items. Raises UnableToUseWording.

    Without `instrument_key` the instrument is told by the pack's codes or its name.
    """
    instrument = INSTRUMENTS.get(instrument_key) if instrument_key else _told_by(pack)
    if instrument is None or not instrument.is_form:
        known = ", ".join(key for key, one in INSTRUMENTS.items() if one.is_form)
        raise UnableToUseWording(f"Say which instrument this is the wording of. Known: {known}.")
    asked = tuple(one for one in pack.questions if not _is_total(one, instrument))
    _refuse_exchanged_words(asked)
    pairs = _aligned(asked, instrument)
    items = tuple(_worded(number, *pair) for number, pair in enumerate(pairs, start=1))
    _refuse_twice([item.text for item in items], "question")
    return Wording(instrument.key, pack.intro, items)


def _told_by(pack: OfferedPack) -> Instrument | None:
    for instrument in INSTRUMENTS.values():
        if instrument.panel_loinc in pack.codes:
            return instrument
    names = {word for name in pack.names for word in _run_together(name)}
    named = [one for one in INSTRUMENTS.values() if _compact(one.title) in names]
    named += [one for one in INSTRUMENTS.values() if _compact(one.key) in names]
    return max(named, key=lambda one: len(one.title), default=None)


def _compact(name: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", name.casefold()))


def _run_together(name: str) -> Iterator[str]:
    words = re.findall(r"[a-z0-9]+", name.casefold())
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_TITLE, len(words)) + 1):
            yield "".join(words[start:end])


def _refuse_exchanged_words(questions: Sequence[OfferedQuestion]) -> None:
    """A question with the words that another one's code stands for."""
    meant = {
        words.casefold(): number
        for number, question in enumerate(questions, start=1)
        for words in question.code_words
        if words
    }
    for number, question in enumerate(questions, start=1):
        other = meant.get(question.text.strip().casefold(), number)
        if other != number:
            raise UnableToUseWording(
                f"Question {number} of the pack has the words of question {other}."
            )


def _is_total(question: OfferedQuestion, instrument: Instrument) -> bool:
    return instrument.total_loinc is not None and instrument.total_loinc in question.codes


def _aligned(
    questions: Sequence[OfferedQuestion], instrument: Instrument
) -> list[tuple[Item, OfferedQuestion]]:
    keys = [_key_of(question, instrument) for question in questions]
    expected = _expected(keys, instrument)
    if len(expected) != len(questions) or len(questions) > _MOST_ITEMS:
        raise UnableToUseWording(_other_count(keys, expected, instrument))
    for number, (item, key, question) in enumerate(
        zip(expected, keys, questions, strict=True), start=1
    ):
        _refuse_other_item(number, item, key, question, instrument)
    return list(zip(expected, questions, strict=True))


def _other_count(
    keys: Sequence[str | None], expected: Sequence[Item], instrument: Instrument
) -> str:
    lacking = [f"{item.key} ({item.label})" for item in expected if item.key not in keys]
    if lacking:
        return f"The pack lacks item {', '.join(lacking)} of {instrument.title}."
    needed = sum(item.is_listed for item in instrument.items)
    return f"The pack has {len(keys)} questions, but {instrument.title} has {needed}."


def _expected(keys: Sequence[str | None], instrument: Instrument) -> tuple[Item, ...]:
    """Our items that the pack should hold: what may be left out counts only when it is there."""
    ours = tuple(item for item in instrument.items if item.allowed)
    if all(keys):
        return tuple(item for item in ours if item.is_listed or item.key in keys)
    for wanted in (ours, tuple(item for item in ours if item.is_listed)):
        if len(wanted) == len(keys):
            return wanted
    return ()


def _key_of(question: OfferedQuestion, instrument: Instrument) -> str | None:
    codes = {_SAME_QUESTION.get(code, code) for code in question.codes}
    for item in instrument.items:
        if item.loinc in codes:
            return item.key
    known = {item.key.casefold(): item.key for item in instrument.items}
    for mark in question.marks:
        bare = re.sub(r"^(item|question|q)\W*", "", mark.casefold().strip(" .:)"))
        for name in (mark.casefold(), bare, f"q{bare}"):
            if name in known:
                return known[name]
    return None


def _refuse_other_item(
    number: int, item: Item, key: str | None, question: OfferedQuestion, instrument: Instrument
) -> None:
    codes = {_SAME_QUESTION.get(code, code) for code in question.codes}
    if item.loinc and codes and item.loinc not in codes:
        raise UnableToUseWording(
            f"Question {number} of the pack has the code {', '.join(sorted(question.codes))}, but"
            f" item {item.key} ({item.label}) of {instrument.title} is {item.loinc}."
        )
    if key is not None and key != item.key:
        raise UnableToUseWording(
            f"Question {number} of the pack is item {key}, but item {item.key} ({item.label}) comes"
            f" here in {instrument.title}."
        )


def _worded(number: int, item: Item, question: OfferedQuestion) -> WordedItem:
    if not question.text.strip():
        raise UnableToUseWording(f"Question {number} of the pack has no words.")
    if question.is_text:
        raise UnableToUseWording(
            f"Question {number} of the pack asks for words, but item {item.key} ({item.label}) is"
            f" answered by {_listed(item.allowed)}."
        )
    if not question.choices:
        return WordedItem(item.key, question.text, _typed_number(number, item, question))
    values = _values(number, item, question)
    if values not in (item.allowed, item.allowed[::-1]):
        raise UnableToUseWording(
            f"Question {number} of the pack has the answers {_listed(values)}, but item {item.key}"
            f" ({item.label}) has {_listed(item.allowed)}."
        )
    texts = [choice.text.strip() for choice in question.choices]
    _refuse_twice(texts, f"answer to question {number}")
    choices = tuple(zip(values, texts, strict=True))
    _refuse_turned_yes(number, item, choices)
    return WordedItem(item.key, question.text, choices)


def _typed_number(number: int, item: Item, question: OfferedQuestion) -> tuple[()]:
    allowed = item.allowed
    bounds = (question.lowest, question.highest)
    is_span = allowed == tuple(range(allowed[0], allowed[-1] + 1)) and len(allowed) > 2
    if not is_span or any(
        given is not None and given != ours
        for given, ours in zip(bounds, (allowed[0], allowed[-1]), strict=True)
    ):
        raise UnableToUseWording(
            f"Question {number} of the pack takes a number, but item {item.key} ({item.label}) has"
            f" {_listed(allowed)}."
        )
    return ()


def _values(number: int, item: Item, question: OfferedQuestion) -> tuple[int, ...]:
    values = [choice.value for choice in question.choices]
    if not item.is_scored and not any(value is not None for value in values):
        return item.allowed if len(values) == len(item.allowed) else ()
    if any(value is None for value in values):
        raise UnableToUseWording(
            f"Question {number} of the pack has an answer without a value, so it cannot be scored."
        )
    return tuple(value for value in values if value is not None)


def _refuse_turned_yes(number: int, item: Item, choices: Sequence[tuple[int, str]]) -> None:
    # Some files hold the points in place of the answer. Where no counts, that would count twice.
    if len(item.allowed) != 2:
        return
    meant: Mapping[str, int] = {"no": item.allowed[0], "yes": item.allowed[1]}
    for value, text in choices:
        word = (re.findall(r"[a-z]+", text.casefold()) or [""])[0]
        if meant.get(word, value) != value:
            raise UnableToUseWording(
                f"Question {number} of the pack counts {word} as {value}. Give the answer itself,"
                f" {word} as {meant[word]}: scoring turns items round where they must be."
            )


def _refuse_twice(texts: Sequence[str], what: str) -> None:
    if any(not text for text in texts):
        raise UnableToUseWording(f"One {what} has no words.")
    if len({text.casefold() for text in texts}) < len(texts):
        raise UnableToUseWording(f"The pack has the same {what} twice.")


def _listed(values: Sequence[int]) -> str:
    if len(values) > 6 and tuple(values) == tuple(range(values[0], values[-1] + 1)):
        return f"{values[0]} to {values[-1]}"
    return ", ".join(map(str, values)) or "none"
