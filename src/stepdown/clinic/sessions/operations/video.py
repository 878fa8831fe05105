"""Before somebody joins by video: where they are now, and a number to call back."""

from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Session, VideoPlace
from stepdown.clinic.sessions.queries import members_of
from stepdown.rules.identity import digits_of

FEWEST_DIGITS = 10


class UnableToConfirmPlace(Unable):
    """The place cannot be confirmed like this; the message says what to do."""


def confirm_video_place(
    *,
    actor: Actor,
    session: Session,
    patient: Patient,
    address: str,
    phone: str,
    now: datetime,
) -> None:
    """Keeps what the person said just now; asking again replaces it.

    Raises UnableToConfirmPlace.
    """
    require(actor, Permission.LEAD_SESSIONS, site_id=session.series.program.site_id)
    _refuse_unusable(session, patient, address, phone, now)
    values = {
        "address": address,
        "phone": phone,
        "confirmed_at": now,
        "confirmed_by_id": actor.account_id or 0,
    }
    with writing():
        place, _ = VideoPlace.objects.update_or_create(
            session=session, patient=patient, defaults=values
        )
        record(
            actor=actor,
            verb="video_place.confirmed",
            now=now,
            subject=place,
            patient_id=patient.pk,
            content={"address": address, "phone": phone},
        )


def _refuse_unusable(
    session: Session, patient: Patient, address: str, phone: str, now: datetime
) -> None:
    if not address.strip():
        raise UnableToConfirmPlace("Ask where they are now: street, house and town.")
    if len(digits_of(phone)) < FEWEST_DIGITS:
        raise UnableToConfirmPlace("Write the whole number to call back, with its area code.")
    if local_now(session.series.program.site, now).date() != session.on:
        raise UnableToConfirmPlace("This is asked on the day of the session, just before it.")
    if not members_of(session).filter(pk=patient.pk).exists():
        raise UnableToConfirmPlace("This person has no seat in this session.")
