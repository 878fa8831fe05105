"""Timeline Followback: a calendar of days with drinks and drugs, and what it says in numbers.

Percent days abstinent = abstinent known days / known eligible days. A heavy day is 5 US standard
drinks (14 g) for men, 4 for women and where sex is not known. Days in a controlled place are left
out unless the clinic counts them; an unknown day never counts as abstinent. The form and its name
are Sobell's; a calendar of days is a common idea, and ours has its own words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from stepdown.rules.instruments.core import (
    Context,
    Cut,
    Instrument,
    Reading,
    UnableToScore,
    Unlisted,
    shown,
)
from stepdown.rules.instruments.sexes import is_male

_SOURCE = "US standard drinks: 5 and more for men, 4 and more for women"
_MEN = Cut("heavy day, men", 5, _SOURCE, True)
_OTHERS = Cut("heavy day, women and not known", 4, _SOURCE, True)
_MOST_DRINKS = 200
_MOST_DAYS = 3660
_FLAGS = ("drugs", "controlled", "unknown")
_KNOWN_KEYS = {"on", "drinks", "route", *_FLAGS}
_WAYS = ("counted", "excluded")


def _take(answers: object, context: Context) -> Unlisted:
    if not isinstance(answers, Sequence) or isinstance(answers, str | bytes):
        raise UnableToScore("Give the Timeline Followback as a list of days.")
    if not 1 <= len(answers) <= _MOST_DAYS:
        raise UnableToScore(f"Give between 1 and {_MOST_DAYS} days, not {len(answers)}.")
    days = [_checked_day(number, day) for number, day in enumerate(answers, start=1)]
    _refuse_twice([day["on"] for day in days if "on" in day])
    return Unlisted({"days": days}, Reading(findings=_findings(days, context)))


def _findings(days: Sequence[Mapping[str, Any]], context: Context) -> dict[str, Any]:
    counts_controlled = _counts_controlled(context)
    known = [day for day in days if not day.get("unknown")]
    eligible = [day for day in known if counts_controlled or not day.get("controlled")]
    abstinent = [day for day in eligible if not day.get("drinks") and not day.get("drugs")]
    heavy = _MEN if is_male(context) else _OTHERS
    return {
        "days": len(eligible),
        "pda": round(len(abstinent) / len(eligible) * 100, 1) if eligible else None,
        "heavy_days": sum(heavy.reached(day.get("drinks", 0)) for day in eligible),
        "abstinent_days": len(abstinent),
        "unknown_days": len(days) - len(known),
        "controlled_days": sum(bool(day.get("controlled")) for day in known),
        "controlled_days_are": "counted" if counts_controlled else "excluded",
    }


def _counts_controlled(context: Context) -> bool:
    way = context.get("controlled_days", "excluded")
    if way not in _WAYS:
        raise UnableToScore(f"Controlled days are counted or excluded, not {shown(way)}.")
    return way == "counted"


def _checked_day(number: int, day: object) -> Mapping[str, Any]:
    if not isinstance(day, Mapping) or not set(day) <= _KNOWN_KEYS:
        raise UnableToScore(f"Day {number} is not a record of drinks, drugs, controlled, unknown.")
    for flag in _FLAGS:
        if not isinstance(day.get(flag, False), bool):
            raise UnableToScore(f"Day {number}, {flag}: say true or false.")
    _check_date(number, day)
    _check_drinks(number, day)
    return dict(day)


def _check_date(number: int, day: Mapping[str, Any]) -> None:
    """A day may say its date, so that whoever reads the calendar later finds it."""
    on = day.get("on")
    try:
        is_date = "on" not in day or date.fromisoformat(on or "").isoformat() == on
    except (TypeError, ValueError):
        is_date = False
    if not is_date:
        raise UnableToScore(f"Day {number}: {shown(on)} is not a date such as 2026-11-24.")


def _refuse_twice(dates: Sequence[str]) -> None:
    twice = [on for on, times in Counter(dates).items() if times > 1]
    if twice:
        raise UnableToScore(f"{twice[0]} is there twice. Keep one of the two.")


def _check_drinks(number: int, day: Mapping[str, Any]) -> None:
    drinks = day.get("drinks")
    if drinks is None:
        if day.get("unknown") or day.get("controlled"):
            return
        raise UnableToScore(f"Day {number} says no number of drinks. Give it, or mark it unknown.")
    if isinstance(drinks, bool) or not isinstance(drinks, int | float):
        raise UnableToScore(f"Day {number}: {shown(drinks)} is not a number of drinks.")
    if not 0 <= drinks <= _MOST_DRINKS:
        raise UnableToScore(f"Day {number}: {shown(drinks)} drinks cannot be.")
    if day.get("unknown"):
        raise UnableToScore(f"Day {number} is marked unknown and has drinks. Keep one of them.")


TLFB = Instrument(
    key="tlfb",
    version="1",
    title="Timeline Followback",
    recall="a calendar of days",
    items=(),
    cuts=(_MEN, _OTHERS),
    source="Counting rule of this project; US standard drink of 14 g",
    author="Method of Sobell and Sobell, 1992; wording our own",
    license="The form and its name are the authors'; this calendar is our own",
    review_on=date(2027, 11, 1),
    asks=("sex",),
    has_total=False,
    take=_take,
)
