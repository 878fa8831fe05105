"""Advice, the signed decision on it, and the need of detox that only medicine settles."""

from datetime import timedelta

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import advice_for, open_detox_need
from stepdown.clinic.treatment.facts import UnableToReadFacts
from stepdown.clinic.treatment.histories import Frequency, UsedSubstance
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    UnableToPlace,
    UnableToSettle,
    settle_detox_need,
    sign_placement,
)
from stepdown.clinic.treatment.queries import placement_for_entry
from stepdown.rules.placement import Facts, Outcome, Substance, advise
from tests.clinic.care import (
    assess,
    decide,
    drinking,
    score_form,
    take_vitals,
    tell_history,
)
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db

SEVERE = [5, 5, 5, 0, 0, 0, 0, 0, 0, 0]


@made_once
def patient(world: World) -> Patient:
    """Somebody assessed, with nothing against intensive outpatient care."""
    patient = world.patient()
    assess(world, patient)
    return patient


def settle(world: World, patient: Patient, outcome: str, role: Role = Role.MEDICAL) -> None:
    settle_detox_need(
        actor=world.actor(role), patient=patient, outcome=outcome, note="Examined.", now=NOW
    )


def test_a_whole_assessment_gives_advice_with_reasons(patient: Patient) -> None:
    advice = advice_for(patient, now=NOW).advice
    assert advice.outcome is Outcome.IOP
    assert advice.suggested_level is not None
    assert advice.suggested_level.code == "2.1"
    assert advice.reasons
    assert advice.missing_facts == ()


def test_nothing_asked_is_no_advice_and_names_what_is_missing(world: World) -> None:
    advice = advice_for(world.patient("Noor"), now=NOW).advice
    assert advice.outcome is Outcome.CANNOT_ADVISE_YET
    assert {"ciwa_total", "uses", "suicide_risk"} <= set(advice.missing_facts)


def test_the_signed_decision_keeps_the_advice_so_that_it_can_be_replayed(
    world: World, patient: Patient
) -> None:
    entry = decide(world, patient)
    assert (entry.body["level_code"], entry.body["edition"]) == ("2.1", "3rd")
    kept = Entry.objects.get(pk=entry.body["advice"]).body
    again = advise(Facts.from_snapshot(kept["facts"]))
    assert again.ruleset_version == kept["ruleset_version"]
    assert again.outcome.value == kept["advice"]["outcome"]


def test_every_decision_has_a_reason(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToPlace, match="reason"):
        sign_placement(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            decision=PlacementDecision.FOLLOW,
            reason=" ",
            now=NOW,
        )
    assert latest(patient, EntryKind.PLACEMENT) is None


def test_a_technician_signs_no_placement(world: World, patient: Patient) -> None:
    with pytest.raises(NotAllowed):
        sign_placement(
            actor=world.actor(Role.TECHNICIAN),
            patient=patient,
            decision=PlacementDecision.FOLLOW,
            reason="It fits.",
            now=NOW,
        )


def test_there_is_nothing_to_follow_while_facts_are_missing(world: World) -> None:
    with pytest.raises(UnableToPlace, match="no advice to follow"):
        decide(world, world.patient("Noor"))


def test_waiting_and_another_level_open_no_admission(world: World, patient: Patient) -> None:
    decide(world, patient)
    assert placement_for_entry(patient, now=NOW) is not None
    decide(world, patient, PlacementDecision.OTHER, level_code="1")
    assert placement_for_entry(patient, now=NOW) is None
    decide(world, patient)
    decide(world, patient, PlacementDecision.WAIT)
    assert placement_for_entry(patient, now=NOW) is None


def test_a_level_of_no_edition_is_refused(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToPlace, match="Choose the level"):
        decide(world, patient, PlacementDecision.OTHER, level_code="9")


def test_a_decision_grows_old(world: World, patient: Patient) -> None:
    decide(world, patient)
    assert placement_for_entry(patient, now=NOW + timedelta(days=31)) is None


def test_the_program_does_not_begin_over_an_open_safety_step(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "phq-9", [0] * 8 + [2])
    with pytest.raises(UnableToPlace, match="safety step"):
        decide(world, patient, PlacementDecision.OTHER, level_code="2.1")


def test_the_program_does_not_begin_over_a_danger_sign(world: World, patient: Patient) -> None:
    take_vitals(world, patient, danger={"has_chest_pain": True})
    assert advice_for(patient, now=NOW).advice.outcome is Outcome.EMERGENCY
    with pytest.raises(UnableToPlace, match="danger sign"):
        decide(world, patient, PlacementDecision.OTHER, level_code="2.1")


def test_findings_that_contradict_each_other_are_named(world: World, patient: Patient) -> None:
    opioid = UsedSubstance(substance=Substance.OPIOID, frequency=Frequency.LESS)
    tell_history(world, patient, opioid)
    take_vitals(world, patient, breath_alcohol_percent=0.08)
    with pytest.raises(UnableToReadFacts, match="breath test"):
        advice_for(patient, now=NOW)


def test_a_contradiction_hides_no_need(world: World, patient: Patient) -> None:
    tell_history(
        world, patient, UsedSubstance(substance=Substance.OPIOID, frequency=Frequency.LESS)
    )
    take_vitals(world, patient, breath_alcohol_percent=0.08)
    score_form(world, patient, "ciwa-ar", SEVERE)
    assert open_detox_need(patient) is not None
    settle(world, patient, "cleared")
    assert open_detox_need(patient) is None


def test_a_clinician_can_ask_for_detox_without_a_rule(world: World, patient: Patient) -> None:
    decide(world, patient, PlacementDecision.DETOX)
    need = open_detox_need(patient)
    assert need is not None
    assert need.opened_by.kind == EntryKind.PLACEMENT


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.PSYCHOLOGIST, Role.TECHNICIAN])
def test_only_the_medical_professional_settles_a_need(
    world: World, patient: Patient, role: Role
) -> None:
    score_form(world, patient, "ciwa-ar", SEVERE)
    with pytest.raises(NotAllowed):
        settle(world, patient, "cleared", role)
    assert open_detox_need(patient) is not None


def test_settling_is_signed_with_the_rules_it_answers(world: World, patient: Patient) -> None:
    score_form(world, patient, "ciwa-ar", SEVERE)
    settle(world, patient, "cleared")
    assert open_detox_need(patient) is None
    entry = latest(patient, EntryKind.WITHDRAWAL)
    assert entry is not None
    assert entry.body["rules"] == ["W1", "W2"]
    assert entry.signed_as == "medical"


@pytest.mark.parametrize(("outcome", "note"), [("cleared", " "), ("open", "Seen."), ("", "Seen.")])
def test_a_need_is_settled_with_an_outcome_and_a_note(
    world: World, patient: Patient, outcome: str, note: str
) -> None:
    score_form(world, patient, "ciwa-ar", SEVERE)
    with pytest.raises(UnableToSettle):
        settle_detox_need(
            actor=world.actor(Role.MEDICAL), patient=patient, outcome=outcome, note=note, now=NOW
        )
    assert open_detox_need(patient) is not None


def test_nothing_open_is_nothing_to_settle(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToSettle, match="nothing to settle"):
        settle(world, patient, "cleared")


def test_after_a_clearing_only_a_later_finding_opens_a_need_again(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "ciwa-ar", SEVERE)
    settle(world, patient, "cleared")
    hour = NOW + timedelta(hours=1)
    score_form(world, patient, "phq-9", [0] * 9, now=hour)  # says nothing about withdrawal
    assert open_detox_need(patient) is None
    score_form(world, patient, "ciwa-ar", SEVERE, now=hour)
    assert open_detox_need(patient) is not None


def test_what_is_handled_here_stays_answered_until_another_rule_asks(
    world: World, patient: Patient
) -> None:
    score_form(world, patient, "cows", [2] * 2 + [1] * 1 + [0] * 1 + [2] * 5 + [0] * 2)
    assert open_detox_need(patient) is not None
    settle(world, patient, "handled_here")
    hour = NOW + timedelta(hours=1)
    score_form(world, patient, "cows", [2] * 2 + [1] * 1 + [0] * 1 + [2] * 5 + [0] * 2, now=hour)
    decide(world, patient, PlacementDecision.OTHER, level_code="2.1", now=hour)
    assert open_detox_need(patient) is None
    tell_history(world, patient, drinking(hours_ago=10, now=hour), now=hour)
    assert open_detox_need(patient) is not None


def test_one_need_at_a_time_is_open(world: World, patient: Patient) -> None:
    score_form(world, patient, "ciwa-ar", SEVERE)
    first = open_detox_need(patient)
    decide(world, patient, PlacementDecision.DETOX)
    assert open_detox_need(patient) == first


def test_stable_medicine_as_prescribed_is_no_detox_need(world: World, patient: Patient) -> None:
    methadone = UsedSubstance(
        substance=Substance.OPIOID,
        name="methadone",
        frequency=Frequency.DAILY,
        is_stable_prescription=True,
        last_use_at=NOW - timedelta(hours=3),
    )
    benzodiazepine = UsedSubstance(
        substance=Substance.BENZODIAZEPINE,
        frequency=Frequency.DAILY,
        is_stable_prescription=True,
        last_use_at=NOW - timedelta(hours=3),
    )
    tell_history(world, patient, methadone, benzodiazepine)
    assert open_detox_need(patient) is None
    assert advice_for(patient, now=NOW).advice.outcome is Outcome.IOP
