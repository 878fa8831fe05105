"""MSPSS: support felt from one special person, family and friends; twelve items of 1 to 7.

Means below 3 are low, 3 to 5 moderate, above 5 high. The table is kept as sums of twelve items, so
that a border is a whole number.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Filled,
    Instrument,
    Reading,
    Subscale,
    numbered,
)

_BANDS = BandTable(
    name="band",
    version="1",
    source="Blog of 1nf0rmat10n1st: mean below 3 (sum 36), 3-5, above 5 (sum 60)",
    confirmed=True,
    bands=(Band(0, "low"), Band(36, "moderate"), Band(61, "high")),
)


def _measure(filled: Filled) -> Reading:
    total = sum(filled.points.values())
    return Reading(total=total, findings={"total_mean": total / len(filled.points)})


MSPSS = Instrument(
    key="mspss",
    version="1",
    title="MSPSS",
    recall="now",
    items=numbered(
        tuple(range(1, 8)),
        "Person when needed",
        "Person to share",
        "Family tries",
        "Family's comfort",
        "Person's comfort",
        "Friends try",
        "Counting on friends",
        "Talking with family",
        "Friends to share",
        "Person who cares",
        "Family helps decide",
        "Talking with friends",
    ),
    band_tables=(_BANDS,),
    subscales=(
        Subscale("sig_other", ("1", "2", "5", "10"), is_mean=True),
        Subscale("family", ("3", "4", "8", "11"), is_mean=True),
        Subscale("friends", ("6", "7", "9", "12"), is_mean=True),
    ),
    source="Blog of 1nf0rmat10n1st",
    author="Zimet, Dahlem, Zimet and Farley, 1988",
    license="Believed to be free with credit (not confirmed)",
    review_on=date(2027, 11, 1),
    measure=_measure,
)
