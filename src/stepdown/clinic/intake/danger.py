"""Danger signs, asked one by one on the first call. Data with a version, not a diagnosis.

Sources: rows E1 (emergency), E2 (thoughts of suicide) and W4 (earlier withdrawal) of the rule
set in `stepdown.rules.placement`; 988 is the national crisis line (988lifeline.org). Which signs
a clinic asks about on the phone is its medical director's decision; the cut is [unverified].
"""

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"


class Step(StrEnum):
    """What a yes asks for, the most urgent first."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    MEDICAL_TODAY = "medical_today"


@dataclass(frozen=True)
class DangerSign:
    key: str
    question: str
    step: Step


DANGER_SIGNS = (
    DangerSign("cannot_wake", "Hard to wake, not breathing well, or chest pain?", Step.EMERGENCY),
    DangerSign("seizure_now", "A seizure in the last two days?", Step.EMERGENCY),
    DangerSign("confused", "Confused, or seeing or hearing things others do not?", Step.EMERGENCY),
    DangerSign("ending_life", "Thinking of ending their life, or of hurting someone?", Step.CRISIS),
    DangerSign(
        "withdrawal_now", "Shaking, sweating or throwing up after cutting down?", Step.MEDICAL_TODAY
    ),
    DangerSign(
        "withdrawal_before",
        "Ever had a seizure or been in hospital when stopping?",
        Step.MEDICAL_TODAY,
    ),
)
KEYS = frozenset(sign.key for sign in DANGER_SIGNS)


def steps_for(keys: list[str]) -> tuple[Step, ...]:
    """The steps that these signs ask for, the most urgent first."""
    asked = {sign.step for sign in DANGER_SIGNS if sign.key in keys}
    return tuple(step for step in Step if step in asked)
