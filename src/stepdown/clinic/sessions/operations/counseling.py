"""Keeping a counseling note, apart from the chart."""

from datetime import date, datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import CounselingNote


class UnableToKeepNote(Unable):
    """The counseling note cannot be kept like this; the message says what to do."""


def keep_counseling_note(
    *, actor: Actor, patient: Patient, on: date, text: str, now: datetime
) -> None:
    """Keeps the actor's own note; the event holds a digest, never the words. It cannot be changed
    later: what is different is a note of its own. Raises UnableToKeepNote."""
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    if not text.strip():
        raise UnableToKeepNote("Write the note first.")
    if on > local_now(patient.site, now).date():
        raise UnableToKeepNote("This day has not come yet. Choose the day of the session.")
    with writing():
        note = CounselingNote.objects.create(
            patient=patient, writer_id=actor.account_id or 0, on=on, text=text, kept_at=now
        )
        record(
            actor=actor,
            verb="counseling_note.kept",
            now=now,
            subject=note,
            patient_id=patient.pk,
            content={"text": text},
        )
