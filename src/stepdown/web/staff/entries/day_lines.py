"""The days of a calendar as they were signed, one line each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from stepdown.clinic.intake.words import day


def day_lines(days: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(days, start=1):
        yield day(date.fromisoformat(one["on"])) if "on" in one else f"Day {number}", _words(one)


def _words(one: Mapping[str, Any]) -> str:
    if one.get("unknown"):
        return "Not known"
    drinks = one.get("drinks", 0)
    said = (
        (drinks, f"{drinks:g} drink{'' if drinks == 1 else 's'}"),
        (one.get("drugs"), "drugs"),
        (one.get("controlled"), "in a controlled place"),
    )
    words = ", ".join(words for is_so, words in said if is_so)
    return words[:1].upper() + words[1:] or "Nothing used"
