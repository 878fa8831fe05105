"""Assessment: what may be signed, what is refused, and what it opens."""

from datetime import timedelta
from typing import Any

import pytest

from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import assessment_parts, facts_about, open_safety_step
from stepdown.clinic.treatment.histories import Frequency
from stepdown.clinic.treatment.operations import (
    UnableToAnswerSafetyStep,
    UnableToAssess,
    answer_safety_step,
    score_instrument,
)
from stepdown.rules.placement import SuicideRisk
from tests.clinic.care import (
    agree,
    assess,
    drinking,
    judge_safety,
    score_form,
    take_vitals,
    tell_history,
)
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db

ITEM9 = [0, 0, 0, 0, 0, 0, 0, 0, 1]


@made_once
def patient(world: World) -> Patient:
    """Somebody who was given the notice and agreed to be assessed."""
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    return patient


def test_notice_and_consent_come_before_any_examination(world: World) -> None:
    stranger = world.patient("Noor")
    with pytest.raises(UnableToAssess, match="privacy notice"):
        take_vitals(world, stranger)
    agree(world, stranger, ConsentKind.PRIVACY_NOTICE)
    with pytest.raises(UnableToAssess, match="consent to be assessed"):
        score_form(world, stranger, "cows", [0] * 11)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"pulse_per_minute": 720}, "Pulse: 720"),
        ({"temperature_celsius": 98.6}, "Temperature"),
        ({"systolic_mm_hg": 80, "diastolic_mm_hg": 120}, "below the upper one"),
        ({"breath_alcohol_percent": 8}, "Breath alcohol"),
        ({"height": 180}, "no vital or danger sign height"),
        ({"pulse_per_minute": 168}, "unusual: Pulse 168 a minute. Take it again"),
        ({"temperature_celsius": 41}, "unusual: Temperature 105.8 °F"),
    ],
)
def test_what_no_body_shows_is_a_sentence(
    world: World, patient: Patient, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnableToAssess, match=sentence):
        take_vitals(world, patient, **values)
    assert assessment_parts(patient, now=NOW)["vitals"].entry is None


def test_nothing_is_signed_ahead_of_its_time(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToAssess, match="not in the future"):
        score_instrument(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            instrument="cows",
            answers=[0] * 11,
            taken_at=NOW + timedelta(minutes=1),
            now=NOW,
        )
    with pytest.raises(UnableToAssess, match="last use lies in the future"):
        tell_history(world, patient, drinking(hours_ago=-1))
    with pytest.raises(UnableToAssess, match="100 years"):
        tell_history(world, patient, drinking(hours_ago=24 * 366 * 101))


def test_a_form_with_a_gap_is_not_scored(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToAssess, match="10 items"):
        score_form(world, patient, "ciwa-ar", [0] * 9)


def test_the_stored_score_names_its_band_and_versions(world: World, patient: Patient) -> None:
    body = score_form(world, patient, "phq-9", [2] * 8 + [0]).body
    assert body["total"] == 16
    assert body["bands"] == {"band": "moderately severe"}
    assert body["instrument_version"] == "1"
    assert body["band_versions"] == {"band": "1"}


def test_somebody_who_cannot_talk_is_not_scored(world: World, patient: Patient) -> None:
    score_instrument(
        actor=world.actor(Role.TECHNICIAN),
        patient=patient,
        instrument="ciwa-ar",
        answers=None,
        taken_at=NOW,
        now=NOW,
        cannot_be_scored_because="Too drowsy to answer",
    )
    facts = facts_about(patient, now=NOW)
    assert (facts.can_be_scored, facts.ciwa_total) == (False, None)


def test_a_form_that_people_fill_in_themselves_has_no_unscored_way(
    world: World, patient: Patient
) -> None:
    with pytest.raises(UnableToAssess, match="somebody else rates"):
        score_instrument(
            actor=world.actor(Role.TECHNICIAN),
            patient=patient,
            instrument="phq-9",
            answers=None,
            taken_at=NOW,
            now=NOW,
            cannot_be_scored_because="No time",
        )


def test_item_9_opens_the_safety_step_until_it_is_answered(world: World, patient: Patient) -> None:
    assert open_safety_step(patient) is None
    asked = score_form(world, patient, "phq-9", ITEM9)
    assert open_safety_step(patient) == asked
    score_form(world, patient, "phq-9", [0] * 9)  # a better form does not close it
    assert open_safety_step(patient) == asked
    step = judge_safety(world, patient, risk=SuicideRisk.LOW)
    assert open_safety_step(patient) is None
    assert step.body["after_entry"] == asked.pk


def test_an_earlier_judgment_of_risk_does_not_answer_a_later_item_9(
    world: World, patient: Patient
) -> None:
    judge_safety(world, patient)
    score_form(world, patient, "phq-9", ITEM9)
    facts = facts_about(patient, now=NOW)
    assert (facts.suicide_risk, facts.safety_step_done, facts.phq9_item9) == (None, False, 1)


def test_a_lapsed_credential_keeps_from_signing_but_never_from_the_safety_step(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "phq-9", ITEM9)
    Credential.objects.update(valid_until=TODAY)
    with pytest.raises(UnableToSign, match="lapsed"):
        score_form(world, patient, "phq-9", [0] * 9)
    assert judge_safety(world, patient).credential is None
    assert open_safety_step(patient) is None


@pytest.mark.parametrize(
    ("risk", "disposition"),
    [
        (SuicideRisk.HIGH, "goes_home"),
        (SuicideRisk.HIGH, "seen_today"),
        (SuicideRisk.MODERATE, "goes_home"),
    ],
)
def test_going_on_as_planned_is_no_answer_to_a_real_risk(
    world: World, patient: Patient, risk: SuicideRisk, disposition: str
) -> None:
    with pytest.raises(UnableToAnswerSafetyStep, match="not enough"):
        answer_safety_step(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            risk=risk,
            disposition=disposition,
            words="",
            now=NOW,
        )


def test_findings_that_are_old_count_as_not_known(world: World) -> None:
    patient = world.patient()
    assess(world, patient)
    later = NOW + timedelta(days=2)
    facts = facts_about(patient, now=later)
    assert (facts.ciwa_total, facts.pulse_per_minute) == (None, None)
    assert facts.dsm5_count == 6
    assert facts.uses is not None
    assert facts.uses[0].last_use_hours_ago == pytest.approx(448)
    assert not assessment_parts(patient, now=later)["vitals"].is_fresh


def test_criteria_are_counted_for_each_substance_and_the_most_decides(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "dsm-5-count", [1] * 7 + [0] * 4, substance="opioid")
    score_form(world, patient, "dsm-5-count", [1] * 2 + [0] * 9, substance="cannabis")
    score_form(world, patient, "dsm-5-count", [1] * 5 + [0] * 6, substance="opioid")
    assert facts_about(patient, now=NOW).dsm5_count == 5


def test_medicine_taken_as_prescribed_leaves_tolerance_out(world: World, patient: Patient) -> None:
    entry = score_form(
        world,
        patient,
        "dsm-5-count",
        [0] * 9 + [1, 1],
        substance="opioid",
        only_as_prescribed=True,
    )
    assert entry.body["total"] == 0


@pytest.mark.parametrize("total", [8, 10, 15])
def test_a_withdrawal_score_opens_a_detox_need_at_once(
    world: World, patient: Patient, total: int
) -> None:
    answers = [min(7, max(0, total - 7 * item)) for item in range(9)] + [0]
    score_form(world, patient, "ciwa-ar", answers)
    need = open_detox_need(patient)
    assert need is not None
    assert need.opened_by.body["total"] == total


def test_recent_daily_heavy_drinking_opens_a_need_whatever_the_score(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "ciwa-ar", [0] * 10)
    assert open_detox_need(patient) is None
    tell_history(world, patient, drinking(hours_ago=20))
    assert open_detox_need(patient) is not None


def test_drinking_now_and_then_long_ago_opens_nothing(world: World, patient: Patient) -> None:
    tell_history(world, patient, drinking(frequency=Frequency.LESS, is_heavy=False))
    assert open_detox_need(patient) is None
