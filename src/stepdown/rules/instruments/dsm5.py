"""DSM-5-TR substance use disorder: how many of 11 criteria were present in 12 months.

The criteria text belongs to the American Psychiatric Association and is not here; the labels are
ours. Bands as published by public summaries of the manual: 2-3 mild, 4-5 moderate, 6 and more
severe. A bare count is accepted.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Answers,
    Band,
    BandTable,
    Context,
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


def _measure(answers: Answers, context: Context) -> Reading:
    # Believed, not re-read: tolerance and withdrawal do not count when they come only from
    # medicine taken as prescribed. So the caller has to say it; it is never assumed.
    left_out = _TOLERANCE_AND_WITHDRAWAL if context.get("only_as_prescribed") is True else ()
    return Reading(total=sum(value for key, value in answers.items() if key not in left_out))


DSM5_COUNT = Instrument(
    key="dsm-5-count",
    version="1",
    title="DSM-5 criteria count",
    recall="the last 12 months",
    items=(
        Item("1", "More than meant", _ABSENT_PRESENT),
        Item("2", "Cutting down failed", _ABSENT_PRESENT),
        Item("3", "Time taken up", _ABSENT_PRESENT),
        Item("4", "Craving", _ABSENT_PRESENT),
        Item("5", "Duties missed", _ABSENT_PRESENT),
        Item("6", "Social harm", _ABSENT_PRESENT),
        Item("7", "Activities given up", _ABSENT_PRESENT),
        Item("8", "Risky places", _ABSENT_PRESENT),
        Item("9", "Known health harm", _ABSENT_PRESENT),
        Item("10", "Tolerance", _ABSENT_PRESENT),
        Item("11", "Withdrawal", _ABSENT_PRESENT),
    ),
    band_tables=(_BANDS,),
    source="Public summaries of DSM-5-TR",
    license="Criteria text is copyrighted by its owner and not shipped; labels are our own",
    review_on=date(2027, 11, 1),
    accepts_total=True,
    measure=_measure,
)
