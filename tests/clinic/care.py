"""A person's way to admission, made through the operations."""

from datetime import datetime, time, timedelta
from typing import Any

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.consents.operations import give_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.treatment.checklist import checklist_of
from stepdown.clinic.treatment.histories import Frequency, UsedSubstance, UseHistory
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.operations import (
    DANGER_SIGNS,
    AreaRating,
    ItemAnswer,
    PlacementDecision,
    admit_patient,
    answer_checklist,
    answer_safety_step,
    rate_areas,
    record_use_history,
    record_vitals,
    score_instrument,
    set_commitments,
    set_emergency_contact,
    sign_agreement,
    sign_placement,
)
from stepdown.rules.placement import Substance, SuicideRisk, life_areas
from tests.clinic.world import NOW, TODAY, World

VALUES = {
    "systolic_mm_hg": 124,
    "diastolic_mm_hg": 78,
    "pulse_per_minute": 76,
    "temperature_celsius": 36.8,
    "oxygen_percent": 98,
    "breath_alcohol_percent": 0.0,
}
NO_DANGER = dict.fromkeys(DANGER_SIGNS, False)
NO_NEEDS: dict[str, Any] = {
    "had_withdrawal_seizure_or_delirium": False,
    "pregnant": False,
    "has_unstable_condition": False,
    "has_safe_adult_at_home": True,
    "opioid_medicine_planned": False,
    "pawss_total": 1,
}


def agree(world: World, patient: Patient, *kinds: ConsentKind, now: datetime = NOW) -> None:
    """The notice and the consents (all, where none is named) are signed."""
    for kind in kinds or tuple(ConsentKind):
        give_consent(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            kind=kind,
            signed_name="Dana Marsh",
            now=now,
        )


def take_vitals(
    world: World,
    patient: Patient,
    *,
    now: datetime = NOW,
    danger: dict[str, bool | None] | None = None,
    **values: float,
) -> Entry:
    return record_vitals(
        actor=world.actor(Role.TECHNICIAN),
        patient=patient,
        values={**VALUES, **values},
        danger_signs={**NO_DANGER, **(danger or {})},
        taken_at=now,
        now=now,
    )


def drinking(*, hours_ago: float = 400, now: datetime = NOW, **details: Any) -> UsedSubstance:
    """Alcohol every day, heavily; long ago unless said otherwise."""
    given = {"frequency": Frequency.DAILY, "is_heavy": True, **details}
    last = now - timedelta(hours=hours_ago)
    return UsedSubstance(substance=Substance.ALCOHOL, last_use_at=last, **given)


def tell_history(
    world: World,
    patient: Patient,
    *substances: UsedSubstance,
    now: datetime = NOW,
    **answers: Any,
) -> Entry:
    history = UseHistory(substances=substances or (drinking(now=now),), **{**NO_NEEDS, **answers})
    return record_use_history(
        actor=world.actor(Role.COUNSELOR), patient=patient, history=history, taken_at=now, now=now
    )


def score_form(
    world: World,
    patient: Patient,
    instrument: str,
    answers: object,
    *,
    now: datetime = NOW,
    **context: object,
) -> Entry:
    return score_instrument(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        instrument=instrument,
        answers=answers,
        taken_at=now,
        now=now,
        context=context,
    )


def judge_safety(
    world: World, patient: Patient, *, risk: SuicideRisk = SuicideRisk.NONE, now: datetime = NOW
) -> Entry:
    return answer_safety_step(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        risk=risk,
        disposition="goes_home",
        words="Asked directly; says no.",
        now=now,
    )


def assess(world: World, patient: Patient, *, now: datetime = NOW) -> None:
    """Everything an assessment asks for, with nothing against intensive outpatient care."""
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT, now=now)
    take_vitals(world, patient, now=now)
    tell_history(world, patient, now=now)
    score_form(world, patient, "ciwa-ar", [1, 1, 0, 0, 0, 0, 0, 0, 0, 0], now=now)
    score_form(world, patient, "cows", [0] * 11, now=now)
    score_form(world, patient, "phq-9", [1, 1, 1, 1, 1, 0, 0, 0, 0], now=now)
    score_form(world, patient, "dsm-5-count", [1] * 6 + [0] * 5, now=now, substance="alcohol")
    judge_safety(world, patient, now=now)
    rate(world, patient, now=now)


def rate(world: World, patient: Patient, *, now: datetime = NOW, **concerns: int) -> Entry:
    """Little concern in every area unless said otherwise."""
    ratings = {area.key: AreaRating(concerns.get(area.key, 1)) for area in life_areas().areas}
    return rate_areas(actor=world.actor(Role.COUNSELOR), patient=patient, ratings=ratings, now=now)


def decide(
    world: World,
    patient: Patient,
    decision: PlacementDecision = PlacementDecision.FOLLOW,
    *,
    now: datetime = NOW,
    **details: Any,
) -> Entry:
    return sign_placement(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        decision=decision,
        reason="We talked it over; this fits.",
        now=now,
        **details,
    )


def make_ready(world: World, patient: Patient, *, now: datetime = NOW) -> None:
    """Everything that must stand before admission."""
    assess(world, patient, now=now)
    decide(world, patient, now=now)
    agree(world, patient, ConsentKind.TREATMENT, now=now)
    answer_all(world, patient, now=now)
    set_emergency_contact(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        name="Rosa Marsh",
        relation="Sister",
        phone="410 555 0177",
        expected_version=0,
        now=now,
    )


def answer_all(world: World, patient: Patient, *, now: datetime = NOW) -> None:
    """The agreement is signed, and every item of the checklist is answered."""
    counselor = world.actor(Role.COUNSELOR)
    sign_agreement(actor=counselor, patient=patient, signed_name="Dana Marsh", now=now)
    keys = [item.key for item in checklist_of(world.site) if item.key != "agreement"]
    answers = {key: ItemAnswer("done") for key in keys}
    answer_checklist(actor=counselor, patient=patient, answers=answers, now=now)


def team_of_four(world: World) -> dict[Role, int]:
    return {role: world.accounts[role].pk for role in TEAM_ROLES}


def admit(world: World, patient: Patient, *, now: datetime = NOW, **details: Any) -> Episode:
    """An admission of somebody who is ready for it."""
    wanted: dict[str, Any] = {
        "team": team_of_four(world),
        "taper_key": "three-evenings",
        "starts_on": TODAY,
        **details,
    }
    return admit_patient(actor=world.actor(Role.COUNSELOR), patient=patient, now=now, **wanted)


def set_work_week(world: World, patient: Patient, *, now: datetime = NOW) -> None:
    """Work from Monday to Friday, nine to five, with half an hour of travel."""
    set_commitments(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        rows=[("work", day, time(9), time(17)) for day in range(5)],
        travel_minutes=30,
        video_is_possible=None,
        expected_version=patient.version,
        now=now,
    )
