"""TAPS: tobacco, alcohol, medicines and other substances.

Part 1 has four items about 12 months; anything but never opens part 2. Part 2 gives each substance
a score for 3 months: 0 no use, 1 problem use, 2 and more higher risk (nida.nih.gov/taps2). Which
yes counts for which substance was not confirmed, so scores are taken as counted on the form.
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Context,
    Filled,
    Instrument,
    Item,
    Reading,
    UnableToScore,
    Unlisted,
    shown,
)

_NEVER_TO_DAILY = (0, 1, 2, 3, 4)
_BANDS = BandTable(
    name="result",
    version="1",
    source="nida.nih.gov/taps2: 0, 1, 2 and more; highest scores of part 2 believed, not re-read",
    confirmed=True,
    bands=(Band(0, "none"), Band(1, "problem use"), Band(2, "higher risk")),
)
_SUBSTANCES = {
    "tobacco": ("Tobacco, nicotine", 3),
    "alcohol": ("Alcohol score", 4),
    "cannabis": ("Cannabis score", 3),
    "stimulants": ("Cocaine, methamphetamine", 3),
    "heroin": ("Heroin score", 3),
    "opioids": ("Opioid medicines", 3),
    "sedatives": ("Sedative medicines", 3),
    "prescription_stimulants": ("Stimulant medicines", 3),
}


def _take(answers: object, context: Context) -> Unlisted | None:
    """A bare number is one substance's score of part 2."""
    if not isinstance(answers, int | float):
        return None
    if type(answers) is not int or not 0 <= answers <= 4:
        raise UnableToScore(f"TAPS: {shown(answers)} is no score of one substance, 0 to 4.")
    return Unlisted({}, Reading(banded=answers))


def _measure(filled: Filled) -> Reading:
    given = {key: filled.answers[key] for key in _SUBSTANCES if key in filled.answers}
    opens = any(filled.answers[key] > 0 for key in "1234")
    return Reading(
        findings={
            "opens_part_2": opens,
            "levels": {key: _BANDS.band_for(value) for key, value in given.items()},
        },
        banded=max(given.values(), default=None),
        flags=("incomplete",) if opens and not given else (),
    )


TAPS = Instrument(
    key="taps",
    version="1",
    title="TAPS",
    recall="12 months, then 3 months",
    items=(
        Item("1", "Tobacco, nicotine", _NEVER_TO_DAILY, is_scored=False),
        Item("2", "Many drinks", _NEVER_TO_DAILY, is_scored=False),
        Item("3", "Other drugs", _NEVER_TO_DAILY, is_scored=False),
        Item("4", "Medicines, not prescribed", _NEVER_TO_DAILY, is_scored=False),
        *(
            Item(key, label, tuple(range(most + 1)), is_required=False, is_listed=False)
            for key, (label, most) in _SUBSTANCES.items()
        ),
    ),
    band_tables=(_BANDS,),
    source="nida.nih.gov/taps2; order of the five frequencies believed: 0 is never",
    author="McNeely and others, NIDA, 2016",
    license="US government tool, free",
    review_on=date(2027, 11, 1),
    has_total=False,
    is_rated=True,
    note="Part 2 only for what part 1 shows. Count each substance on the form and enter its score.",
    take=_take,
    measure=_measure,
)
