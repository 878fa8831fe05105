"""DSM-5-TR substance use disorder: how many of 11 criteria were present in 12 months.

The criteria text belongs to the American Psychiatric Association and is not here; the labels are
ours. Bands as published by public summaries of the manual: 2-3 mild, 4-5 moderate, 6 and more
severe. A bare count is accepted.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Filled,
    Instrument,
    Item,
    Reading,
)

_ABSENT_PRESENT = (0, 1)
_TOLERANCE_AND_WITHDRAWAL = ("10", "11")

_BANDS = BandTable(
    name="result",
    version="1",
    source="Public summaries of DSM-5-TR: below 2 none, 2-3, 4-5, 6 and more",
    confirmed=True,
    bands=(Band(0, "none"), Band(2, "mild"), Band(4, "moderate"), Band(6, "severe")),
)


def _measure(filled: Filled) -> Reading:
    # Believed, not re-read: tolerance and withdrawal do not count when they come only from
    # medicine taken as prescribed. So the caller has to say it; it is never assumed.
    as_prescribed = filled.context.get("only_as_prescribed") is True
    left_out = _TOLERANCE_AND_WITHDRAWAL if as_prescribed else ()
    return Reading(total=sum(value for key, value in filled.points.items() if key not in left_out))


DSM5_COUNT = Instrument(
    key="dsm-5-count",
    version="1",
    title="DSM-5 criteria count",
    recall="the last 12 months",
    items=(
        Item("1", "More than meant", _ABSENT_PRESENT),
        Item("2", "Cutting down failed", _ABSENT_PRESENT),
        Item("3", "Time taken up", _ABSENT_PRESENT),
        Item("4", "Craving felt", _ABSENT_PRESENT),
        Item("5", "Duties missed", _ABSENT_PRESENT),
        Item("6", "Social harm", _ABSENT_PRESENT),
        Item("7", "Activities given up", _ABSENT_PRESENT),
        Item("8", "Risky places", _ABSENT_PRESENT),
        Item("9", "Known health harm", _ABSENT_PRESENT),
        Item("10", "Tolerance, more needed", _ABSENT_PRESENT),
        Item("11", "Withdrawal felt", _ABSENT_PRESENT),
    ),
    band_tables=(_BANDS,),
    source="Public summaries of DSM-5-TR",
    author="American Psychiatric Association",
    license="Criteria text is copyrighted by its owner and not shipped; labels are our own",
    review_on=date(2027, 11, 1),
    asks=("substance", "only_as_prescribed"),
    accepts_total=True,
    is_rated=True,
    measure=_measure,
)
