"""What the three forms of the BAM have in common: topics, three subscales, no total.

Structure, keys and ranges: WorldVistA VistA-M (routine YTSBAMR for the BAM-R). The forms score
differently, so their numbers are never compared with each other.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from stepdown.rules.instruments.core import Item, Subscale

USE: Final = ("4", "5", "6")
RISK: Final = ("1", "2", "3", "8", "11", "15")
PROTECTIVE: Final = ("9", "10", "12", "13", "14", "16")
DAYS: Final = ("2", "3", "4", "5", "6", "10", "11", "13", "16")

_LABELS: Mapping[str, str] = {
    "1": "Physical health",
    "2": "Bad nights",
    "3": "Low, anxious days",
    "4": "Any alcohol",
    "5": "Heavy drinking",
    "6": "Any drug",
    "8": "Strength of craving",
    "9": "Confidence to abstain",
    "10": "Self-help meetings",
    "11": "Risky places, people",
    "12": "Faith, spirituality",
    "13": "Work or school",
    "14": "Enough income",
    "15": "Trouble with family",
    "16": "Time with supporters",
}
_DRUGS: Mapping[str, str] = {
    "7a": "Cannabis days",
    "7b": "Sedative days",
    "7c": "Cocaine days",
    "7d": "Other stimulant days",
    "7e": "Opioid days",
    "7f": "Inhalant days",
    "7g": "Other drug days",
}
SUBSCALES: Final = (
    Subscale("use", USE),
    Subscale("risk", RISK),
    Subscale("protective", PROTECTIVE),
)
FACTS: Final[Mapping[str, Any]] = {
    "version": "1",
    "subscales": SUBSCALES,
    "source": "WorldVistA VistA-M definitions, scoring keys and routine YTSBAMR; kipu.health",
    "author": "DePhilippis, McKay and others, US Department of Veterans Affairs",
    "license": "US government work, public",
    "review_on": date(2027, 11, 1),
    "has_total": False,
    "note": "Three scores and never one total. Item 7 tells which drugs and is not scored.",
}


def bam_items(
    values: Mapping[str, tuple[int, ...]],
    detail: tuple[int, ...],
    points: Mapping[str, Mapping[int, int]] | None = None,
) -> tuple[Item, ...]:
    """Items 1 to 17 with these allowed `values` by key and, for item 7, `detail` by drug."""
    points = points or {}
    scored = {
        key: Item(key, label, values[key], points=points.get(key)) for key, label in _LABELS.items()
    }
    parts = [_unscored(key, label, detail) for key, label in _DRUGS.items()]
    return (
        *(scored[str(n)] for n in range(1, 7)),
        _unscored("7", "Drugs by name", ()),
        *parts,
        *(scored[str(n)] for n in range(8, 17)),
        _unscored("17", "Content with progress", (0, 1, 2, 3, 4)),
    )


def _unscored(key: str, label: str, allowed: tuple[int, ...]) -> Item:
    return Item(key, label, allowed, is_scored=False, is_required=False, is_listed=False)
