"""Questionnaires and rating scales: structure and scoring, never their wording.

One instrument is one small module. To add one, write its module and name it in `INSTRUMENTS`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from stepdown.rules.instruments.assist import ASSIST
from stepdown.rules.instruments.audit import AUDIT
from stepdown.rules.instruments.audit_c import AUDIT_C
from stepdown.rules.instruments.bam import BAM
from stepdown.rules.instruments.bam_iop import BAM_IOP
from stepdown.rules.instruments.bam_r import BAM_R
from stepdown.rules.instruments.barc_10 import BARC_10
from stepdown.rules.instruments.bscq import BSCQ
from stepdown.rules.instruments.c_ssrs import C_SSRS
from stepdown.rules.instruments.check_in import DAILY_CHECK_IN
from stepdown.rules.instruments.ciwa_ar import CIWA_AR
from stepdown.rules.instruments.core import (
    Band,
    BandTable,
    Cut,
    Instrument,
    Item,
    Reading,
    Score,
    Subscale,
    UnableToScore,
)
from stepdown.rules.instruments.cows import COWS
from stepdown.rules.instruments.dast_10 import DAST_10
from stepdown.rules.instruments.dsm5 import DSM5_COUNT
from stepdown.rules.instruments.gad7 import GAD7
from stepdown.rules.instruments.lot_r import LOT_R
from stepdown.rules.instruments.mspss import MSPSS
from stepdown.rules.instruments.pacs import PACS
from stepdown.rules.instruments.pc_ptsd_5 import PC_PTSD_5
from stepdown.rules.instruments.phq2 import PHQ2
from stepdown.rules.instruments.phq9 import PHQ9
from stepdown.rules.instruments.promis_10 import PROMIS_10
from stepdown.rules.instruments.remission import DSM5_REMISSION
from stepdown.rules.instruments.rulers import READINESS_RULERS
from stepdown.rules.instruments.scoring import score_with
from stepdown.rules.instruments.taps import TAPS
from stepdown.rules.instruments.tea import TEA
from stepdown.rules.instruments.tlfb import TLFB
from stepdown.rules.instruments.urica import URICA, URICA_READINESS
from stepdown.rules.instruments.whodas_12 import WHODAS_12

__all__ = [
    "INSTRUMENTS",
    "Band",
    "BandTable",
    "Cut",
    "Instrument",
    "Item",
    "Reading",
    "Score",
    "Subscale",
    "UnableToScore",
    "score",
]

_WITHDRAWAL = (CIWA_AR, COWS)
_USE = (AUDIT, AUDIT_C, DAST_10, TAPS, ASSIST, DSM5_COUNT, DSM5_REMISSION, TLFB)
_MIND = (PHQ9, PHQ2, GAD7, C_SSRS, PC_PTSD_5)
_PROGRESS = (BAM_IOP, BAM, BAM_R, BARC_10, PACS, BSCQ, TEA, DAILY_CHECK_IN)
_LIFE = (WHODAS_12, PROMIS_10, MSPSS, LOT_R, URICA, URICA_READINESS, READINESS_RULERS)

INSTRUMENTS: Final[Mapping[str, Instrument]] = MappingProxyType(
    {one.key: one for one in (*_WITHDRAWAL, *_USE, *_MIND, *_PROGRESS, *_LIFE)}
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
