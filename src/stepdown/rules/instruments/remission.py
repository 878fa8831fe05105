"""DSM-5-TR remission: months without any criterion except craving.

From 3 months early, from 12 sustained (extract of the DSM work group's paper). A controlled place
and medicine for the disorder are named beside it, never counted against it.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Context,
    Instrument,
    Reading,
    UnableToScore,
    Unlisted,
    shown,
)

_BANDS = BandTable(
    name="result",
    version="1",
    source="Extract of the DSM work group's paper: 3 to under 12 months, 12 and more",
    confirmed=True,
    bands=(Band(0, "none"), Band(3, "early"), Band(12, "sustained")),
)
_MOST_MONTHS = 1200
_BESIDE = {
    "controlled_environment": "in a controlled environment",
    "maintenance_therapy": "on maintenance therapy",
}


def _take(answers: object, context: Context) -> Unlisted:
    if isinstance(answers, bool) or not isinstance(answers, int | float):
        raise UnableToScore(f"DSM-5 remission: {shown(answers)} is not a number of months.")
    if not 0 <= answers <= _MOST_MONTHS:
        raise UnableToScore(f"DSM-5 remission: {shown(answers)} months cannot be.")
    named = [words for key, words in _BESIDE.items() if context.get(key) is True]
    return Unlisted({"months": answers}, Reading(banded=answers, findings={"specifiers": named}))


DSM5_REMISSION = Instrument(
    key="dsm-5-remission",
    version="1",
    title="DSM-5 remission",
    recall="since the last criterion except craving",
    items=(),
    band_tables=(_BANDS,),
    source="Extract of the DSM work group's paper",
    author="American Psychiatric Association",
    license="Criteria text is copyrighted by its owner and not shipped",
    review_on=date(2027, 11, 1),
    has_total=False,
    take=_take,
)
