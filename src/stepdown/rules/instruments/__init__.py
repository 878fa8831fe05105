"""Questionnaires and rating scales: structure and scoring, never their wording.

One instrument is one small module. To add one, write its module and name it in `INSTRUMENTS`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from stepdown.rules.instruments.ciwa_ar import CIWA_AR
from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Instrument,
    Item,
    Reading,
    Score,
)
from stepdown.rules.instruments.cows import COWS
from stepdown.rules.instruments.dsm5 import DSM5_COUNT
from stepdown.rules.instruments.phq9 import PHQ9
from stepdown.rules.instruments.scoring import UnableToScore, score_with

__all__ = [
    "INSTRUMENTS",
    "Band",
    "BandTable",
    "Instrument",
    "Item",
    "Reading",
    "Score",
    "UnableToScore",
    "score",
]

INSTRUMENTS: Final[Mapping[str, Instrument]] = MappingProxyType(
    {instrument.key: instrument for instrument in (CIWA_AR, COWS, PHQ9, DSM5_COUNT)}
)


def score(
    instrument_key: str,
    answers: object,
    context: Mapping[str, object] = MappingProxyType({}),
) -> Score:
    """Score the answers to the instrument of this key.

    `answers` is a sequence in the instrument's item order, a mapping from item key to value, or,
    where the instrument accepts one (`accepts_total`), the bare total. `context` holds facts
    beside the answers that an instrument may ask for. Raises `UnableToScore`.
    """
    instrument = INSTRUMENTS.get(instrument_key)
    if instrument is None:
        known = ", ".join(INSTRUMENTS)
        raise UnableToScore(f"There is no instrument {instrument_key!r}. Choose one of: {known}.")
    return score_with(instrument, answers, context)
