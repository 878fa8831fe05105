"""What a person is told of their appointment. Nothing in a message says what it is for.

Each message carries the appointment as plain values; the worker makes a calendar file of it.
"""

from datetime import datetime
from typing import Any

from stepdown.clinic.intake.models import AssessmentTime, Booking
from stepdown.clinic.intake.reminders import REMINDERS, reminder_span
from stepdown.clinic.intake.words import day_and_time, full_day_and_time
from stepdown.clinic.ledger.operations import withdraw_mail, writing
from stepdown.clinic.people.operations import message_patient
from stepdown.clinic.policies.queries import in_force


def tell_booked(booking: Booking, now: datetime) -> None:
    """Confirms a booked time and plans its reminder. Inside writing(), as all of these."""
    _plan_reminder(booking, now)
    _tell(booking, now, "Appointment on {when}", "You have an appointment on {day}.")


def tell_moved(booking: Booking, now: datetime) -> None:
    stop_telling(booking, now)
    _plan_reminder(booking, now)
    _tell(booking, now, "Appointment on {when}", "Your appointment is now on {day}.")


def tell_cancelled(booking: Booking, now: datetime) -> None:
    stop_telling(booking, now)
    sentence = "The appointment on {day} will not take place."
    _tell(booking, now, "Change to {when}", sentence, is_cancelled=True)


def stop_telling(booking: Booking, now: datetime) -> None:
    """What waits about the booking is out of date: it does not go out, nor does a reminder."""
    withdraw_mail(now=now, about=_about(booking))
    Booking.objects.filter(pk=booking.pk).update(remind_at=None)


def _plan_reminder(booking: Booking, now: datetime) -> None:
    """None where the time is so near that the confirmation reminds."""
    time, rules = booking.time, in_force(REMINDERS, booking.time.site_id, now)
    begins, _ = reminder_span(time.on, time.starts, time.zone, rules)
    planned = begins if begins > now else None
    Booking.objects.filter(pk=booking.pk).update(remind_at=planned)


def queue_reminders(*, now: datetime) -> int:
    """Puts the reminders that are due into the outbox; answers how many bookings were looked at.

    The person's permission and address count as they are now. One that is late by so much that
    the quiet hours began is left out.
    """
    due = Booking.objects.filter(remind_at__lte=now)
    if not due.exists():
        return 0
    with writing():
        found = list(due.select_related("time", "patient__site").order_by("remind_at", "pk"))
        for booking in found:
            _remind(booking, now)
        due.update(remind_at=None)
    return len(found)


def _remind(booking: Booking, now: datetime) -> None:
    time, rules = booking.time, in_force(REMINDERS, booking.time.site_id, now)
    _, quiet_from = reminder_span(time.on, time.starts, time.zone, rules)
    if booking.state == Booking.State.BOOKED and now < quiet_from:
        _tell(
            booking,
            now,
            "Reminder for {when}",
            "You have an appointment on {day}.",
            kind=f"reminder-{time.pk}",
            good_until=quiet_from,
            at_most_once=True,
        )


def _tell(
    booking: Booking,
    now: datetime,
    subject: str,
    sentence: str,
    *,
    kind: str = "",
    is_cancelled: bool = False,
    **more: Any,
) -> None:
    person, time = booking.person, booking.time
    when, day = day_and_time(time.on, time.starts), full_day_and_time(time.on, time.starts)
    body = f"{sentence.format(day=day)}\n{_place(booking)}.\nTo change it call {person.site.phone}."
    message_patient(
        patient=person,
        once_key=f"{_about(booking)}-{kind or booking.version}",
        subject=subject.format(when=when),
        body=body,
        now=now,
        about=_about(booking),
        calendar=_appointment(booking, time, now, is_cancelled),
        **more,
    )


def _about(booking: Booking) -> str:
    return f"booking-{booking.pk}"


def _place(booking: Booking) -> str:
    return "By video" if booking.time.by_video else booking.person.site.address


def _appointment(
    booking: Booking, time: AssessmentTime, now: datetime, is_cancelled: bool
) -> dict[str, Any]:
    """What `adapters.calendar.appointment_file` reads. `revision` grows with every change."""
    return {
        "key": _about(booking),
        "revision": booking.version,
        "on": time.on.isoformat(),
        "starts": time.starts.isoformat(),
        "ends": time.ends.isoformat(),
        "zone": time.zone,
        "place": _place(booking),
        "is_cancelled": is_cancelled,
        "said_at": now.isoformat(),
    }
