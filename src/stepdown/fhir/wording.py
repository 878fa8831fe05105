"""FHIR R4 Questionnaire, read as a wording pack: questions, answers and their values.

An answer's value is its `ordinalValue` (or `itemWeight`) extension, a `valueInteger`, or a code
that is a whole number. Shapes: hl7.org/fhir/R4/questionnaire.html.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from stepdown.fhir.document import Json, UnableToReadRecord, parse_document
from stepdown.fhir.elements import Unreadable, child, children, line, text
from stepdown.rules.instruments.wording import (
    OfferedChoice,
    OfferedPack,
    OfferedQuestion,
    UnableToUseWording,
)
from stepdown.rules.instruments.wording_csv import read_csv

_LOINC = "http://loinc.org"
_WEIGHTS = ("ordinalValue", "itemWeight")
_BOUNDS = ("minValue", "maxValue")
_COMPUTED = ("calculatedExpression", "questionnaire-hidden")
_NUMBERS = {"integer", "decimal", "quantity"}
_CHOICES = {"choice", "open-choice", "coding"}
_NO_YES = (OfferedChoice(0, "No"), OfferedChoice(1, "Yes"))
_LOINC_CODE = re.compile(r"[0-9]{3,7}-[0-9]")
_LIMIT_TEXT = 2_000
_LIMIT_CODE = 1_000


def read_pack(raw: bytes) -> OfferedPack:
    """A Questionnaire or, where the file is no JSON, a CSV table. Raises UnableToUseWording."""
    is_json = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[", b"<", b"")
    return read_questionnaire(raw) if is_json else read_csv(raw)


def read_questionnaire(raw: bytes) -> OfferedPack:
    """Raises UnableToUseWording for what is no Questionnaire."""
    try:
        form = parse_document(raw)
        if form.get("resourceType") != "Questionnaire":
            raise UnableToUseWording("This file is not a FHIR Questionnaire.")
        return _pack(form)
    except UnableToReadRecord as error:
        raise UnableToUseWording(str(error).replace("bundle", "Questionnaire")) from error
    except Unreadable as error:
        raise UnableToUseWording(f"The Questionnaire cannot be read: {error}.") from error


def _pack(form: Json) -> OfferedPack:
    sets = {line(one, "id"): one for one in children(form, "contained")}
    rows = list(_rows(form))
    questions = tuple(
        _question(row, sets) for row in rows if line(row, "type") not in {"group", "display"}
    )
    before = next((n for n, row in enumerate(rows) if _is_question(row)), len(rows))
    intro = "\n".join(filter(None, (text(row, "text") for row in rows[:before])))
    return OfferedPack(
        names=tuple(line(form, name, limit=_LIMIT_CODE) for name in ("title", "name", "id", "url")),
        codes=_codes(form) | _identifiers(form),
        questions=questions,
        intro=intro,
        license=text(form, "copyright", limit=8_000),
        source=line(form, "publisher", limit=_LIMIT_CODE) or line(form, "url", limit=_LIMIT_CODE),
        language=line(form, "language") or "en",
    )


def _rows(node: Json) -> Iterator[Json]:
    """Every item in the order of the form, those inside groups too; without computed ones."""
    for row in children(node, "item"):
        if row.get("readOnly") is True or any(_extension(row, name) for name in _COMPUTED):
            continue
        yield row
        yield from _rows(row)


def _is_question(row: Json) -> bool:
    return line(row, "type") not in {"group", "display"}


def _question(row: Json, sets: Mapping[str, Json]) -> OfferedQuestion:
    kind = line(row, "type")
    lowest, highest = (_extended_number(row, name) for name in _BOUNDS)
    choices = _NO_YES if kind == "boolean" else tuple(_choices(row, sets))
    return OfferedQuestion(
        text=text(row, "text", limit=_LIMIT_TEXT),
        choices=choices,
        codes=_codes(row) or frozenset(filter(_LOINC_CODE.fullmatch, _marks(row))),
        code_words=tuple(line(one, "display", limit=_LIMIT_TEXT) for one in children(row, "code")),
        marks=_marks(row),
        lowest=lowest,
        highest=highest,
        is_text=not choices and kind not in _NUMBERS,
    )


def _marks(row: Json) -> tuple[str, ...]:
    link = line(row, "linkId", limit=_LIMIT_CODE)
    parts = [part for part in link.replace("_", "/").replace(".", "/").split("/") if part]
    return tuple(filter(None, (line(row, "prefix"), link, parts[-1] if parts else "")))


def _choices(row: Json, sets: Mapping[str, Json]) -> Iterator[OfferedChoice]:
    if line(row, "type") not in _CHOICES | _NUMBERS:
        return
    for option in children(row, "answerOption"):
        yield _choice(option)
    reference = line(row, "answerValueSet", limit=_LIMIT_CODE)
    if reference:
        yield from _from_value_set(reference, sets)


def _from_value_set(reference: str, sets: Mapping[str, Json]) -> Iterator[OfferedChoice]:
    found = sets.get(reference.removeprefix("#"))
    if not reference.startswith("#") or found is None:
        raise UnableToUseWording(
            f"The answers stand in a list outside the file ({reference}). Use a file that holds"
            " them."
        )
    for include in children(child(found, "compose"), "include"):
        for concept in children(include, "concept"):
            yield OfferedChoice(
                _weight(concept) if _weight(concept) is not None else _whole(concept.get("code")),
                line(concept, "display", limit=_LIMIT_CODE),
            )


def _choice(option: Json) -> OfferedChoice:
    if "valueInteger" in option:
        value = _whole(option["valueInteger"])
        return OfferedChoice(value, str(option["valueInteger"]))
    if "valueString" in option:
        return OfferedChoice(_weight(option), line(option, "valueString", limit=_LIMIT_CODE))
    coding = child(option, "valueCoding")
    weights = (_weight(option), _weight(coding), _whole(coding.get("code")))
    value = next((one for one in weights if one is not None), None)
    return OfferedChoice(value, line(coding, "display", limit=_LIMIT_CODE))


def _codes(node: Json) -> frozenset[str]:
    """LOINC codes."""
    codings = [one for one in children(node, "code") if line(one, "system") == _LOINC]
    return frozenset(filter(None, (line(one, "code") for one in codings)))


def _identifiers(form: Json) -> frozenset[str]:
    found = [one for one in children(form, "identifier") if line(one, "system") == _LOINC]
    return frozenset(filter(None, (line(one, "value") for one in found)))


def _extension(node: Json, name: str) -> Json | None:
    for extension in children(node, "extension"):
        if line(extension, "url", limit=_LIMIT_CODE).rsplit("/", 1)[-1] == name:
            return extension
    return None


def _weight(node: Json) -> int | None:
    return next((n for n in (_extended_number(node, w) for w in _WEIGHTS) if n is not None), None)


def _extended_number(node: Json, name: str) -> int | None:
    extension = _extension(node, name) or {}
    return _whole(extension.get("valueDecimal", extension.get("valueInteger")))


def _whole(value: Any) -> int | None:
    """A whole number written as 3 or 3.0; None for anything else."""
    digits = str(value).removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None
