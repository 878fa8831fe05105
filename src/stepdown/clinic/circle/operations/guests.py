"""A loved one is invited to a family session, comes or not, and a note is signed for the person."""

from datetime import date, datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.circle.models import FamilyGuest
from stepdown.clinic.circle.queries import guest_of
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.consents.sharing import require_own_or_staff
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.queries import DatedSession, session_on
from stepdown.clinic.treatment.services import Service
from stepdown.rules.consent import Topic, may_tell

State = FamilyGuest.State


class UnableToInviteGuest(Unable):
    """This loved one cannot be invited, marked or written about so; the message says what to do."""


def invite_guest(
    *,
    actor: Actor,
    patient: Patient,
    sharing_id: int,
    series_id: int,
    on: date,
    now: datetime,
) -> FamilyGuest:
    """The loved one of this consent may come to that family session of the person; on their own
    page it stands as an invitation. Raises UnableToInviteGuest beyond the consent."""
    require(actor, Permission.LEAD_SESSIONS, site_id=patient.site_id)
    assert actor.account_id is not None  # somebody talked with the person about it
    with writing():
        session = _session_ahead(patient, series_id, on, now)
        sharing = _allowing(patient, sharing_id, max(session.starts_at, now), now)
        guest = FamilyGuest.objects.filter(sharing=sharing, series=series_id, on=on).first()
        fresh = {"state": State.INVITED, "invited_at": now, "invited_by_id": actor.account_id}
        if guest is None:
            guest = FamilyGuest.objects.create(
                patient=patient,
                sharing=sharing,
                series_id=series_id,
                on=on,
                starts_at=session.starts_at,
                **fresh,
            )
        else:
            if guest.state != State.WITHDRAWN:
                return guest
            save_version(guest, expected=guest.version, settled_at=None, settled_by=None, **fresh)
        record(actor=actor, verb="guest.invited", now=now, subject=guest, patient_id=patient.pk)
    return guest


def _session_ahead(patient: Patient, series_id: int, on: date, now: datetime) -> DatedSession:
    session = session_on(patient, series_id=series_id, on=on)
    if session is None or session.session.service != Service.FAMILY:
        raise UnableToInviteGuest("This person has no family session then. Look at their week.")
    if session.ends_at <= now:
        raise UnableToInviteGuest("This session is over. Choose one that is still to come.")
    return session


def _allowing(patient: Patient, sharing_id: int, starts_at: datetime, now: datetime) -> Sharing:
    loved_one = Sharing.RecipientKind.LOVED_ONE
    sharing = Sharing.objects.filter(
        pk=sharing_id, patient=patient, recipient_kind=loved_one
    ).first()
    if sharing is None or not may_tell(sharing.scope, Topic.FAMILY_DATES, now):
        raise UnableToInviteGuest(
            "The person has not agreed that they know dates of family sessions. Ask them first,"
            " under Sharing."
        )
    if not may_tell(sharing.scope, Topic.FAMILY_DATES, starts_at):
        raise UnableToInviteGuest(
            "The person's yes ends before this session. Ask them to say yes again first."
        )
    return sharing


def withdraw_guest(*, actor: Actor, patient: Patient, guest_id: int, now: datetime) -> None:
    """Not this time after all: by the person, or by staff for them. Nothing is told about why."""
    require_own_or_staff(actor, patient)
    with writing():
        guest = _invited(patient, guest_id)
        if guest.starts_at <= now:
            raise UnableToInviteGuest("This session has begun. Mark whether they came.")
        _settle(actor, guest, State.WITHDRAWN, now)


def settle_guest(
    *, actor: Actor, patient: Patient, guest_id: int, came: bool, now: datetime
) -> None:
    """Whether they came, once the session has begun. Raises UnableToInviteGuest."""
    require(actor, Permission.LEAD_SESSIONS, site_id=patient.site_id)
    with writing():
        guest = _invited(patient, guest_id)
        if now < guest.starts_at:
            raise UnableToInviteGuest("The session has not begun. Mark it when it has.")
        ended_at = guest.sharing.ended_at
        if came and ended_at is not None and ended_at <= guest.starts_at:
            raise UnableToInviteGuest(
                "The person took their yes back before this session, so nobody came within it."
                " Mark “Did not come”, and talk with the person."
            )
        _settle(actor, guest, State.CAME if came else State.NOT_HERE, now)


def _invited(patient: Patient, guest_id: int) -> FamilyGuest:
    guest = guest_of(patient, guest_id)
    if guest is None or guest.state != State.INVITED:
        raise UnableToInviteGuest("This invitation was settled already. Look at the list again.")
    return guest


def _settle(actor: Actor, guest: FamilyGuest, state: str, now: datetime) -> None:
    save_version(
        guest,
        expected=guest.version,
        state=state,
        settled_at=now,
        settled_by_id=actor.account_id,
    )
    record(actor=actor, verb=f"guest.{state}", now=now, subject=guest, patient_id=guest.patient_id)


def note_guest(
    *,
    actor: Actor,
    patient: Patient,
    guest_id: int,
    words: str,
    is_neutral: bool,
    now: datetime,
) -> Entry:
    """Signs what a relative's part in the session means for the person, into the person's chart.
    `is_neutral`: the words say nothing of the relative's own health. Raises UnableToInviteGuest."""
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    if not words.strip():
        raise UnableToInviteGuest("Write what the relative's part meant for the person.")
    if not is_neutral:
        raise UnableToInviteGuest(
            "Leave out the relative's own health, drinking or treatment, then say so below: they"
            " are not a patient here, and this is not their chart."
        )
    with writing():
        guest = guest_of(patient, guest_id)
        if guest is None or guest.state != State.CAME:
            raise UnableToInviteGuest("A note is written about somebody who came. Mark that first.")
        if guest.note_id is not None:
            raise UnableToInviteGuest("This note is signed. Correct it in the chart.")
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.FAMILY_GUEST,
            body={
                "title": guest.series.title,
                "on": guest.on.isoformat(),
                "relative": guest.sharing.recipient,
                "words": words.strip(),
            },
            happened_at=guest.starts_at,
            now=now,
        )
        save_version(guest, expected=guest.version, note=entry)
    return entry
