"""FHIR R4 data types read strictly: missing is empty, present but wrong is `Unreadable`.

Wrong text is never repaired, so that what the chart shows is what was sent.
Source of the shapes: hl7.org/fhir/R4/datatypes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stepdown.clinic.chart.arrivals import ArrivedDate
from stepdown.fhir.dates import date_in
from stepdown.fhir.document import Json, NumberText

LIMIT_LABEL = 500
LIMIT_TEXT = 4_000
LIMIT_CODE = 200
LIMIT_NUMBER = 40

# Line breaks are welcome in long text; other control characters and half characters
# (lone surrogates) cannot be stored on every database nor shown.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSHOWABLE_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Unreadable(Exception):
    """One resource cannot enter the chart; its text is the short reason that gets listed."""


@dataclass(frozen=True, slots=True)
class Coding:
    system: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept: all its codings, and the label a person reads."""

    codings: tuple[Coding, ...]
    label: str

    @property
    def code(self) -> str:
        return self.codings[0].code if self.codings else ""

    @property
    def system(self) -> str:
        return self.codings[0].system if self.codings else ""


NO_CONCEPT = Concept((), "")


def child(node: Json, key: str) -> Json:
    value = node.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"its {key} has the wrong shape")
    return value


def children(node: Json, key: str) -> list[Json]:
    value = node.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
        raise Unreadable(f"its {key} has the wrong shape")
    return value


def text(node: Json, key: str, *, limit: int = LIMIT_TEXT) -> str:
    """Text that may have several lines."""
    return _shown(node.get(key), key, limit, _UNSHOWABLE)


def line(node: Json, key: str, *, limit: int = LIMIT_CODE) -> str:
    """Text of one line: names, codes, addresses."""
    return _shown(node.get(key), key, limit, _UNSHOWABLE_IN_LINE)


def lines(node: Json, key: str, *, limit: int = LIMIT_CODE) -> tuple[str, ...]:
    values = node.get(key)
    if values is None:
        return ()
    if not isinstance(values, list):
        raise Unreadable(f"its {key} has the wrong shape")
    # A null in a list of texts is legal: it stands for an extension beside it.
    return tuple(
        _shown(value, key, limit, _UNSHOWABLE_IN_LINE) for value in values if value is not None
    )


def _shown(value: object, key: str, limit: int, unshowable: re.Pattern[str]) -> str:
    if value is None:
        return ""
    if type(value) is not str:
        raise Unreadable(f"its {key} is not text")
    if len(value) > limit:
        raise Unreadable(f"its {key} is longer than {limit} characters")
    if unshowable.search(value):
        raise Unreadable(f"its {key} holds characters that cannot be shown")
    return value.strip()


def number(node: Json, key: str) -> str:
    """A number with the digits it was sent with."""
    value = node.get(key)
    if value is None:
        return ""
    if not isinstance(value, NumberText) or len(value) > LIMIT_NUMBER:
        raise Unreadable(f"its {key} is not a number that can be shown")
    return str(value)


def truth(node: Json, key: str) -> bool | None:
    value = node.get(key)
    if value is not None and not isinstance(value, bool):
        raise Unreadable(f"its {key} is neither true nor false")
    return value


def moment(node: Json, key: str) -> ArrivedDate | None:
    written = line(node, key)
    if not written:
        return None
    found = date_in(written)
    if found is None:
        raise Unreadable(f"its {key} is not a date")
    return found


def period(node: Json, key: str) -> tuple[ArrivedDate | None, ArrivedDate | None]:
    inner = child(node, key)
    return moment(inner, "start"), moment(inner, "end")


def moment_or_period(node: Json, stem: str) -> tuple[ArrivedDate | None, ArrivedDate | None]:
    """``effectiveDateTime`` or ``effectivePeriod`` and their like, as start and end."""
    start = moment(node, f"{stem}DateTime")
    return (start, None) if start else period(node, f"{stem}Period")


def coding(node: Json) -> Coding:
    return Coding(
        system=line(node, "system"),
        code=line(node, "code"),
        label=line(node, "display", limit=LIMIT_LABEL),
    )


def concept(node: Json, key: str) -> Concept:
    return concept_of(child(node, key))


def concepts(node: Json, key: str) -> list[Concept]:
    return [concept_of(member) for member in children(node, key)]


def concept_of(node: Json) -> Concept:
    codings = tuple(_codings(node))
    label = line(node, "text", limit=LIMIT_LABEL)
    label = label or next((each.label for each in codings if each.label), "")
    return Concept(codings, label or (codings[0].code if codings else ""))


def _codings(node: Json) -> Iterator[Coding]:
    for member in children(node, "coding"):
        found = coding(member)
        if found.code or found.label:
            yield found


def quantity(node: Json, key: str) -> tuple[str, str]:
    """Value and unit; a comparator such as "<" stays in front of the value."""
    inner = child(node, key)
    value = number(inner, "value")
    unit = line(inner, "unit") or line(inner, "code")
    return (line(inner, "comparator") + value, unit) if value else ("", "")
