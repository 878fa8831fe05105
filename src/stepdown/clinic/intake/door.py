"""A press at the door that was meant for somebody else is taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.intake.operations import UnableToBook, set_status
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission


def take_back_here(*, actor: Actor, patient: Patient, expected_version: int, now: datetime) -> None:
    """The person is not here after all: the time that was marked last is booked again."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        kept = Booking.objects.filter(patient=patient, state=Booking.State.KEPT)
        booking = kept.order_by("-time__on", "-time__starts", "-pk").first()
        if booking is None:
            raise UnableToBook("Nobody marked this person as here. Look at the list again.")
        try:
            with transaction.atomic():
                save_version(booking, expected=expected_version, state=Booking.State.BOOKED)
        except IntegrityError as error:
            raise UnableToBook("This person has another time by now. Cancel that first.") from error
        set_status(patient, Inquiry.Status.BOOKED)
        record(
            actor=actor,
            verb="booking.not_kept",
            now=now,
            subject=booking,
            patient_id=patient.pk,
            content={"time": booking.time_id},
        )
