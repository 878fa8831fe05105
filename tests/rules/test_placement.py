"""Each placement rule holds where it should, at its border, and not beside it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.placement import (
    Facts,
    Outcome,
    Substance,
    SuicideRisk,
    advise,
    default_rule_set,
)
from tests.spec.placement_people import FACT_NAMES, READY, drinks, person, takes

OPIOID = Substance.OPIOID
BENZODIAZEPINE = Substance.BENZODIAZEPINE


def test_a_person_with_nothing_against_it_is_advised_an_iop() -> None:
    advice = advise(READY)
    assert advice.outcome is Outcome.IOP
    assert (advice.suggested_level and advice.suggested_level.code) == "2.1"
    assert [reason.rule_id for reason in advice.reasons] == ["I1"]
    assert (advice.blockers, advice.missing_facts, advice.notes) == ((), (), ())
    assert not advice.detox_need


HOLDS: list[tuple[str, Outcome, dict[str, Any]]] = [
    ("E1", Outcome.EMERGENCY, {"had_seizure_in_48_hours": True}),
    ("E1", Outcome.EMERGENCY, {"is_confused_or_hallucinating": True}),
    ("E1", Outcome.EMERGENCY, {"overdose_suspected": True}),
    ("E1", Outcome.EMERGENCY, {"has_chest_pain": True}),
    ("E1", Outcome.EMERGENCY, {"is_hard_to_wake": True}),
    ("E2", Outcome.EMERGENCY, {"suicide_risk": SuicideRisk.HIGH}),
    ("S1", Outcome.MEDICAL_TODAY, {"suicide_risk": SuicideRisk.MODERATE}),
    ("S2", Outcome.CANNOT_ADVISE_YET, {"phq9_item9": 1}),
    ("W1", Outcome.DETOX_FIRST, {"ciwa_total": 15}),
    ("W2", Outcome.MEDICAL_TODAY, {"ciwa_total": 8}),
    ("W2", Outcome.MEDICAL_TODAY, {"ciwa_total": 10, "uses": ()}),
    ("W3", Outcome.MEDICAL_TODAY, {"cows_total": 13}),
    ("W3", Outcome.MEDICAL_TODAY, {"cows_total": 25, "opioid_medicine_planned": True}),
    (
        "W4",
        Outcome.MEDICAL_TODAY,
        {
            "had_withdrawal_seizure_or_delirium": True,
            "uses": drinks(last_use_hours_ago=120, is_daily=False),
        },
    ),
    ("W5", Outcome.MEDICAL_TODAY, {"uses": takes(BENZODIAZEPINE)}),
    ("W5", Outcome.MEDICAL_TODAY, {"uses": takes(Substance.GHB)}),
    (
        "W6",
        Outcome.MEDICAL_TODAY,
        {
            "uses": drinks(is_daily=False, is_heavy=False)
            + takes(BENZODIAZEPINE, is_stable_prescription=True)
        },
    ),
    ("W7", Outcome.MEDICAL_TODAY, {"pregnant": True, "uses": takes(OPIOID)}),
    (
        "W8",
        Outcome.MEDICAL_TODAY,
        {"pregnant": True, "uses": drinks(last_use_hours_ago=100)},
    ),
    (
        "W9",
        Outcome.MEDICAL_TODAY,
        {"age_years": 66, "uses": drinks(last_use_hours_ago=100)},
    ),
    (
        "W8",
        Outcome.MEDICAL_TODAY,
        {"pregnant": True, "uses": drinks(is_heavy=False)},
    ),
    (
        "W9",
        Outcome.MEDICAL_TODAY,
        {"had_withdrawal_seizure_or_delirium": True, "uses": drinks(is_heavy=False)},
    ),
    (
        "W9",
        Outcome.MEDICAL_TODAY,
        {"has_safe_adult_at_home": False, "uses": drinks(last_use_hours_ago=100)},
    ),
    (
        "W9",
        Outcome.MEDICAL_TODAY,
        {"has_unstable_condition": True, "uses": takes(Substance.Z_DRUG, is_daily=False)},
    ),
    (
        "M1",
        Outcome.CANNOT_ADVISE_YET,
        {"breath_alcohol_percent": 0.02, "uses": drinks(is_daily=False, is_heavy=False)},
    ),
    ("M2", Outcome.MEDICAL_TODAY, {"ciwa_total": 0, "uses": drinks(last_use_hours_ago=96)}),
    (
        "W9",
        Outcome.MEDICAL_TODAY,
        {"pawss_total": 4, "uses": drinks(last_use_hours_ago=110, is_daily=False)},
    ),
    ("A1", Outcome.MEDICAL_TODAY, {"concern_body_now": 3}),
    ("A2", Outcome.MEDICAL_TODAY, {"concern_body_otherwise": 4}),
    ("A2", Outcome.MEDICAL_TODAY, {"concern_mind": 4}),
    ("A3", Outcome.OTHER_LEVEL, {"concern_pull": 4}),
    ("A4", Outcome.OTHER_LEVEL, {"concern_home": 4, "dsm5_count": 2}),
    ("A5", Outcome.OTHER_LEVEL, {"concern_body_otherwise": 3}),
    ("A5", Outcome.OTHER_LEVEL, {"concern_mind": 3, "dsm5_count": 4}),
    ("A5", Outcome.OTHER_LEVEL, {"concern_pull": 3}),
    ("U1", Outcome.MEDICAL_TODAY, {"can_be_scored": False}),
    ("V1", Outcome.MEDICAL_TODAY, {"pulse_per_minute": 121}),
    ("V1", Outcome.MEDICAL_TODAY, {"systolic_mm_hg": 89}),
    ("V1", Outcome.MEDICAL_TODAY, {"systolic_mm_hg": 180}),
    ("V1", Outcome.MEDICAL_TODAY, {"temperature_celsius": 38.5}),
    ("V1", Outcome.MEDICAL_TODAY, {"oxygen_percent": 91}),
    ("L1", Outcome.OTHER_LEVEL, {"age_years": 11}),
    ("L2", Outcome.OTHER_LEVEL, {"dsm5_count": 1}),
    ("L3", Outcome.OTHER_LEVEL, {"dsm5_count": 3}),
]


@pytest.mark.parametrize(("rule_id", "outcome", "facts"), HOLDS)
def test_a_rule_holds_and_decides(rule_id: str, outcome: Outcome, facts: dict[str, Any]) -> None:
    advice = advise(person(**facts))
    assert advice.outcome is outcome
    assert rule_id in [reason.rule_id for reason in advice.reasons]
    assert rule_id in advice.blockers
    reason = next(reason for reason in advice.reasons if reason.rule_id == rule_id)
    assert reason.fact
    assert reason.source


BESIDE: list[tuple[str, dict[str, Any]]] = [
    ("CIWA-Ar 7 is mild in every table", {"ciwa_total": 7}),
    ("COWS 12 is mild", {"cows_total": 12}),
    ("COWS 24 with a medicine plan", {"cows_total": 24, "opioid_medicine_planned": True}),
    ("stable methadone", {"uses": takes(OPIOID, is_stable_prescription=True)}),
    (
        "stable methadone in pregnancy",
        {"pregnant": True, "uses": takes(OPIOID, is_stable_prescription=True)},
    ),
    (
        "stable methadone with COWS 14",
        {"cows_total": 14, "uses": takes(OPIOID, is_stable_prescription=True)},
    ),
    ("prescribed benzodiazepine", {"uses": takes(BENZODIAZEPINE, is_stable_prescription=True)}),
    (
        "prescribed benzodiazepine at 70 years",
        {"age_years": 70, "uses": takes(BENZODIAZEPINE, is_stable_prescription=True)},
    ),
    ("sedative 15 days ago", {"uses": takes(BENZODIAZEPINE, last_use_hours_ago=360)}),
    ("daily heavy drinking 97 hours ago", {"uses": drinks(last_use_hours_ago=97)}),
    ("older, but no withdrawal possible", {"age_years": 80}),
    ("unstable condition, no withdrawal possible", {"has_unstable_condition": True}),
    ("no safe adult at home, no withdrawal possible", {"has_safe_adult_at_home": False}),
    ("earlier seizure, last drink long ago", {"had_withdrawal_seizure_or_delirium": True}),
    ("item 9 with the safety step done", {"phq9_item9": 2, "safety_step_done": True}),
    ("nothing used", {"uses": ()}),
    ("PAWSS 3 of 10", {"pawss_total": 3, "uses": drinks(last_use_hours_ago=110)}),
    ("PAWSS 9 with the last drink long ago", {"pawss_total": 9}),
    ("home at 3: use every day nearby", {"concern_home": 3}),
    ("body now at 2", {"concern_body_now": 2}),
    ("adolescent", {"age_years": 15}),
    ("65 years, withdrawal possible", {"age_years": 65, "uses": drinks(last_use_hours_ago=100)}),
    (
        "vital signs just inside their ranges",
        {
            "pulse_per_minute": 120,
            "systolic_mm_hg": 179,
            "temperature_celsius": 38.4,
            "oxygen_percent": 92,
        },
    ),
    ("low but normal blood pressure", {"systolic_mm_hg": 90}),
]


@pytest.mark.parametrize(("case", "facts"), BESIDE)
def test_beside_its_border_no_rule_stands_in_the_way(case: str, facts: dict[str, Any]) -> None:
    advice = advise(person(**facts))
    assert (advice.outcome, advice.blockers) == (Outcome.IOP, ()), case


@pytest.mark.parametrize("low", [0, 3, 7])
@pytest.mark.parametrize("breath", [0.0, None])
def test_daily_heavy_drinking_is_never_cleared_on_a_low_score(
    low: int, breath: float | None
) -> None:
    uses = drinks(last_use_hours_ago=71)
    advice = advise(person(ciwa_total=low, uses=uses, breath_alcohol_percent=breath))
    assert advice.outcome is Outcome.MEDICAL_TODAY
    assert advice.detox_need


@pytest.mark.parametrize(("rule_id", "outcome", "facts"), HOLDS)
def test_a_negative_breath_test_clears_no_rule(
    rule_id: str, outcome: Outcome, facts: dict[str, Any]
) -> None:
    if rule_id == "M1":
        facts = {**facts, "uses": drinks()}
    untested = advise(person(**{**facts, "breath_alcohol_percent": None}))
    negative = advise(person(**{**facts, "breath_alcohol_percent": 0.0}))
    assert negative.blockers == untested.blockers


@pytest.mark.parametrize(
    ("facts", "need"),
    [
        ({"ciwa_total": 15}, True),
        ({"concern_body_now": 3}, True),
        ({"concern_mind": 4}, False),
        ({"ciwa_total": 9}, True),
        ({"cows_total": 20}, True),
        ({"uses": takes(BENZODIAZEPINE)}, True),
        ({"uses": drinks()}, True),
        ({"pregnant": True, "uses": takes(OPIOID)}, False),
        ({"suicide_risk": SuicideRisk.HIGH}, False),
        ({"can_be_scored": False}, False),
    ],
)
def test_only_withdrawal_makes_a_detox_need(facts: dict[str, Any], need: bool) -> None:
    assert advise(person(**facts)).detox_need is need


def test_any_opioid_brings_the_naloxone_note_and_blocks_nothing() -> None:
    advice = advise(person(uses=takes(OPIOID)))
    assert [note.rule_id for note in advice.notes] == ["M3"]
    assert advice.outcome is Outcome.IOP


def test_the_alcohol_thresholds_are_those_of_the_most_cautious_table() -> None:
    tables = INSTRUMENTS["ciwa-ar"].band_tables
    lowest = {
        name: min(b.lowest for table in tables for b in table.bands if b.name == name)
        for name in ("moderate", "severe")
    }
    numbers = default_rule_set().numbers
    assert numbers["ciwa_evaluation"] == lowest["moderate"]
    assert numbers["ciwa_detox"] == lowest["severe"]


NEEDED = [
    name
    for name in FACT_NAMES
    if name
    not in {
        "pregnant",
        "safety_step_done",
        "opioid_medicine_planned",
        "had_withdrawal_seizure_or_delirium",
        "pawss_total",
        "breath_alcohol_percent",
        "has_unstable_condition",
        "has_safe_adult_at_home",
    }
]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_safety_fact_means_no_advice_yet(name: str) -> None:
    advice = advise(replace(READY, **{name: None}))
    assert advice.outcome is Outcome.CANNOT_ADVISE_YET
    assert name in advice.missing_facts
    assert advice.suggested_level is None


@pytest.mark.parametrize(
    ("missing", "facts"),
    [
        ("pregnant", {"pregnant": None, "uses": takes(OPIOID)}),
        ("safety_step_done", {"phq9_item9": 1, "safety_step_done": None}),
        ("opioid_medicine_planned", {"cows_total": 14, "opioid_medicine_planned": None}),
        ("uses.alcohol.last_use_hours_ago", {"uses": drinks(last_use_hours_ago=None)}),
        ("uses.alcohol.is_heavy", {"uses": drinks(is_heavy=None)}),
        (
            "uses.benzodiazepine.is_stable_prescription",
            {"uses": takes(BENZODIAZEPINE, is_stable_prescription=None)},
        ),
        (
            "breath_alcohol_percent",
            {"breath_alcohol_percent": None, "uses": drinks(is_daily=False, is_heavy=False)},
        ),
        ("pawss_total", {"pawss_total": None, "uses": drinks(last_use_hours_ago=100)}),
        (
            "has_safe_adult_at_home",
            {"has_safe_adult_at_home": None, "uses": drinks(last_use_hours_ago=100)},
        ),
    ],
)
def test_a_fact_is_asked_for_where_another_makes_it_matter(
    missing: str, facts: dict[str, Any]
) -> None:
    advice = advise(person(**facts))
    assert advice.outcome is Outcome.CANNOT_ADVISE_YET
    assert missing in advice.missing_facts


def test_nothing_known_means_no_advice_yet_and_every_question_open() -> None:
    advice = advise(Facts())
    assert advice.outcome is Outcome.CANNOT_ADVISE_YET
    assert set(NEEDED) <= set(advice.missing_facts)
    assert advice.reasons == ()


def test_it_says_what_would_change_the_advice_in_both_directions() -> None:
    away = {change.rule_id: change for change in advise(READY).would_change}
    assert away["W1"].outcome is Outcome.DETOX_FIRST
    assert (away["W1"].wanted, away["W1"].holds) == ("ciwa_total >= 15", True)
    back = advise(person(pulse_per_minute=130)).would_change
    assert [(c.rule_id, c.holds, c.outcome) for c in back] == [("V1", False, Outcome.IOP)]


def test_a_level_of_more_care_says_what_would_bring_this_program_back() -> None:
    back = advise(person(concern_mind=3)).would_change
    assert ("A5", False, Outcome.IOP) in [(c.rule_id, c.holds, c.outcome) for c in back]


def test_two_rules_in_the_way_are_not_changed_by_one() -> None:
    advice = advise(person(pulse_per_minute=130, can_be_scored=False))
    assert advice.blockers == ("U1", "V1")
    assert advice.would_change == ()


def test_levels_differ_by_edition_and_adolescents_stay_on_the_third() -> None:
    def level_of(edition: Any, **facts: Any) -> tuple[str, str] | None:
        level = advise(person(**facts), edition=edition).suggested_level
        return (level.code, level.edition) if level else None

    assert level_of("3rd") == ("2.1", "3rd")
    assert level_of("4th") == ("2.1", "4th")
    assert level_of("4th", age_years=17) == ("2.1", "3rd")
    assert level_of("3rd", dsm5_count=2) == ("1", "3rd")
    assert level_of("4th", dsm5_count=2) == ("1.5", "4th")
    assert level_of("4th", dsm5_count=0) is None
    assert level_of("3rd", ciwa_total=20) == ("3.7-WM", "3rd")
    assert level_of("4th", ciwa_total=20) == ("3.7", "4th")
    assert level_of("3rd", concern_mind=3) == ("2.5", "3rd")
    assert level_of("3rd", concern_home=4, concern_mind=3) == ("3.1", "3rd")
    assert level_of("4th", concern_pull=4, concern_home=4) == ("3.5", "4th")
    assert level_of("3rd", age_years=9, dsm5_count=3) is None


@pytest.mark.parametrize(
    ("facts", "may_be"),
    [
        ({"cows_total": 16, "uses": takes(OPIOID)}, True),
        ({"cows_total": 30, "opioid_medicine_planned": True}, True),
        ({"ciwa_total": 9}, False),
        ({"cows_total": 16, "ciwa_total": 9, "uses": takes(OPIOID)}, False),
        ({"uses": takes(BENZODIAZEPINE)}, False),
        ({}, False),
    ],
)
def test_opioid_withdrawal_alone_can_also_be_handled_here(
    facts: dict[str, Any], may_be: bool
) -> None:
    assert advise(person(**facts)).handled_here is may_be


def test_confidence_is_low_where_something_is_missing_or_not_confirmed() -> None:
    confirmed_only = person(ciwa_total=16)
    assert advise(confirmed_only).confidence == "ok"
    assert advise(replace(confirmed_only, has_chest_pain=None)).confidence == "low"
    assert advise(READY).confidence == "low"  # that a serious disorder means an IOP is ours


def test_advice_is_json_and_says_which_reasons_nobody_confirmed() -> None:
    advice = advise(person(ciwa_total=16, pulse_per_minute=130))
    confirmed = {reason.rule_id: reason.confirmed for reason in advice.reasons}
    assert confirmed == {"W1": True, "W2": True, "V1": False}
    copy = json.loads(json.dumps(advice.as_dict()))
    assert copy["outcome"] == "detox_first"
    assert copy["ruleset_version"] == default_rule_set().version
