"""What a scored form came to, in a few words."""

from collections.abc import Mapping
from typing import Any

_SHORT = {"pc": "not a problem", "c": "thinking", "a": "acting", "m": "keeping up"}
_NUMBERS = ("mean", "gph_t", "gmh_t", "craving")
_LABELS = {"gph_t": "physical T", "gmh_t": "mental T"}


def result_words(body: Mapping[str, Any]) -> str:
    """The total where the form has one; otherwise its result, or its subscales by name."""
    if body.get("cannot_be_scored"):
        return "not scored"
    if body.get("total") is not None:
        return str(body["total"])
    findings = body.get("findings", {})
    if "result" in findings:
        return str(findings["result"])
    if "pda" in findings:
        return _days(findings)
    if "specifiers" in findings:
        months = body["answers"]["months"]
        return ", ".join([f"{months} month{'' if months == 1 else 's'}", *findings["specifiers"]])
    if findings.get("levels"):
        return _listed(findings["levels"])
    numbers = {_LABELS.get(key, key): findings[key] for key in _NUMBERS if key in findings}
    scales = {_SHORT.get(key, key): value for key, value in body.get("subscales", {}).items()}
    return _listed(numbers or scales) or "answered"


def _days(findings: Mapping[str, Any]) -> str:
    """A calendar: the share of days without use, and the days of heavy drinking."""
    if findings["pda"] is None:
        return "no day is known"
    heavy = findings["heavy_days"]
    share = f"{findings['pda']:g} % of {_count(findings['days'])} without use"
    return f"{share}, {_count(heavy)} of heavy drinking" if heavy else share


def days_beside(findings: Mapping[str, Any]) -> str:
    """The days that a calendar's share does not count as known; empty where there are none."""
    kinds = (("unknown_days", "not known"), ("controlled_days", "in a controlled place"))
    counts = [(findings.get(key), words) for key, words in kinds]
    return ", ".join(f"{_count(number)} {words}" for number, words in counts if number)


def _count(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in values.items())


def _shown(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
