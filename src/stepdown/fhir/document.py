"""From the bytes of a file to JSON that is safe to walk, or one sentence why not."""

import json
from typing import Any, Never

LIMIT_BYTES = 5_000_000
# FHIR R4 itself nests some twenty deep at most; beyond this a file is an attack or a mistake.
LIMIT_DEPTH = 64

Json = dict[str, Any]


class UnableToReadRecord(Exception):
    """The file cannot be taken as a record. Its text is one sentence for the person who sent it."""


class NumberText(str):
    """A JSON number with the digits it was sent with: no rounding, no overflow to infinity."""

    __slots__ = ()


def parse_document(raw: bytes, *, limit_bytes: int = LIMIT_BYTES) -> Json:
    """The JSON object in ``raw``, numbers kept as text. Raises UnableToReadRecord."""
    if len(raw) > limit_bytes:
        raise UnableToReadRecord(
            f"The file is larger than {limit_bytes / 1_000_000:g} MB; ask for the record in parts."
        )
    document = _parse(_decode(raw))
    if not isinstance(document, dict):
        raise UnableToReadRecord("The file is JSON but no FHIR record; ask for a FHIR R4 bundle.")
    _refuse_depth(document)
    return document


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UnableToReadRecord(
            "The file is not UTF-8 text; ask for a FHIR R4 bundle as JSON."
        ) from None
    if not text:
        raise UnableToReadRecord("The file is empty; choose the file again.")
    if text.startswith("<"):
        raise UnableToReadRecord("The file looks like XML; ask for the same record as JSON.")
    return text


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=NumberText,
            parse_int=NumberText,
        )
    except json.JSONDecodeError as error:
        raise UnableToReadRecord(_what_is_wrong(text, error)) from None
    except RecursionError:
        raise _too_deep() from None


def _what_is_wrong(text: str, error: json.JSONDecodeError) -> str:
    ends_early = error.pos >= len(text) or not text.endswith(("}", "]"))
    if text.startswith(("{", "[")) and ends_early:
        return "The file ends in the middle; get it again, it was cut off on its way."
    return f"The file is not valid JSON (line {error.lineno}); ask for a FHIR R4 bundle as JSON."


def _object(pairs: list[tuple[str, Any]]) -> Json:
    # Which of two values was meant cannot be known, and readers differ: so neither is taken.
    members = dict(pairs)
    if len(members) != len(pairs):
        raise UnableToReadRecord(
            "A field stands twice in the same entry, so its value is in doubt; "
            "ask the sender to correct the file."
        )
    return members


def _refuse_constant(_literal: str) -> Never:
    raise UnableToReadRecord(
        "The file holds a number that is not a number (NaN or Infinity); "
        "ask the sender to correct the file."
    )


def _refuse_depth(document: Json) -> None:
    level: list[Any] = [document]
    for _ in range(LIMIT_DEPTH):
        level = [child for node in level for child in _containers_in(node)]
        if not level:
            return
    raise _too_deep()


def _containers_in(node: Any) -> list[Any]:
    members = node.values() if isinstance(node, dict) else node
    return [member for member in members if isinstance(member, dict | list)]


def _too_deep() -> UnableToReadRecord:
    return UnableToReadRecord(
        "The file is nested too deeply to be a record; ask the sender for a FHIR R4 bundle."
    )
