"""Who referred a person stays known; a record they sent enters a chart only after a review."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from stepdown.clinic.chart.models import Arrival, ArrivedFact
from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.intake.asking import AttachedFile, FileKind
from stepdown.clinic.intake.emptying import KEPT_AFTER_SETTLING
from stepdown.clinic.intake.models import Referral
from stepdown.clinic.intake.referrals import (
    ReferrerKind,
    UnableToRefer,
    leave_record_out,
    note_referrer,
    open_referred_record,
    referral_of,
    referred_record,
    take_record_in,
)
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.fhir.reader import read_bundle
from tests.clinic.referred import ASKED_AT, asked, called_back
from tests.clinic.test_asking import close
from tests.clinic.test_intake import call
from tests.clinic.world import NOW, World
from tests.fhir.bundles import LOW_MOOD, bundle

pytestmark = pytest.mark.django_db
RAW = b"%PDF-1.7 Discharge summary\n%%EOF"
PDF = AttachedFile(FileKind.PDF, RAW)
FHIR = AttachedFile(FileKind.FHIR, bundle(LOW_MOOD))
LATER = NOW + timedelta(hours=1)


def take_in(world: World, patient: Patient, **changes: Any) -> Any:
    waiting = referred_record(patient)
    values: dict[str, Any] = {
        "arrived": None,
        "expected_version": waiting.version if waiting else 0,
        "now": LATER,
        **changes,
    }
    return take_record_in(actor=world.actor(Role.INTAKE), patient=patient, **values)


def leave_out(world: World, patient: Patient, version: int) -> None:
    leave_record_out(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        reason="About somebody else",
        expected_version=version,
        now=LATER,
    )


def test_who_referred_and_how_to_answer_stay_with_the_inquiry(world: World) -> None:
    request = asked(world)
    patient = called_back(world, request)
    referral = referral_of(patient)
    assert referral is not None
    assert (referral.kind, referral.name) == ("residential", "Dr. Okafor")
    assert (referral.organization, referral.email) == ("Ridge Hospital", "okafor@ridge.example")
    assert (referral.email_is_ok, referral.referred_at) == (True, ASKED_AT)
    # also when what the request held has long been emptied
    later = asked(world)
    close(world, later, now=NOW + KEPT_AFTER_SETTLING + timedelta(days=1))
    request.refresh_from_db()
    assert request.caller_name == ""
    referral.refresh_from_db()
    assert referral.name == "Dr. Okafor"


def test_a_record_goes_along_from_the_request_to_the_person(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    patient = called_back(world, asked(world, PDF))
    waiting = referred_record(patient)
    assert waiting is not None
    assert (waiting.kind, waiting.raw) == ("pdf", RAW)
    assert not Arrival.objects.exists(), "nothing enters a chart by itself"

    with django_capture_on_commit_callbacks(execute=True):
        take_in(world, patient)
    arrival = Arrival.objects.get()
    assert (arrival.patient, arrival.file_kind) == (patient, "pdf")
    assert arrival.source == "Ridge Hospital, Dr. Okafor"
    assert (arrival.received_by, arrival.received_at) == (world.accounts[Role.INTAKE], LATER)
    assert read_original(arrival.file_name) == RAW
    assert referred_record(patient) is None
    verbs = set(LedgerEvent.objects.filter(patient_id=patient.pk).values_list("verb", flat=True))
    assert {"record.received", "referral.record_taken_in"} <= verbs


def test_of_a_fhir_record_the_facts_enter_unchecked(world: World) -> None:
    patient = called_back(world, asked(world, FHIR))
    take_in(world, patient, arrived=read_bundle(FHIR.raw))
    fact = ArrivedFact.objects.get()
    assert (fact.patient, fact.standing) == (patient, "unverified")
    referral = referral_of(patient)
    assert referral is not None
    assert referral.arrival == fact.arrival


def test_a_record_about_somebody_else_stays_out_and_its_file_goes(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    patient = called_back(world, asked(world, PDF))
    referral = Referral.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        leave_out(world, patient, referral.version)
    assert not Arrival.objects.exists()
    with pytest.raises(FileNotFoundError):
        read_original(referral.file_name)
    referral.refresh_from_db()
    assert referral.left_out_because == "About somebody else"


def test_two_who_review_at_once_decide_once(world: World) -> None:
    patient = called_back(world, asked(world, PDF))
    version = Referral.objects.get().version
    take_in(world, patient)
    with pytest.raises(UnableToRefer):
        leave_out(world, patient, version)
    stale = called_back(world, asked(world, PDF))
    with pytest.raises(UnableToSave):
        leave_out(world, stale, 0)


def test_every_look_at_the_file_leaves_an_event(world: World) -> None:
    patient = called_back(world, asked(world, PDF))
    open_referred_record(actor=world.actor(Role.INTAKE), patient=patient, now=LATER)
    event = LedgerEvent.objects.latest("seq")
    assert (event.verb, event.patient_id) == ("referral.file_opened", patient.pk)


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.BILLER])
def test_only_who_receives_records_reviews_one(world: World, role: Role) -> None:
    patient = called_back(world, asked(world, PDF))
    with pytest.raises(NotAllowed):
        open_referred_record(actor=world.actor(role), patient=patient, now=LATER)
    with pytest.raises(NotAllowed):
        take_record_in(
            actor=world.actor(role), patient=patient, arrived=None, expected_version=1, now=LATER
        )


def test_who_referred_by_phone_is_written_down_once(world: World) -> None:
    inquiry = call(world, asked_by="professional")
    said: dict[str, Any] = {
        "kind": ReferrerKind.MEDICAL,
        "name": "Dr. Lund",
        "organization": "Bay Practice",
        "phone": "410 555 0111",
        "email": "",
        "email_is_ok": False,
        "leaves_on": None,
    }
    intake = world.actor(Role.INTAKE)
    note_referrer(actor=intake, inquiry=inquiry, now=NOW, **said)
    with pytest.raises(UnableToRefer):
        note_referrer(actor=intake, inquiry=inquiry, now=NOW, **said)
    assert Referral.objects.get().name == "Dr. Lund"


def test_the_database_keeps_no_reviewed_record_waiting(world: World) -> None:
    patient = called_back(world, asked(world, PDF))
    take_in(world, patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.update(file_name="0" * 32)
