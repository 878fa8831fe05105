"""Placement advice by example. Given a person ready for an IOP but for these facts, then ...

Each row reads as a clinician would tell it and runs as a test.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from stepdown.rules.placement import Outcome, Substance, SuicideRisk, advise, default_rule_set
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
    Example(
        given="an earlier withdrawal seizure, heavy drinking at a party 100 hours ago",
        facts={
            "had_withdrawal_seizure_or_delirium": True,
            "uses": drinks(last_use_hours_ago=100, is_daily=False),
        },
        then=Outcome.MEDICAL_TODAY,
        rules=("W4", "W9"),
        detox_need=True,
    ),
    Example(
        given="two drinks last night and a prescribed sleeping pill",
        facts={
            "uses": drinks(is_daily=False, is_heavy=False)
            + takes(Substance.Z_DRUG, is_stable_prescription=True)
        },
        then=Outcome.MEDICAL_TODAY,
        rules=("W6",),
        detox_need=True,
    ),
    Example(
        given="pregnancy and daily drinking until 110 hours ago",
        facts={"pregnant": True, "uses": drinks(last_use_hours_ago=110)},
        then=Outcome.MEDICAL_TODAY,
        rules=("W8",),
        detox_need=True,
    ),
    Example(
        given="daily drinking until 110 hours ago and a PAWSS of 5",
        facts={"pawss_total": 5, "uses": drinks(last_use_hours_ago=110)},
        then=Outcome.MEDICAL_TODAY,
        rules=("W9",),
        detox_need=True,
    ),
    Example(
        given="daily drinking until 110 hours ago and nobody scored the PAWSS",
        facts={"pawss_total": None, "uses": drinks(last_use_hours_ago=110)},
        then=Outcome.CANNOT_ADVISE_YET,
        rules=(),
    ),
    Example(
        given="two beers this morning and a breath test of 0.03",
        facts={
            "breath_alcohol_percent": 0.03,
            "uses": drinks(last_use_hours_ago=3, is_daily=False, is_heavy=False),
        },
        then=Outcome.CANNOT_ADVISE_YET,
        rules=("M1",),
    ),
    Example(
        given="a pulse of 130 at rest",
        facts={"pulse_per_minute": 130},
        then=Outcome.MEDICAL_TODAY,
        rules=("V1",),
    ),
    Example(
        given="a moderate suicide risk",
        facts={"suicide_risk": SuicideRisk.MODERATE},
        then=Outcome.MEDICAL_TODAY,
        rules=("S1",),
    ),
    Example(
        given="scores that look well, and a nurse who is worried about the body now",
        facts={"concern_body_now": 3},
        then=Outcome.MEDICAL_TODAY,
        rules=("A1",),
        detox_need=True,
    ),
    Example(
        given="a mind that needs care by day and night",
        facts={"concern_mind": 4},
        then=Outcome.MEDICAL_TODAY,
        rules=("A2",),
    ),
    Example(
        given="a pull to use that makes no day outside safe",
        facts={"concern_pull": 4},
        then=Outcome.OTHER_LEVEL,
        rules=("A3", "A5"),
    ),
    Example(
        given="nowhere safe to sleep",
        facts={"concern_home": 4},
        then=Outcome.OTHER_LEVEL,
        rules=("A4",),
    ),
    Example(
        given="a mind that needs care on most days",
        facts={"concern_mind": 3},
        then=Outcome.OTHER_LEVEL,
        rules=("A5",),
    ),
    Example(
        given="a child of ten years",
        facts={"age_years": 10},
        then=Outcome.OTHER_LEVEL,
        rules=("L1",),
    ),
    Example(
        given="one criterion of a disorder",
        facts={"dsm5_count": 1},
        then=Outcome.OTHER_LEVEL,
        rules=("L2",),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.given)
def test_advice_by_example(example: Example) -> None:
    advice = advise(person(**example.facts))
    assert advice.outcome is example.then
    assert tuple(reason.rule_id for reason in advice.reasons) == example.rules
    assert advice.detox_need is example.detox_need


def test_every_rule_that_decides_is_shown_by_an_example() -> None:
    shown = {rule for example in EXAMPLES for rule in example.rules}
    assert {rule.id for rule in default_rule_set().rules if rule.outcome} == shown
