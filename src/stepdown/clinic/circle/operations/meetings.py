"""A person writes down a support group they went to; staff may verify it."""

from datetime import date, datetime

from stepdown.clinic.circle.models import OutsideMeeting
from stepdown.clinic.circle.queries import meeting_of
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require, require_own
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission


class UnableToKeepMeeting(Unable):
    """This meeting cannot be written, verified or taken off so; the message says what to do."""


def write_meeting(
    *, actor: Actor, patient: Patient, on: date, kind: str, now: datetime
) -> OutsideMeeting:
    """The person's own word that they went. Raises UnableToKeepMeeting."""
    require_own(actor, patient)
    assert actor.account_id is not None  # said above
    if not kind.strip():
        raise UnableToKeepMeeting("Write which meeting it was, in your own words.")
    if on > local_now(patient.site, now).date():
        raise UnableToKeepMeeting("That day is still to come. Write it down once you went.")
    with writing():
        made = OutsideMeeting.objects.create(
            patient=patient,
            on=on,
            kind=kind.strip(),
            written_at=now,
            written_by_id=actor.account_id,
        )
        record(actor=actor, verb="meeting.written", now=now, subject=made, patient_id=patient.pk)
    return made


def remove_meeting(*, actor: Actor, patient: Patient, meeting_id: int, now: datetime) -> None:
    """The person takes it off their list; what staff verified stays."""
    require_own(actor, patient)
    with writing():
        meeting = _unverified(patient, meeting_id)
        save_version(meeting, expected=meeting.version, removed_at=now)
        record(actor=actor, verb="meeting.removed", now=now, subject=meeting, patient_id=patient.pk)


def verify_meeting(
    *, actor: Actor, patient: Patient, meeting_id: int, how: str, now: datetime
) -> None:
    """Staff know that the person was there. It counts no more than before: as no clinical time."""
    require(actor, Permission.LEAD_SESSIONS, site_id=patient.site_id)
    if not how.strip():
        raise UnableToKeepMeeting("Write how you know, for instance: saw the signed card.")
    with writing():
        meeting = _unverified(patient, meeting_id)
        save_version(
            meeting,
            expected=meeting.version,
            verified_at=now,
            verified_by_id=actor.account_id,
            verified_how=how.strip(),
        )
        record(
            actor=actor, verb="meeting.verified", now=now, subject=meeting, patient_id=patient.pk
        )


def _unverified(patient: Patient, meeting_id: int) -> OutsideMeeting:
    meeting = meeting_of(patient, meeting_id)
    if meeting is None or meeting.verified_at is not None:
        raise UnableToKeepMeeting("This was verified or taken off already. Look at the list again.")
    return meeting
