"""A reminder goes out once, in waking hours, for a time that still holds and with permission."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.clinic.intake.models import Booking
from stepdown.clinic.intake.operations import (
    book_time,
    booking_to_change,
    cancel_booking,
    mark_seen,
    move_booking,
)
from stepdown.clinic.intake.reminders import reminder_rules, reminder_span
from stepdown.clinic.intake.reminding import queue_reminders
from stepdown.clinic.ledger.delivery import claim_message, mark_delivered, put_back
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import ask_contact_permission, correct_details
from stepdown.clinic.people.roles import Role
from tests.clinic.test_intake import SEVEN, SIX, call, slots
from tests.clinic.world import NOW, World
from tests.layers import made_once

THURSDAY = date(2026, 11, 26)
NEW_YORK = ZoneInfo("America/New_York")
ON_WEDNESDAY = datetime(2026, 11, 25, 18, 0, tzinfo=NEW_YORK)
LATER = timedelta(minutes=1)


@made_once
def patient(world: World) -> Patient:
    """Dana, who has a time on Thursday at six."""
    patient = call(world).patient
    slots(world, SIX, SEVEN, on=THURSDAY)
    book(world, patient, SIX)
    return patient


def book(
    world: World, patient: Patient, at: time, on: date = THURSDAY, now: datetime = NOW
) -> None:
    (time_,) = slots(world, at, on=on)
    book_time(actor=world.actor(Role.INTAKE), patient=patient, time=time_, now=now)


def reminders() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(subject__startswith="Reminder").order_by("pk"))


def appointments() -> list[dict[str, Any]]:
    """What every message says of its appointment, oldest first."""
    return [each.calendar or {} for each in OutboxMessage.objects.order_by("pk")]


def remaining(now: datetime) -> list[str]:
    """The subjects of what a worker would deliver from `now` on."""
    subjects = []
    while message := claim_message(now=now):
        mark_delivered(message, now=now)
        subjects.append(message.subject)
    return subjects


def test_the_day_before_one_reminder_is_due(patient: Patient) -> None:
    assert queue_reminders(now=ON_WEDNESDAY - LATER) == 0
    assert queue_reminders(now=ON_WEDNESDAY) == 1
    assert queue_reminders(now=ON_WEDNESDAY + LATER) == 0
    (message,) = reminders()
    assert message.subject == "Reminder for Thursday, 6:00 pm"
    assert message.body == (
        "You have an appointment on Thursday, November 26, at 6:00 pm.\n"
        "18 Harbor St.\nTo change it call 410 555 0142."
    )
    confirmed, reminded = appointments()
    assert reminded["key"] == confirmed["key"]
    assert reminded["starts"] == "18:00:00"


def test_a_moved_time_is_reminded_of_at_its_own_day(world: World, patient: Patient) -> None:
    (friday,) = slots(world, SIX, on=THURSDAY + timedelta(days=1))
    change = booking_to_change(patient, now=NOW)
    move_booking(
        actor=world.actor(Role.INTAKE),
        booking=change,
        to=friday,
        expected_version=change.version,
        now=NOW,
    )
    assert queue_reminders(now=ON_WEDNESDAY) == 0
    assert queue_reminders(now=ON_WEDNESDAY + timedelta(days=1)) == 1
    assert [each.subject for each in reminders()] == ["Reminder for Friday, 6:00 pm"]


@pytest.mark.parametrize("is_queued", [False, True], ids=["not queued yet", "in the outbox"])
def test_a_cancelled_time_is_not_reminded_of(
    world: World, patient: Patient, is_queued: bool
) -> None:
    if is_queued:
        queue_reminders(now=ON_WEDNESDAY)
    booking = booking_to_change(patient, now=ON_WEDNESDAY)
    cancel_booking(
        actor=world.actor(Role.INTAKE),
        booking=booking,
        expected_version=booking.version,
        reason="Ill",
        now=ON_WEDNESDAY,
    )
    queue_reminders(now=ON_WEDNESDAY + LATER)
    assert remaining(ON_WEDNESDAY + LATER) == ["Change to Thursday, 6:00 pm"]


def test_only_the_newest_word_on_a_time_goes_out(world: World, patient: Patient) -> None:
    """The first confirmation still waits for the mail server when the time is moved."""
    booking = booking_to_change(patient, now=NOW)
    (seven,) = slots(world, SEVEN, on=THURSDAY)
    move_booking(
        actor=world.actor(Role.INTAKE),
        booking=booking,
        to=seven,
        expected_version=booking.version,
        now=NOW,
    )
    assert remaining(NOW) == ["Appointment on Thursday, 7:00 pm"]


def test_the_revision_grows_from_booked_over_moved_to_cancelled(
    world: World, patient: Patient
) -> None:
    (seven,) = slots(world, SEVEN, on=THURSDAY)
    intake, booking = world.actor(Role.INTAKE), booking_to_change(patient, now=NOW)
    move_booking(actor=intake, booking=booking, to=seven, expected_version=booking.version, now=NOW)
    cancel_booking(
        actor=intake, booking=booking, expected_version=booking.version, reason="Ill", now=NOW
    )
    told = appointments()
    assert len({each["key"] for each in told}) == 1
    revisions = [each["revision"] for each in told]
    assert revisions == sorted(set(revisions))
    assert [each["is_cancelled"] for each in told] == [False, False, True]


def test_who_came_early_is_not_reminded(world: World, patient: Patient) -> None:
    there = datetime(2026, 11, 26, 18, 5, tzinfo=NEW_YORK)
    booking = booking_to_change(patient, now=there)
    mark_seen(
        actor=world.actor(Role.INTAKE),
        booking=booking,
        expected_version=booking.version,
        now=there,
    )
    assert queue_reminders(now=there) == 0


def test_a_time_so_near_that_the_confirmation_reminds_has_no_reminder(world: World) -> None:
    patient = call(world).patient
    book(world, patient, time(10, 0), on=date(2026, 11, 24))
    assert Booking.objects.get().remind_at is None


def test_without_permission_there_is_no_reminder(world: World, patient: Patient) -> None:
    say(world, patient, email_is_ok=False)
    queue_reminders(now=ON_WEDNESDAY)
    assert reminders() == []


def say(world: World, patient: Patient, *, email_is_ok: bool) -> None:
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=True,
        email_is_ok=email_is_ok,
        sender_name="",
        now=ON_WEDNESDAY,
    )


def test_a_permission_taken_back_stops_what_waits(world: World, patient: Patient) -> None:
    queue_reminders(now=ON_WEDNESDAY)
    say(world, patient, email_is_ok=False)
    assert remaining(ON_WEDNESDAY) == []


def test_a_permission_given_after_the_booking_counts(world: World) -> None:
    patient = call(world, email_is_ok=False).patient
    book(world, patient, SIX)
    say(world, patient, email_is_ok=True)
    queue_reminders(now=ON_WEDNESDAY)
    assert len(reminders()) == 1


@pytest.mark.parametrize("right", ["dana.marsh@example.org", ""])
def test_what_waits_goes_to_the_corrected_address(
    world: World, patient: Patient, right: str
) -> None:
    patient.refresh_from_db()
    correct_details(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        expected_version=patient.version,
        now=NOW,
        email=right,
    )
    message = claim_message(now=NOW)
    assert (message.address if message else "") == right


def test_a_worker_that_comes_back_at_night_leaves_the_reminder_out(patient: Patient) -> None:
    queue_reminders(now=datetime(2026, 11, 25, 21, 0, tzinfo=NEW_YORK))
    assert reminders() == []
    assert Booking.objects.get().remind_at is None


def test_a_mail_server_that_comes_back_at_night_gets_no_reminder(patient: Patient) -> None:
    remaining(NOW)
    queue_reminders(now=ON_WEDNESDAY)
    message = claim_message(now=ON_WEDNESDAY)
    assert message is not None
    put_back(message, error="TimeoutError", now=ON_WEDNESDAY)
    assert remaining(datetime(2026, 11, 25, 21, 0, tzinfo=NEW_YORK)) == []
    assert remaining(datetime(2026, 11, 25, 20, 59, tzinfo=NEW_YORK)) == [message.subject]


def test_a_reminder_in_the_hands_of_a_killed_worker_is_not_sent_again(patient: Patient) -> None:
    remaining(NOW)
    queue_reminders(now=ON_WEDNESDAY)
    assert claim_message(now=ON_WEDNESDAY) is not None
    assert claim_message(now=ON_WEDNESDAY + timedelta(minutes=30)) is None


@given(
    on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    starts=st.times(),
    zone=st.sampled_from(["America/New_York", "America/Phoenix", "Europe/Berlin", "Asia/Kolkata"]),
)
def test_a_reminder_is_due_in_waking_hours_of_the_day_before(
    on: date, starts: time, zone: str
) -> None:
    begins, quiet_from = reminder_span(on, starts, zone, reminder_rules())
    here = begins.astimezone(ZoneInfo(zone))
    assert here.date() == on - timedelta(days=1)
    assert time(9) <= here.time() <= time(18)
    assert begins.astimezone(UTC) + timedelta(hours=3) <= quiet_from.astimezone(UTC)
