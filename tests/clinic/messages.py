"""Every kind of message that leaves the building, each caused once, for the test of quiet words.

The keys are where in the code a message is queued; a place that is missing here fails the test.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.test import override_settings

from stepdown.clinic.coming.operations import queue_session_reminders
from stepdown.clinic.consents.answering import tell_loved_one
from stepdown.clinic.consents.inviting import send_code
from stepdown.clinic.consents.sharing import How
from stepdown.clinic.intake.operations import (
    book_time,
    booking_to_change,
    cancel_booking,
    move_booking,
    open_times,
)
from stepdown.clinic.intake.reminding import queue_reminders
from stepdown.clinic.intake.replying import tell_referrer
from stepdown.clinic.intake.telling import tell_clinic
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import message_patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.absences import arrange_absence, end_absence
from stepdown.clinic.timetable.away_telling import AS_BEFORE, SOMEBODY_ELSE, STANDS_IN
from stepdown.clinic.timetable.closing import close_time, open_again
from stepdown.clinic.timetable.covering import uncovered_by
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.proposing import propose_week
from stepdown.clinic.timetable.telling import OFF, ON_AFTER_ALL
from stepdown.config.sign_in import OutboxBackend
from stepdown.rules.consent import Topic
from tests.clinic.forms import cover
from tests.clinic.loved_ones import connected, invited, share
from tests.clinic.referred import agreed, asked, called_back
from tests.clinic.reminded import ask, let_write
from tests.clinic.seated import own_account, seated
from tests.clinic.test_intake import call
from tests.clinic.test_telling import closed, told
from tests.clinic.test_timetable_weeks import accept, ids
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World

THURSDAY = date(2026, 11, 26)
DAY_BEFORE = datetime(2026, 11, 25, 18, 0, tzinfo=ZoneInfo("America/New_York"))


def appointments(world: World) -> None:
    """Booked, moved, cancelled, and reminded of; at the clinic and by video."""
    for number, by_video in enumerate((False, True)):
        patient = call(world, email=f"dana{number}@example.org").patient
        first, second = open_times(
            actor=world.actor(Role.DIRECTOR),
            site=world.site,
            on=THURSDAY,
            starts=[time(17 + number, 0), time(17 + number, 30)],
            minutes=30,
            places=1,
            by_video=by_video,
            now=NOW,
        )
        intake = world.actor(Role.INTAKE)
        booking = book_time(actor=intake, patient=patient, time=first, now=NOW)
        move_booking(
            actor=intake, booking=booking, to=second, expected_version=booking.version, now=NOW
        )
        queue_reminders(now=DAY_BEFORE)
        booking = booking_to_change(patient, now=DAY_BEFORE)
        cancel_booking(
            actor=intake,
            booking=booking,
            expected_version=booking.version,
            reason="Works that day, and drinks",
            now=DAY_BEFORE,
        )


def a_new_week(world: World) -> None:
    add_evening_program(world)
    patient = call(world, birth_on=date(1990, 5, 17)).patient
    episode = in_care(world, patient)
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY)))


def a_word_to_who_referred(world: World) -> None:
    patient = called_back(world, asked(world))
    intake = world.actor(Role.INTAKE)
    (slot,) = open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=THURSDAY,
        starts=[time(18, 0)],
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )
    book_time(actor=intake, patient=patient, time=slot, now=NOW)
    agreed(world, patient, *Topic)
    for topic in (Topic.REACHED, Topic.BOOKED):
        tell_referrer(actor=intake, patient=patient, topic=topic, how=How.MAIL, now=NOW)


def a_message_for_a_loved_one(world: World) -> None:
    patient = world.patient()
    sharing, _ = connected(world, patient)
    tell_loved_one(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        sharing_id=sharing.pk,
        topic=Topic.ATTENDANCE,
        words="He came on Monday and spoke of his drinking",
        page="https://example.org/family",
        now=NOW,
    )


def an_invitation(world: World) -> None:
    patient: Patient = world.patient()
    sharing = share(world, patient)
    invited(world, sharing)
    send_code(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        sharing_id=sharing.pk,
        email="rosa@example.org",
        page="https://example.org/join",
        now=NOW,
    )


def a_link_to_join(world: World) -> None:
    connected(world, world.patient())


def a_word_to_who_is_on_call(world: World) -> None:
    cover(world)
    heard: dict[str, Any] = {
        "about_name": "Dana Marsh",
        "about_more": "",
        "teller_name": "Rosa",
        "teller_is": "sister",
        "words": "She took pills",
        "is_danger": True,
        "may_say_who": False,
        "may_call": False,
        "phone": "",
        "email": "",
    }
    tell_clinic(actor=world.actor(Role.INTAKE), site_id=world.site.pk, now=NOW, **heard)


def thanks_for_telling(world: World) -> None:
    closed(world, told(world, email="rosa@example.org"))


def a_week_to_look_at(world: World) -> None:
    add_evening_program(world)
    patient = world.patient(email="rosa@example.org")
    own_account(world, patient)
    let_write(world, patient)
    episode = in_care(world, patient)
    propose_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=ids(find_weeks(episode=episode, starts_on=MONDAY, most=1)),
        starts_on=MONDAY,
        now=NOW,
    )


def a_message_to_a_person(world: World) -> None:
    """The one way to a person in care, which the others go; its words are theirs."""
    patient = call(world).patient
    message_patient(patient=patient, once_key="x", subject="Your times", body="Hello", now=NOW)


def mail_of_the_sign_in_library(world: World) -> None:
    """Its templates are read one by one, in tests/web/test_components_sign_in.py."""
    message = EmailMessage("A change to your sign-in", "Was it you?", to=["rosa@example.org"])
    OutboxBackend().send_messages([message])


def a_reminder_of_a_session(world: World) -> None:
    patient = seated(world)
    let_write(world, patient)
    ask(world, patient, evening_before=True, hours_before=True)
    for hour in (16, 18):
        queue_session_reminders(now=datetime(2026, 11, 23, hour, tzinfo=DAY_BEFORE.tzinfo))
    assert OutboxMessage.objects.filter(subject__startswith="Reminder").count() == 3


def changed_days(world: World) -> None:
    """Closed and opened again, and somebody stands in: to the person, and to who leads."""
    patient = seated(world)
    let_write(world, patient)
    director = world.actor(Role.DIRECTOR)
    closed = close_time(
        actor=director,
        site=world.site,
        on=MONDAY,
        starts=time(),
        ends=None,
        why="weather",
        now=NOW,
    )
    open_again(actor=director, closed=closed, expected_version=1, now=NOW)
    away: dict[str, Any] = {"site": world.site, "account": world.accounts[Role.COUNSELOR]}
    days: dict[str, Any] = {"first_on": MONDAY, "last_on": THURSDAY}
    found = uncovered_by(now=NOW, **away, **days)
    chosen = {one.key: one.proposed for one in found}
    absence = arrange_absence(actor=director, chosen=chosen, now=NOW, **away, **days)
    end_absence(actor=director, absence=absence, expected_version=1, now=NOW)
    words = [one.body for one in OutboxMessage.objects.filter(subject__startswith="A change")]
    for each in (OFF, ON_AFTER_ALL, SOMEBODY_ELSE, AS_BEFORE, STANDS_IN):
        assert any(each.split(" ", 1)[1] in body for body in words), each


def text_messages(world: World) -> None:
    """What goes by text: a reminder, and a day that is closed."""
    with override_settings(TEXT_FOLDER=Path("texts")):
        _a_reminder_and_a_change_by_text(world)
    assert OutboxMessage.objects.filter(channel="text").count() == 2


def _a_reminder_and_a_change_by_text(world: World) -> None:
    patient = seated(world)
    let_write(world, patient)
    ask(world, patient, hours_before=True, text_to="410 555 0100")
    queue_session_reminders(now=datetime(2026, 11, 23, 16, tzinfo=DAY_BEFORE.tzinfo))
    close_time(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=MONDAY + timedelta(days=1),
        starts=time(),
        ends=None,
        why="weather",
        now=NOW,
    )


MESSAGES: dict[str, Callable[[World], None]] = {
    "clinic/coming/operations/reminding.py:_tell": a_reminder_of_a_session,
    "clinic/consents/answering.py:tell_loved_one": a_message_for_a_loved_one,
    "clinic/consents/inviting.py:accept": a_link_to_join,
    "clinic/consents/inviting.py:send_code": an_invitation,
    "clinic/intake/reminding.py:_tell": appointments,
    "clinic/intake/texting.py:tell_person": text_messages,
    "clinic/intake/replying.py:_queue": a_word_to_who_referred,
    "clinic/intake/telling.py:_settle": thanks_for_telling,
    "clinic/measures/on_call.py:tell_on_call": a_word_to_who_is_on_call,
    "clinic/people/operations.py:message_patient": a_message_to_a_person,
    "clinic/timetable/operations.py:_tell": a_new_week,
    "clinic/timetable/proposing.py:_tell": a_week_to_look_at,
    "clinic/timetable/telling.py:_tell_person": changed_days,
    "clinic/timetable/telling.py:tell_staff": changed_days,
    "config/sign_in.py:_queue": mail_of_the_sign_in_library,
}
