"""Detox first: handed over from what is signed, with the door shut until the return."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.consents.queries import ConsentKind, account_of_disclosures
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import NeedKind, person_needs
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.models import DetoxReferral
from stepdown.clinic.treatment.operations import (
    HandOverCall,
    NotThere,
    UnableToAdmit,
    UnableToRefer,
    UnableToSettle,
    move_referral,
    note_contact,
    refer_to_detox,
    save_detox_place,
    send_items,
    settle_detox_need,
)
from stepdown.clinic.treatment.referrals import DUE, hand_over, open_referral, steps_of
from tests.clinic.care import (
    admit,
    agree,
    decide,
    drinking,
    make_ready,
    rate,
    score_form,
    take_vitals,
    tell_history,
)
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
SEVERE = [5, 5, 5, 4, 0, 0, 0, 0, 0, 0]
WEEK = timedelta(days=7)
CALL = HandOverCall(
    with_whom="Nurse Ortiz",
    words="Has a bed, expects them at four.",
    signed_name="Dana Marsh",
    items={"scores": "CIWA-Ar 19", "last_use": "Alcohol, last this morning"},
)
WHY_NOT = NotThere("Wants to think it over", "Seizures can come; call 911.", TODAY + WEEK)


@made_once
def patient(world: World) -> Patient:
    """Somebody ready but for a withdrawal that needs detox first."""
    patient = world.patient()
    make_ready(world, patient)
    tell_history(world, patient, drinking(hours_ago=9, name="Vodka"), medicines="None")
    score_form(world, patient, "ciwa-ar", SEVERE)
    return patient


def refer(
    world: World, patient: Patient, role: Role = Role.MEDICAL, **details: Any
) -> DetoxReferral:
    wanted: dict[str, Any] = {
        "place_name": "Ridge Hospital",
        "place_phone": "410 555 0188",
        "status": "sent",
        "transport": "staff",
        "naloxone": "given",
        "call": CALL,
        "now": NOW,
        **details,
    }
    return refer_to_detox(actor=world.actor(role), patient=patient, **wanted)


def move(
    world: World, patient: Patient, status: str, role: Role = Role.MEDICAL, **more: Any
) -> None:
    referral = open_referral(patient)
    assert referral is not None
    wanted = {"words": "By phone", "now": NOW, "expected_version": referral.version, **more}
    move_referral(actor=world.actor(role), patient=patient, status=status, **wanted)


def hear(world: World, patient: Patient, referral: DetoxReferral, words: str, at: datetime) -> None:
    note_contact(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        referral_id=referral.pk,
        words=words,
        now=at,
    )


def settle(world: World, patient: Patient, now: datetime = NOW) -> None:
    settle_detox_need(
        actor=world.actor(Role.MEDICAL),
        patient=patient,
        outcome="cleared",
        note="Withdrawal is over.",
        now=now,
    )


def test_reasons_scores_and_last_use_come_from_the_chart(world: World, patient: Patient) -> None:
    entry = refer(world, patient).entry
    assert [one["rule"] for one in entry.body["reasons"]][:2] == ["W1", "W2"]
    assert all(one["source"] and one["fact"] for one in entry.body["reasons"])
    (ciwa, cows) = entry.body["scores"]
    assert (ciwa["instrument"], ciwa["total"], ciwa["rater"]) == ("ciwa-ar", 19, "Counselor")
    assert ciwa["taken_at"] == NOW.isoformat()
    assert cows["total"] == 0
    assert entry.body["history"]["substances"][0]["name"] == "Vodka"
    assert entry.body["vitals"]["pulse_per_minute"] == 76
    assert entry.body["safety_plan"]["risk"] == "none"
    assert entry.signed_as == "medical"


def test_every_item_that_is_told_is_a_line_of_the_account(world: World, patient: Patient) -> None:
    refer(world, patient)
    told = [(one.topic, one.how, one.what) for one in account_of_disclosures(patient)]
    assert sorted(told) == [
        ("hand_over", "phone", "Alcohol, last this morning"),
        ("hand_over", "phone", "CIWA-Ar 19"),
    ]
    actor = world.actor(Role.TECHNICIAN)
    send_items(actor=actor, patient=patient, items=["Vital signs"], how="paper", now=NOW)
    assert account_of_disclosures(patient).count() == 3


def test_without_consent_nothing_is_told_and_the_referral_goes_on(
    world: World, patient: Patient
) -> None:
    with pytest.raises(UnableToRefer, match="Without the person's consent"):
        refer(world, patient, call=HandOverCall("Nurse", "Bed", items={"scores": "CIWA-Ar 19"}))
    refer(world, patient, call=HandOverCall("Nurse Ortiz", "A bed for somebody, no name."))
    assert account_of_disclosures(patient).count() == 0
    medical = world.actor(Role.MEDICAL)
    with pytest.raises(UnableToRefer, match="has not agreed"):
        send_items(actor=medical, patient=patient, items=["x"], how="mail", now=NOW)


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ({"place_phone": " "}, "Name the place and its phone"),
        ({"status": "arrived"}, "how far the call came"),
        ({"call": HandOverCall("", "")}, "with whom you spoke"),
    ],
)
def test_a_referral_with_a_gap_is_a_sentence(
    world: World, patient: Patient, details: dict[str, Any], says: str
) -> None:
    with pytest.raises(UnableToRefer, match=says):
        refer(world, patient, **details)
    assert open_referral(patient) is None


def test_a_counselor_finds_the_bed_and_medicine_signs_before_anybody_leaves(
    world: World, patient: Patient
) -> None:
    with pytest.raises(UnableToRefer, match="medical professional signs before anybody leaves"):
        refer(world, patient, Role.COUNSELOR)
    refer(world, patient, Role.COUNSELOR, status="accepted")
    with pytest.raises(UnableToRefer, match="medical professional signs before anybody leaves"):
        move(world, patient, "sent", Role.COUNSELOR)
    move(world, patient, "sent")
    referral = open_referral(patient)
    assert referral is not None
    assert (referral.status, referral.sent_at) == ("sent", NOW)
    with pytest.raises(NotAllowed):
        refer(world, patient, Role.TECHNICIAN)


def test_one_referral_at_a_time_is_under_way(world: World, patient: Patient) -> None:
    refer(world, patient)
    with pytest.raises(UnableToRefer, match="under way already"):
        refer(world, patient)


def test_each_state_has_its_owner_and_its_due_time(world: World, patient: Patient) -> None:
    referral = refer(world, patient)
    assert referral.owner == world.accounts[Role.MEDICAL]
    assert referral.due_at == NOW + timedelta(hours=24)
    move(world, patient, "arrived")
    later = NOW + timedelta(days=5)
    move(world, patient, "completed", now=later)
    kept = open_referral(patient)
    assert kept is not None
    assert kept.discharged_at == later
    assert kept.due_at == later + timedelta(days=7)
    move(world, patient, "returned", now=later + WEEK)
    assert open_referral(patient) is None
    assert [step.status for step in steps_of(kept)] == ["sent", "arrived", "completed", "returned"]
    assert all(span.source for span in DUE.values())


@pytest.mark.parametrize("wrong", ["completed", "returned", "declined", "proposed", "nowhere"])
def test_no_step_is_skipped(world: World, patient: Patient, wrong: str) -> None:
    refer(world, patient)
    with pytest.raises(UnableToRefer, match="stands at: on the way"):
        move(world, patient, wrong)


def test_an_overdue_look_is_on_today_until_somebody_called(world: World, patient: Patient) -> None:
    def waiting(role: Role, at: datetime) -> list[str]:
        needs = person_needs(world.actor(role), at, today=at.date())
        return [need.code for need in needs if need.kind is NeedKind.REFERRAL]

    referral = refer(world, patient, Role.COUNSELOR, status="offered")
    assert waiting(Role.COUNSELOR, NOW) == []
    late = NOW + timedelta(hours=5)
    assert waiting(Role.COUNSELOR, late) == [patient.code]
    assert waiting(Role.MEDICAL, late) == [patient.code]
    assert waiting(Role.PSYCHOLOGIST, late) == []
    with pytest.raises(UnableToRefer, match="Write what you heard"):
        hear(world, patient, referral, " ", late)
    hear(world, patient, referral, "They decide at six.", late)
    assert waiting(Role.COUNSELOR, late) == []


@pytest.mark.parametrize(
    "why",
    [
        None,
        NotThere(" ", "Told", TODAY),
        NotThere("No bed", " ", TODAY),
        NotThere("No bed", "Told", None),
        NotThere("No bed", "Told", TODAY + timedelta(days=8)),
        NotThere("No bed", "Told", date(2026, 11, 22)),
    ],
)
def test_a_declined_referral_needs_reason_risk_advice_and_a_day(
    world: World, patient: Patient, why: NotThere | None
) -> None:
    refer(world, patient, status="offered")
    with pytest.raises(UnableToRefer):
        move(world, patient, "declined", not_there=why)
    assert open_referral(patient) is not None


def test_whoever_declined_is_contacted_again_and_detox_still_comes_first(
    world: World, patient: Patient
) -> None:
    referral = refer(world, patient, status="offered")
    move(world, patient, "declined", not_there=WHY_NOT)
    referral.refresh_from_db()
    assert referral.due_at == NOW + WEEK
    assert open_detox_need(patient) is not None
    with pytest.raises(UnableToAdmit, match="Detox comes first"):
        admit(world, patient)
    hear(world, patient, referral, "Comes tomorrow.", NOW + WEEK)
    referral.refresh_from_db()
    assert referral.due_at is None
    with pytest.raises(UnableToRefer, match="nothing to follow up"):
        hear(world, patient, referral, "Again.", NOW + WEEK)
    refer(world, patient)


def test_while_it_is_open_nobody_settles_the_need(world: World, patient: Patient) -> None:
    refer(world, patient)
    with pytest.raises(UnableToSettle, match="Note first that the person is back"):
        settle(world, patient)


def test_on_return_only_what_grew_old_is_asked_again(world: World, patient: Patient) -> None:
    refer(world, patient)
    move(world, patient, "arrived")
    back = NOW + timedelta(days=6)
    move(world, patient, "completed", now=back)
    move(world, patient, "returned", now=back)
    parts = assessment_parts(patient, now=back)
    old = {key for key, part in parts.items() if part.entry and not part.is_fresh}
    assert old == {"vitals", "ciwa-ar", "cows"}
    take_vitals(world, patient, now=back)
    score_form(world, patient, "ciwa-ar", [0] * 10, now=back)
    score_form(world, patient, "cows", [0] * 11, now=back)
    settle(world, patient, back)
    decide(world, patient, now=back)
    assert admit(world, patient, now=back, starts_on=back.date()).status == "active"


def test_the_database_keeps_the_door_shut_until_the_return(world: World, patient: Patient) -> None:
    refer(world, patient)
    placement = latest(patient, EntryKind.PLACEMENT)
    assert placement is not None
    insert = (
        "INSERT INTO treatment_episode (version, status, admitted_on, level_code,"
        " criteria_edition, phase_number, hold_reason, end_reason, patient_id, site_id,"
        " placement_id, admission_id)"
        " VALUES (1, 'active', %s, '2.1', '3rd', 1, '', '', %s, %s, %s, %s)"
    )
    settled = "UPDATE treatment_detoxneed SET state = 'cleared', settled_by_id = %s"
    entry = (TODAY, patient.pk, patient.site_id, placement.pk, placement.pk)
    for sql, given, says in (
        (insert, entry, "Detox comes first|referral to detox is under way"),
        (settled, (placement.pk,), "referral to detox is under way|Only a signed withdrawal"),
        ("DELETE FROM treatment_detoxreferral", (), "cannot be removed"),
        ("UPDATE treatment_detoxreferral SET status = 'declined'", (), "CHECK|check"),
        ("UPDATE treatment_detoxreferral SET due_at = NULL", (), "CHECK|check"),
    ):
        with (
            pytest.raises(IntegrityError, match=says),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, given)


def test_a_referral_without_a_rule_opens_the_need_itself(world: World) -> None:
    noor = world.patient("Noor")
    agree(world, noor, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    rate(world, noor)
    assert open_detox_need(noor) is None
    referral = refer(world, noor)
    assert referral.need.opened_by.kind == EntryKind.REFERRAL
    assert open_detox_need(noor) is not None
    assert hand_over(noor, now=NOW)["scores"] == []


def test_a_director_keeps_the_list_of_places(world: World) -> None:
    details = {"name": "Ridge", "phone": "410", "contact": "", "address": "", "takes": ""}

    def save(role: Role) -> None:
        save_detox_place(
            actor=world.actor(role),
            site=world.site,
            place=None,
            expected_version=0,
            now=NOW,
            is_used=True,
            **details,
        )

    save(Role.DIRECTOR)
    with pytest.raises(UnableToRefer, match="this name already"):
        save(Role.DIRECTOR)
    with pytest.raises(NotAllowed):
        save(Role.COUNSELOR)
