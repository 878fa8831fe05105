"""Test vectors: forms with the results that must come out."""

from collections.abc import Mapping
from typing import Any

from stepdown.rules.instruments import score
from stepdown.rules.instruments.core import UnableToScore, shown

_NOTHING: Mapping[str, Any] = {}
MUST_BE_REFUSED = {"error": True}


def is_vector(value: object) -> bool:
    """Whether it has the shape {instrument, answers, context, expected}, context at will."""
    return (
        isinstance(value, dict)
        and {"instrument", "answers", "expected"} <= set(value)
        and isinstance(value["instrument"], str)
        and isinstance(value.get("context", {}), dict)
        and isinstance(value["expected"], dict)
    )


def differences(vector: Mapping[str, Any]) -> list[str]:
    """In a sentence each, what came out otherwise than `expected`; nothing where all is equal.

    `expected` {"error": true} means that the form must be refused. A decimal number counts as
    equal when it is so to the decimals that the file gives.
    """
    expected = vector["expected"]
    try:
        told = score(vector["instrument"], vector["answers"], vector.get("context", _NOTHING))
    except UnableToScore as error:
        return [] if expected == MUST_BE_REFUSED else [f"not scored: {error}"]
    if expected == MUST_BE_REFUSED:
        return ["scored, but it must be refused"]
    result = told.as_dict()
    return [
        f"{name} is {shown(result[name])}, expected {shown(value)}"
        if name in result
        else f"there is no {name}, expected {shown(value)}"
        for name, value in expected.items()
        if name not in result or not _equal(result[name], value)
    ]


def _equal(ours: object, expected: object) -> bool:
    if isinstance(ours, bool) or isinstance(expected, bool):
        return ours is expected
    if isinstance(ours, float) and isinstance(expected, float):
        decimals = len(repr(expected).partition(".")[2])
        return round(ours, decimals) == expected
    if isinstance(ours, dict) and isinstance(expected, dict):
        return set(ours) == set(expected) and all(_equal(ours[k], expected[k]) for k in ours)
    return ours == expected
