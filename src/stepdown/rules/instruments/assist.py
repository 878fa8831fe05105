"""ASSIST 3: for one substance, how much its use asks of a person's life.

The form is filled once for each substance; `alcohol` or `tobacco` true beside the answers says
which rules hold. Value sets: WorldVistA VistA-M scoring keys. Items 1 and 8 are asked but not
summed; item 5 is not asked about tobacco.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Context,
    Filled,
    Instrument,
    Item,
    Reading,
    UnableToScore,
    shown,
)

_RANGES = "The usual ranges of the WHO manual (not re-read): "
_ALCOHOL = BandTable(
    name="band",
    version="alcohol 1",
    source=_RANGES + "alcohol 0-10, 11-26, 27 and more",
    confirmed=False,
    bands=(Band(0, "low"), Band(11, "moderate"), Band(27, "high")),
)
_OTHER = BandTable(
    name="band",
    version="other 1",
    source=_RANGES + "other substances 0-3, 4-26, 27 and more",
    confirmed=False,
    bands=(Band(0, "low"), Band(4, "moderate"), Band(27, "high")),
)
_KINDS = ("alcohol", "tobacco")
_NEVER_LATELY_EARLIER = (0, 3, 6)


def _prepare(answers: Mapping[Any, Any], context: Context) -> tuple[Mapping[Any, Any], Context]:
    said = {kind: answers[kind] for kind in _KINDS if kind in answers}
    for kind, value in said.items():
        if not isinstance(value, bool):
            raise UnableToScore(f"ASSIST: {kind} is {shown(value)}. Say true or false.")
    items = {key: value for key, value in answers.items() if key not in said}
    return items, {**context, **said}


def _measure(filled: Filled) -> Reading:
    alcohol, tobacco = (filled.context.get(kind) is True for kind in _KINDS)
    if alcohol and tobacco:
        raise UnableToScore("ASSIST is about one substance: alcohol or tobacco, not both.")
    if tobacco and filled.points.get("q5"):
        raise UnableToScore("ASSIST, item q5 is not asked about tobacco. Leave it empty.")
    if not tobacco and "q5" not in filled.points:
        raise UnableToScore("ASSIST has no answer for item q5.")
    total = sum(filled.points.values())
    return Reading(
        total=total,
        findings={"ssi": total},
        tables=(_ALCOHOL if alcohol else _OTHER,),
    )


ASSIST = Instrument(
    key="assist",
    version="1",
    title="ASSIST",
    recall="ever, and the past 3 months",
    items=(
        Item("q1", "Ever used", (0, 3), is_scored=False, is_required=False, is_listed=False),
        Item("q2", "Use, 3 months", (0, 2, 3, 4, 6)),
        Item("q3", "Strong wish", (0, 3, 4, 5, 6)),
        Item("q4", "Problems from use", (0, 4, 5, 6, 7)),
        Item("q5", "Duties left undone", (0, 5, 6, 7, 8), is_required=False),
        Item("q6", "Others worried", _NEVER_LATELY_EARLIER),
        Item("q7", "Tried to stop", _NEVER_LATELY_EARLIER),
        Item(
            "q8", "Injecting, ever", (0, 1, 2), is_scored=False, is_required=False, is_listed=False
        ),
    ),
    band_tables=(_ALCOHOL, _OTHER),
    source="WorldVistA VistA-M scoring keys; values of items 1 and 8 believed, not re-read",
    author="World Health Organization, ASSIST working group, 2002",
    license="WHO, manual all rights reserved (2010); clinical use believed free (not confirmed)",
    review_on=date(2027, 11, 1),
    asks=("about",),
    is_rated=True,
    prepare=_prepare,
    measure=_measure,
)
