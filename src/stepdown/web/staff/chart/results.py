"""What a scored form came to, in a few words."""

from collections.abc import Mapping
from typing import Any

_SHORT = {"pc": "not a problem", "c": "thinking", "a": "acting", "m": "keeping up"}
_NUMBERS = ("mean", "gph_t", "gmh_t", "pda", "craving")
_LABELS = {"gph_t": "physical T", "gmh_t": "mental T", "pda": "days abstinent, percent"}


def result_words(body: Mapping[str, Any]) -> str:
    """The total where the form has one; otherwise its result, or its subscales by name."""
    if body.get("cannot_be_scored"):
        return "not scored"
    if body.get("total") is not None:
        return str(body["total"])
    findings = body.get("findings", {})
    if "result" in findings:
        return str(findings["result"])
    if findings.get("levels"):
        return _listed(findings["levels"])
    numbers = {_LABELS.get(key, key): findings[key] for key in _NUMBERS if key in findings}
    scales = {_SHORT.get(key, key): value for key, value in body.get("subscales", {}).items()}
    return _listed(numbers or scales) or "answered"


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in values.items())


def _shown(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
