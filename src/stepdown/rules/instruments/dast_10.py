"""DAST-10: trouble from drugs other than alcohol in 12 months.

Item 3 is turned round (no counts 1), so a sheet of "no" alone scores 1: source, cliot R docs.
Not the 28-item form, which turns other items.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Cut,
    Filled,
    Instrument,
    Item,
    Reading,
)

_NO_YES = (0, 1)

_BANDS = BandTable(
    name="band",
    version="1",
    source="Level names: cliot R docs; ranges 0, 1-2, 3-5, 6-8, 9-10 are the usual ones (not read)",
    confirmed=False,
    bands=(
        Band(0, "none"),
        Band(1, "low"),
        Band(3, "moderate"),
        Band(6, "substantial"),
        Band(9, "severe"),
    ),
)
_POSITIVE = Cut("positive", 3, "skillspool.com: 3 and more", True)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(total=total, findings={"positive": _POSITIVE.reached(total)})


DAST_10 = Instrument(
    key="dast-10",
    version="1",
    title="DAST-10",
    recall="the last 12 months",
    items=(
        Item("1", "Drugs, not medical", _NO_YES),
        Item("2", "More than one", _NO_YES),
        Item("3", "Able to stop", _NO_YES, is_reversed=True),
        Item("4", "Blackouts, flashbacks", _NO_YES),
        Item("5", "Guilt about use", _NO_YES),
        Item("6", "Family complains", _NO_YES),
        Item("7", "Family neglected", _NO_YES),
        Item("8", "Illegal acts", _NO_YES),
        Item("9", "Withdrawal felt", _NO_YES),
        Item("10", "Medical problems", _NO_YES),
    ),
    band_tables=(_BANDS,),
    cuts=(_POSITIVE,),
    source="cliot R docs; skillspool.com",
    author="Skinner, 1982",
    license="Copyright Skinner and CAMH; non-commercial use allowed, else ask (CamCOPS header)",
    review_on=date(2027, 11, 1),
    total_loinc="82667-7",
    note="Item 3 counts 1 for no. Somebody who uses nothing answers yes there.",
    measure=_measure,
)
