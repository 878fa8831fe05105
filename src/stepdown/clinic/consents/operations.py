"""Giving a consent and taking it back. Both are signed entries in the chart."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.consents.models import Consent
from stepdown.clinic.consents.queries import ConsentKind, missing_consents
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

TAKEN_WITH = {
    ConsentKind.PRIVACY_NOTICE: Permission.WRITE_CHART,
    ConsentKind.ASSESSMENT: Permission.WRITE_CHART,
    ConsentKind.TREATMENT: Permission.ADMIT,
}


class UnableToTakeConsent(Unable):
    """The consent cannot be given or taken back now; the message says why."""


def give_consent(
    *, actor: Actor, patient: Patient, kind: ConsentKind, signed_name: str, now: datetime
) -> Consent:
    """The person signs with `signed_name`; the member of staff who was there signs the entry.

    The notice on privacy comes before any consent (42 CFR 2.22; 45 CFR 164.520).
    """
    require(actor, TAKEN_WITH[kind], site_id=patient.site_id)
    notice = ConsentKind.PRIVACY_NOTICE
    with writing():
        if not missing_consents(patient, kind):
            raise UnableToTakeConsent(f"{kind.label}: this is signed already and still holds.")
        if kind != notice and missing_consents(patient, notice):
            raise UnableToTakeConsent("Give the privacy notice first, then ask for consent.")
        body = {"consent": kind.value, "given": True, "signed_name": signed_name}
        entry = _signed(actor, patient, body, now)
        consent = Consent.objects.create(
            patient=patient, kind=kind, entry=entry, signed_name=signed_name, starts_at=now
        )
        record(actor=actor, verb="consent.given", now=now, subject=consent, patient_id=patient.pk)
    return consent


def withdraw_consent(
    *, actor: Actor, patient: Patient, kind: ConsentKind, words: str, now: datetime
) -> None:
    """Ends a consent at `now`; `words` is what the person said. A notice cannot be taken back."""
    require(actor, TAKEN_WITH[kind], site_id=patient.site_id)
    with writing():
        consent = Consent.objects.filter(patient=patient, kind=kind, ends_at=None).first()
        if consent is None:
            raise UnableToTakeConsent(f"{kind.label}: this is not signed, so nothing ends.")
        if kind == ConsentKind.PRIVACY_NOTICE:
            raise UnableToTakeConsent("A notice that was given stays given.")
        _signed(actor, patient, {"consent": kind.value, "given": False, "words": words}, now)
        consent.ends_at = now
        consent.save(update_fields=["ends_at"])
        record(actor=actor, verb="consent.ended", now=now, subject=consent, patient_id=patient.pk)


def _signed(actor: Actor, patient: Patient, body: dict[str, object], now: datetime) -> Entry:
    return sign_entry(
        actor=actor, patient=patient, kind=EntryKind.CONSENT, body=body, happened_at=now, now=now
    )
