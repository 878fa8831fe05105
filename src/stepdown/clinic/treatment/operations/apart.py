"""Keeping two people apart, and lifting it: both signed, both with a reason."""

from datetime import date, datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.models import NoContact


class UnableToKeepApart(Unable):
    """The two cannot be kept apart, or meet again, like this; the message says why."""


def keep_apart(
    *,
    actor: Actor,
    patient: Patient,
    other: Patient | None,
    other_name: str,
    kind: str,
    words: str,
    ends_on: date | None,
    now: datetime,
) -> NoContact:
    """From now on the two are never offered a time at which both are here; `other` None where that
    person is not known here.

    `ends_on` of a legal order: somebody asks before it, and it holds until it is lifted.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    name = _checked_name(patient, other, other_name)
    with writing():
        held = NoContact.objects.filter(patient=patient, lifted_at=None, other_name=name)
        if held.exists():
            raise UnableToKeepApart("They are kept apart already.")
        until = ends_on.isoformat() if ends_on else None
        body = {"kind": NoContact.Kind(kind).value, "words": words, "ends_on": until}
        entry = _signed(actor, patient, body, now)
        made = NoContact.objects.create(
            patient=patient,
            other=other,
            other_name=name,
            kind=kind,
            words=words,
            ends_on=ends_on,
            entry=entry,
            made_at=now,
        )
        record(actor=actor, verb="apart.kept", now=now, subject=made, patient_id=patient.pk)
    return made


def _checked_name(patient: Patient, other: Patient | None, other_name: str) -> str:
    name = other_name.strip() or (other.full_name if other else "")
    if not name:
        raise UnableToKeepApart("Name the person to keep apart from.")
    if other is not None and (other.pk == patient.pk or other.site_id != patient.site_id):
        raise UnableToKeepApart("Choose another person who is known at this site.")
    return name


def _signed(actor: Actor, patient: Patient, body: dict[str, Any], now: datetime) -> Entry:
    kind = EntryKind.NO_CONTACT
    return sign_entry(actor=actor, patient=patient, kind=kind, body=body, happened_at=now, now=now)


def lift_no_contact(
    *, actor: Actor, patient: Patient, no_contact_id: int, reason: str, now: datetime
) -> None:
    """They may meet again: a decision with a reason, never a date that passed."""
    require(actor, Permission.DECIDE_STEPS, site_id=patient.site_id)
    if not reason.strip():
        raise UnableToKeepApart("Write why they may meet again, and who was asked.")
    with writing():
        held = NoContact.objects.filter(pk=no_contact_id, patient=patient, lifted_at=None).first()
        if held is None:
            raise UnableToKeepApart("This is lifted already.")
        body = {"kind": held.kind, "words": reason, "lifts": held.entry_id, "ends_on": None}
        _signed(actor, patient, body, now)
        held.lifted_at, held.lifted_by_id, held.lifted_because = now, actor.account_id, reason
        held.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
        record(actor=actor, verb="apart.lifted", now=now, subject=held, patient_id=patient.pk)
