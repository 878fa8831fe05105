"""Corrections of findings and decisions: a new version stands, the old one stays, all follows."""

from datetime import timedelta
from typing import Any

import pytest

from stepdown.clinic.chart.correcting import UnableToCorrect, correct_in_words
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.chart.queries import (
    altered_entries,
    latest,
    newest_version,
    standing_entries,
    versions_until,
)
from stepdown.clinic.consents.operations import withdraw_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.intake.queries import inquiries_board
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import open_safety_people
from stepdown.clinic.progress.queries import scores_over_time
from stepdown.clinic.treatment.advising import advice_for, open_detox_need
from stepdown.clinic.treatment.facts import assessment_parts, open_safety_step
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    UnableToAssess,
    correct_instrument,
    correct_use_history,
    correct_vitals,
    settle_detox_need,
)
from stepdown.clinic.treatment.queries import placement_for_entry
from stepdown.rules.placement import Outcome
from tests.clinic.care import (
    NO_DANGER,
    NO_NEEDS,
    VALUES,
    admit,
    agree,
    decide,
    drinking,
    judge_safety,
    make_ready,
    score_form,
    take_vitals,
    tell_history,
)
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.web.front_door import called

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
LOW_MOOD = [1, 1, 1, 1, 1, 0, 0, 0]


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    return patient


def correct_score(world: World, entry: Entry, answers: object, **changes: Any) -> Entry:
    details: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "patient": entry.patient,
        "entry_id": entry.pk,
        "instrument": entry.body["instrument"],
        "answers": answers,
        "taken_at": entry.happened_at,
        "reason": "Typed in the wrong row.",
        "now": LATER,
    }
    return correct_instrument(**(details | changes))


def in_words(world: World, entry: Entry, role: Role = Role.COUNSELOR, **changes: Any) -> Entry:
    details: dict[str, Any] = {
        "actor": world.actor(role),
        "patient": entry.patient,
        "entry_id": entry.pk,
        "words": "The sister's name was meant.",
        "reason": "Wrong person named.",
        "now": LATER,
    }
    return correct_in_words(**(details | changes))


def is_waiting(patient: Patient) -> bool:
    """Both readers of the open safety step, which must agree."""
    in_list = open_safety_people(Patient.objects.filter(pk=patient.pk)).exists()
    assert in_list == (open_safety_step(patient) is not None)
    return in_list


def test_a_correction_is_a_new_version_and_the_old_one_stays(world: World, dana: Patient) -> None:
    old = take_vitals(world, dana)
    new = correct_vitals(
        actor=world.actor(Role.MEDICAL),
        patient=dana,
        entry_id=old.pk,
        values={**VALUES, "pulse_per_minute": 67},
        danger_signs=NO_DANGER,
        taken_at=old.happened_at,
        reason="Misread: 67, not 76.",
        now=LATER,
    )
    old.refresh_from_db()
    assert old.body["values"]["pulse_per_minute"] == 76
    assert (new.corrects_id, new.reason) == (old.pk, "Misread: 67, not 76.")
    assert (new.happened_at, new.signed_at) == (NOW, LATER)
    assert list(standing_entries(dana, EntryKind.VITALS)) == [new]
    assert LedgerEvent.objects.filter(verb="vitals.corrected", patient_id=dana.pk).count() == 1
    assert altered_entries() == []


def test_only_the_newest_version_can_be_corrected(world: World, dana: Patient) -> None:
    first = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    second = correct_score(world, first, [*LOW_MOOD[:7], 1, 0])
    with pytest.raises(UnableToCorrect, match="has a correction already"):
        correct_score(world, first, [0] * 9)
    third = correct_score(world, second, [0] * 9)
    assert newest_version(first) == third
    assert versions_until(third) == [first, second, third]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_a_correction_needs_its_reason(world: World, dana: Patient, reason: str) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    with pytest.raises(UnableToCorrect):
        correct_score(world, entry, [0] * 9, reason=reason)
    assert Entry.objects.filter(corrects=entry).count() == 0


def test_what_is_the_same_is_no_correction(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 1])
    with pytest.raises(UnableToCorrect, match="Nothing is different"):
        correct_score(world, entry, [*LOW_MOOD, 1])


def test_an_entry_of_somebody_else_cannot_be_corrected(world: World, dana: Patient) -> None:
    entry, other = score_form(world, dana, "phq-9", [*LOW_MOOD, 0]), world.patient("Luis")
    with pytest.raises(UnableToCorrect, match="no such entry"):
        correct_score(world, entry, [0] * 9, patient=other)


def test_a_form_stays_the_same_form(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "cows", [0] * 11)
    with pytest.raises(UnableToCorrect, match="another form"):
        correct_score(world, entry, [0] * 9, instrument="phq-9")


def test_a_corrected_score_takes_the_place_of_the_old_one(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    correct_score(world, entry, [2] * 8 + [0])
    assert [point.total for point in scores_over_time(dana)["phq-9"]] == [16]


def test_an_answer_corrected_upward_opens_the_safety_step(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    judge_safety(world, dana)
    assert not is_waiting(dana)
    correct_score(world, entry, [*LOW_MOOD, 1])
    assert is_waiting(dana)


def test_an_answer_corrected_to_none_closes_the_safety_step(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 1])
    assert is_waiting(dana)
    correct_score(world, entry, [*LOW_MOOD, 0])
    assert not is_waiting(dana)


def test_an_answered_safety_step_stays_answered_unless_the_answer_rises(
    world: World, dana: Patient
) -> None:
    first = score_form(world, dana, "phq-9", [*LOW_MOOD, 1])
    judge_safety(world, dana)
    second = correct_score(world, first, [*LOW_MOOD[:7], 2, 1])
    assert not is_waiting(dana)
    third = correct_score(world, second, [*LOW_MOOD, 1])
    assert not is_waiting(dana)
    correct_score(world, third, [*LOW_MOOD, 2])
    assert is_waiting(dana)


def test_an_open_safety_step_survives_another_correction(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 2])
    correct_score(world, entry, [*LOW_MOOD, 1])
    assert is_waiting(dana)


def test_correcting_an_earlier_safety_step_answers_no_later_form(
    world: World, dana: Patient
) -> None:
    step = judge_safety(world, dana)
    score_form(world, dana, "phq-9", [*LOW_MOOD, 1])
    in_words(world, step)
    assert is_waiting(dana)


def test_a_corrected_scale_opens_a_detox_need(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "ciwa-ar", [1] + [0] * 9)
    before = open_detox_need(dana)
    new = correct_score(world, entry, [5, 5, 5, 5, 0, 0, 0, 0, 0, 0])
    need = open_detox_need(dana)
    assert before is None
    assert need is not None
    assert need.opened_by == new


def test_a_lower_corrected_scale_leaves_an_open_need_to_the_medical_professional(
    world: World, dana: Patient
) -> None:
    tell_history(world, dana, drinking(hours_ago=30))
    entry = score_form(world, dana, "ciwa-ar", [5, 5, 5, 5, 0, 0, 0, 0, 0, 0])
    correct_score(world, entry, [0] * 10)
    assert open_detox_need(dana) is not None
    assert advice_for(dana, now=LATER).facts.ciwa_total == 0
    settle_detox_need(
        actor=world.actor(Role.MEDICAL), patient=dana, outcome="cleared", note="Seen.", now=LATER
    )
    assert open_detox_need(dana) is None


def test_a_corrected_danger_sign_changes_the_advice(world: World, dana: Patient) -> None:
    entry = take_vitals(world, dana, danger={"has_chest_pain": True})
    assert advice_for(dana, now=LATER).advice.outcome is Outcome.EMERGENCY
    correct_vitals(
        actor=world.actor(Role.TECHNICIAN),
        patient=dana,
        entry_id=entry.pk,
        values=VALUES,
        danger_signs=NO_DANGER,
        taken_at=entry.happened_at,
        reason="Ticked the wrong line.",
        now=LATER,
    )
    assert advice_for(dana, now=LATER).advice.outcome is not Outcome.EMERGENCY


def test_a_corrected_use_history_is_what_advice_reads(world: World, dana: Patient) -> None:
    entry = tell_history(world, dana, drinking(hours_ago=400))
    history = UseHistory(substances=(drinking(hours_ago=20),), **NO_NEEDS)
    correct_use_history(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        entry_id=entry.pk,
        history=history,
        taken_at=entry.happened_at,
        reason="Yesterday, not two weeks ago.",
        now=LATER,
    )
    uses = advice_for(dana, now=LATER).facts.uses
    assert uses is not None
    assert uses[0].last_use_hours_ago == 22


def test_a_corrected_finding_is_as_old_as_it_was(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "ciwa-ar", [1] + [0] * 9)
    two_days = NOW + timedelta(days=2)
    correct_score(world, entry, [2] + [0] * 9, now=two_days)
    assert not assessment_parts(dana, now=two_days)["ciwa-ar"].is_fresh


def test_a_finding_of_long_ago_can_be_corrected_but_not_moved(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    years = NOW + timedelta(days=400)
    with pytest.raises(UnableToAssess, match="past year"):
        correct_score(world, entry, [0] * 9, now=years, taken_at=NOW - timedelta(days=1))
    assert correct_score(world, entry, [0] * 9, now=years).body["total"] == 0


def test_a_record_is_put_right_after_consent_has_ended(world: World, dana: Patient) -> None:
    entry = score_form(world, dana, "phq-9", [*LOW_MOOD, 0])
    for kind in (ConsentKind.ASSESSMENT, ConsentKind.TREATMENT):
        withdraw_consent(
            actor=world.actor(Role.COUNSELOR), patient=dana, kind=kind, words="No more.", now=NOW
        )
    assert correct_score(world, entry, [0] * 9).corrects == entry


def test_who_may_not_sign_a_kind_may_not_correct_it(world: World, dana: Patient) -> None:
    make_ready(world, dana_ready := world.patient("Ruth"))
    placement = latest(dana_ready, EntryKind.PLACEMENT)
    assert placement is not None
    with pytest.raises(UnableToSign, match="Your role cannot sign this"):
        in_words(world, placement, Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        in_words(world, placement, Role.INTAKE)
    assert in_words(world, placement, Role.PSYCHOLOGIST).signed_as == Role.PSYCHOLOGIST


def test_words_stand_beside_what_was_signed(world: World, dana: Patient) -> None:
    step = judge_safety(world, dana)
    new = in_words(world, step)
    assert new.body == {**step.body, "what_is_right": "The sister's name was meant."}
    with pytest.raises(UnableToCorrect, match="Nothing is different"):
        in_words(world, new)


@pytest.mark.parametrize("kind", [EntryKind.ADVICE, EntryKind.VITALS])
def test_what_has_its_own_form_is_not_corrected_in_words(world: World, kind: EntryKind) -> None:
    patient = world.patient()
    make_ready(world, patient)
    entry = latest(patient, kind)
    assert entry is not None
    with pytest.raises(UnableToCorrect, match="own form"):
        in_words(world, entry)


def test_a_corrected_decision_is_no_younger_and_used_once(world: World) -> None:
    patient = world.patient()
    make_ready(world, patient)
    placement = latest(patient, EntryKind.PLACEMENT)
    assert placement is not None
    corrected = in_words(world, placement)
    assert placement_for_entry(patient, now=LATER) == corrected
    assert placement_for_entry(patient, now=NOW + timedelta(days=365)) is None
    admit(world, patient, now=LATER)
    again = in_words(world, corrected, words="Still another word.")
    assert latest(patient, EntryKind.PLACEMENT) == again
    assert placement_for_entry(patient, now=LATER) is None


def test_a_decision_used_before_its_correction_stays_used(world: World) -> None:
    patient = world.patient()
    make_ready(world, patient)
    admit(world, patient)
    placement = latest(patient, EntryKind.PLACEMENT)
    assert placement is not None
    in_words(world, placement)
    assert placement_for_entry(patient, now=LATER) is None


def test_correcting_an_old_decision_decides_no_new_inquiry(world: World) -> None:
    patient = called(world)
    old = decide(world, patient, PlacementDecision.WAIT, now=NOW - timedelta(days=2))
    before = [line.stage for line in inquiries_board(world.actor(Role.INTAKE), now=LATER)]
    in_words(world, old)
    assert [line.stage for line in inquiries_board(world.actor(Role.INTAKE), now=LATER)] == before
