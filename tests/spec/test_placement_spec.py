"""Placement advice by example. Given a person ready for an IOP but for these facts, then ...

Each row reads as a clinician would tell it and runs as a test.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from stepdown.rules.placement import Outcome, Substance, SuicideRisk, advise
from tests.spec.placement_people import drinks, person, takes


@dataclass(frozen=True)
class Example:
    given: str
    facts: dict[str, Any]
    then: Outcome
    rules: tuple[str, ...]
    detox_need: bool = False


EXAMPLES = [
    Example(
        given="nothing stands against it and the disorder is severe",
        facts={},
        then=Outcome.IOP,
        rules=("I1",),
    ),
    Example(
        given="a CIWA-Ar of 9, mild in one table and moderate in another",
        facts={"ciwa_total": 9},
        then=Outcome.MEDICAL_TODAY,
        rules=("W2",),
        detox_need=True,
    ),
    Example(
        given="a CIWA-Ar of 19",
        facts={"ciwa_total": 19},
        then=Outcome.DETOX_FIRST,
        rules=("W1", "W2"),
        detox_need=True,
    ),
    Example(
        given="daily heavy drinking, the last drink 30 hours ago, and a CIWA-Ar of 3",
        facts={"ciwa_total": 3, "uses": drinks(last_use_hours_ago=30)},
        then=Outcome.MEDICAL_TODAY,
        rules=("M2",),
        detox_need=True,
    ),
    Example(
        given="the same person with a seizure today",
        facts={"uses": drinks(last_use_hours_ago=30), "had_seizure_in_48_hours": True},
        then=Outcome.EMERGENCY,
        rules=("E1", "M2"),
        detox_need=True,
    ),
    Example(
        given="methadone taken as prescribed for a year",
        facts={"uses": takes(Substance.OPIOID, is_stable_prescription=True)},
        then=Outcome.IOP,
        rules=("I1",),
    ),
    Example(
        given="heroin every day, COWS 16, no medicine planned",
        facts={"cows_total": 16, "uses": takes(Substance.OPIOID)},
        then=Outcome.MEDICAL_TODAY,
        rules=("W3",),
        detox_need=True,
    ),
    Example(
        given="heroin every day, COWS 16, buprenorphine starts here today",
        facts={
            "cows_total": 16,
            "uses": takes(Substance.OPIOID),
            "opioid_medicine_planned": True,
        },
        then=Outcome.IOP,
        rules=("I1",),
    ),
    Example(
        given="a benzodiazepine every day that has run out",
        facts={"uses": takes(Substance.BENZODIAZEPINE)},
        then=Outcome.MEDICAL_TODAY,
        rules=("W5",),
        detox_need=True,
    ),
    Example(
        given="pregnancy and heroin",
        facts={"pregnant": True, "uses": takes(Substance.OPIOID)},
        then=Outcome.MEDICAL_TODAY,
        rules=("W7",),
    ),
    Example(
        given="someone who cannot talk, whatever the sheet says",
        facts={"can_be_scored": False, "ciwa_total": 0},
        then=Outcome.MEDICAL_TODAY,
        rules=("U1",),
    ),
    Example(
        given="PHQ-9 item 9 at 1 and the safety step not done",
        facts={"phq9_item9": 1},
        then=Outcome.CANNOT_ADVISE_YET,
        rules=("S2",),
    ),
    Example(
        given="a high suicide risk",
        facts={"suicide_risk": SuicideRisk.HIGH, "phq9_item9": 3, "safety_step_done": True},
        then=Outcome.EMERGENCY,
        rules=("E2",),
    ),
    Example(
        given="nobody asked about chest pain",
        facts={"has_chest_pain": None},
        then=Outcome.CANNOT_ADVISE_YET,
        rules=(),
    ),
    Example(
        given="three criteria of a disorder, no more",
        facts={"dsm5_count": 3},
        then=Outcome.OTHER_LEVEL,
        rules=("L3",),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.given)
def test_advice_by_example(example: Example) -> None:
    advice = advise(person(**example.facts))
    assert advice.outcome is example.then
    assert tuple(reason.rule_id for reason in advice.reasons) == example.rules
    assert advice.detox_need is example.detox_need
