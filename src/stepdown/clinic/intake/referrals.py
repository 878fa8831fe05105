"""Who sent a person here, and the record that came along, until somebody reviewed it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypedDict, Unpack

from django.db import transaction

from stepdown.clinic.chart.arrivals import ArrivedRecord
from stepdown.clinic.chart.originals import read_original, remove_original
from stepdown.clinic.chart.receiving import Received, receive_document, receive_record
from stepdown.clinic.intake.models import CallRequest, Inquiry, Referral
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

ReferrerKind = Referral.Kind  # for pages, which name no models


class UnableToRefer(Unable):
    """The referral cannot be changed this way, or its record not taken in; the message says why."""


class Referrer(TypedDict):
    """Who refers and how to answer them. `leaves_on`: when a residential stay ends."""

    kind: ReferrerKind
    name: str
    organization: str
    phone: str
    email: str
    email_is_ok: bool
    leaves_on: date | None


def referral_of(patient: Patient) -> Referral | None:
    """The person's newest referral."""
    found = Referral.objects.filter(inquiry__patient=patient)
    newest = found.order_by("-inquiry__first_contact_at", "-pk")
    return newest.select_related("arrival__received_by", "inquiry").first()


def take_over(request: CallRequest, inquiry: Inquiry) -> None:
    """Keeps who asked with the inquiry; the file that came along goes with it. Inside writing()."""
    Referral.objects.create(
        inquiry=inquiry,
        kind=request.referrer_kind or ReferrerKind.MEDICAL,
        name=request.caller_name,
        organization=request.organization,
        phone=request.phone,
        email=request.email,
        email_is_ok=request.email_is_ok,
        leaves_on=request.leaves_on,
        referred_at=request.asked_at,
        file_name=request.file_name,
        file_kind=request.file_kind,
    )
    save_version(request, expected=request.version, file_name="", file_kind="")


def note_referrer(
    *, actor: Actor, inquiry: Inquiry, now: datetime, **said: Unpack[Referrer]
) -> Referral:
    """Writes down who referred, where they called instead of writing. Raises UnableToRefer where
    the inquiry has a referral already."""
    require(actor, Permission.TAKE_CALLS, site_id=inquiry.patient.site_id)
    with writing():
        referral, is_new = Referral.objects.get_or_create(  # unique: inquiry
            inquiry=inquiry, defaults={"referred_at": inquiry.first_contact_at, **said}
        )
        if not is_new:
            raise UnableToRefer("Who referred is written down already. Look at the page again.")
        _note(actor, "referral.noted", inquiry.patient, referral, now)
    return referral


@dataclass(frozen=True)
class ReferredRecord:
    """A record that waits for review. `kind` is pdf or fhir, known by its content."""

    kind: str
    raw: bytes
    source: str
    version: int


def referred_record(patient: Patient) -> ReferredRecord | None:
    """The record that came with the person's referral, while nobody has reviewed it."""
    referral = referral_of(patient)
    if referral is None or not referral.file_name:
        return None
    raw = read_original(referral.file_name)
    return ReferredRecord(referral.file_kind, raw, source_of(referral), referral.version)


def source_of(referral: Referral) -> str:
    """Ridge Hospital, Dr. Okafor."""
    return ", ".join(part for part in (referral.organization, referral.name) if part)


def open_referred_record(*, actor: Actor, patient: Patient, now: datetime) -> ReferredRecord:
    """The file itself, to be read before it enters the chart; every look leaves an event."""
    require(actor, Permission.RECEIVE_RECORDS, site_id=patient.site_id)
    with writing():
        referral, waiting = _to_review(patient)
        _note(actor, "referral.file_opened", patient, referral, now)
    return waiting


def take_record_in(
    *,
    actor: Actor,
    patient: Patient,
    arrived: ArrivedRecord | None,
    expected_version: int,
    now: datetime,
) -> Received:
    """The actor compared the record with the person: it goes into their chart, with its source.

    `arrived` is what was read of a FHIR file, and None for a PDF. Raises UnableToRefer where no
    record waits, and UnableToSave where somebody else reviewed it first.
    """
    require(actor, Permission.RECEIVE_RECORDS, site_id=patient.site_id)
    with writing():
        referral, waiting = _to_review(patient)
        if arrived is None:
            received = receive_document(
                actor=actor, patient=patient, raw=waiting.raw, source=waiting.source, now=now
            )
        else:
            received = receive_record(
                actor=actor,
                site=patient.site,
                patient=patient,
                arrived=arrived,
                raw=waiting.raw,
                source=waiting.source,
                now=now,
            )
        _settle(referral, expected_version, arrival=received.arrival)
        _note(actor, "referral.record_taken_in", patient, referral, now)
    return received


def leave_record_out(
    *, actor: Actor, patient: Patient, reason: str, expected_version: int, now: datetime
) -> None:
    """The record does not belong in this chart: the file is removed, the reason stays."""
    require(actor, Permission.RECEIVE_RECORDS, site_id=patient.site_id)
    with writing():
        referral, _ = _to_review(patient)
        _settle(referral, expected_version, left_out_because=reason)
        _note(actor, "referral.record_left_out", patient, referral, now)


def _to_review(patient: Patient) -> tuple[Referral, ReferredRecord]:
    referral, waiting = referral_of(patient), referred_record(patient)
    if referral is None or waiting is None:
        raise UnableToRefer("No record waits here any more. Somebody may have reviewed it.")
    return referral, waiting


def _settle(referral: Referral, expected: int, **outcome: object) -> None:
    """The chart keeps a file of its own; this one has done its work."""
    name = referral.file_name
    save_version(referral, expected=expected, file_name="", **outcome)
    transaction.on_commit(partial(remove_original, name))


def _note(actor: Actor, verb: str, patient: Patient, referral: Referral, now: datetime) -> None:
    record(actor=actor, verb=verb, now=now, subject=referral, patient_id=patient.pk)
