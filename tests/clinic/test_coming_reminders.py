"""Reminders of sessions: as asked, once, in waking hours, and never where they must not."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from stepdown.clinic.coming.models import SessionReminder
from stepdown.clinic.coming.operations import (
    answer_session,
    ask_for_reminders,
    queue_session_reminders,
)
from stepdown.clinic.coming.reminder_rules import (
    Kind,
    ReminderTimes,
    session_reminder_rules,
    span_of,
)
from stepdown.clinic.intake.reminders import reminder_rules
from stepdown.clinic.ledger.delivery import claim_message, mark_delivered
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.timetable.times import session_times
from stepdown.clinic.treatment.models import Episode
from tests.clinic.reminded import ask, let_write
from tests.clinic.seated import seated
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once

TIMES = ReminderTimes(session_reminder_rules(), reminder_rules())

NEW_YORK = ZoneInfo("America/New_York")
EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=NEW_YORK)  # of Sunday, before Monday's group at six
BEFORE = datetime(2026, 11, 23, 16, 0, tzinfo=NEW_YORK)
LATER = timedelta(minutes=1)
ZONES = st.sampled_from(["America/New_York", "America/Phoenix", "Europe/Berlin", "Asia/Kolkata"])


@made_once
def dana(world: World) -> Patient:
    """On Monday a group at six and a class at a quarter past eight."""
    patient = seated(world)
    let_write(world, patient)
    return patient


def subjects(now: datetime) -> list[str]:
    """Of the reminders that a worker would send now, one after the other."""
    queue_session_reminders(now=now)
    sent = []
    while message := claim_message(now=now):
        mark_delivered(message, now=now)
        sent.append(message.subject)
    return [subject for subject in sent if subject.startswith("Reminder")]


def hold(world: World, patient: Patient, now: datetime) -> None:
    episode = Episode.objects.get(patient=patient)
    hold_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Away",
        now=now,
    )


def cannot_come(patient: Patient) -> None:
    assert patient.account is not None
    answer_session(
        actor=actor_for(patient.account, now=NOW),
        patient=patient,
        series_id=Series.objects.get(service="group", weekday=0).pk,
        on=MONDAY,
        says="away",
        now=NOW,
    )


@pytest.mark.django_db
def test_nobody_is_reminded_who_did_not_ask(world: World, dana: Patient) -> None:
    assert subjects(BEFORE) == []
    ask(world, dana)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
def test_hours_before_each_meeting_one_reminder_leaves(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True)
    assert subjects(BEFORE - LATER) == []
    assert subjects(BEFORE) == ["Reminder for Monday, 6:00 pm"]
    assert subjects(BEFORE + LATER) == []
    message = OutboxMessage.objects.get(subject__startswith="Reminder")
    assert message.body == (
        "You have an appointment on Monday, November 23, at 6:00 pm.\n"
        "18 Harbor St.\nTo change it call 410 555 0142."
    )
    assert message.sender_name == "Harbor Street"
    assert subjects(BEFORE + timedelta(hours=2, minutes=15)) == ["Reminder for Monday, 8:15 pm"]


@pytest.mark.django_db
def test_the_evening_before_is_another_reminder(world: World, dana: Patient) -> None:
    tuesday = ["Reminder for Tuesday, 6:00 pm", "Reminder for Tuesday, 8:15 pm"]
    ask(world, dana, evening_before=True)
    monday_evening = EVENING + timedelta(days=1)
    assert subjects(monday_evening - LATER) == []
    assert subjects(monday_evening) == tuesday
    assert subjects(monday_evening + timedelta(hours=1)) == []
    ask(world, dana, hours_before=True)
    assert subjects(monday_evening + timedelta(hours=22)) == tuesday[:1]


@pytest.mark.django_db
def test_without_permission_to_write_none_leaves(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True)
    let_write(world, dana, email_is_ok=False)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_queued", [False, True], ids=["before it is due", "in the outbox"])
def test_who_cannot_come_is_not_reminded(world: World, dana: Patient, is_queued: bool) -> None:
    ask(world, dana, hours_before=True)
    if is_queued:
        queue_session_reminders(now=BEFORE)
    cannot_come(dana)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_queued", [False, True], ids=["before it is due", "in the outbox"])
def test_on_hold_nobody_is_reminded(world: World, dana: Patient, is_queued: bool) -> None:
    ask(world, dana, hours_before=True)
    if is_queued:
        queue_session_reminders(now=BEFORE)
    hold(world, dana, BEFORE)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
def test_a_wish_taken_back_stops_what_waits(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True)
    queue_session_reminders(now=BEFORE)
    ask(world, dana, evening_before=True)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
def test_a_session_that_is_not_held_any_more_is_not_reminded_of(
    world: World, dana: Patient
) -> None:
    ask(world, dana, hours_before=True)
    Series.objects.filter(weekday=0).update(ends_on=MONDAY)
    assert subjects(BEFORE) == []


@pytest.mark.django_db
def test_a_reminder_in_the_hands_of_a_killed_worker_is_not_sent_again(
    world: World, dana: Patient
) -> None:
    ask(world, dana, hours_before=True)
    while claim_message(now=NOW):
        pass  # what waited before
    queue_session_reminders(now=BEFORE)
    assert claim_message(now=BEFORE) is not None
    after = BEFORE + timedelta(minutes=30)
    assert queue_session_reminders(now=after) == 0
    assert claim_message(now=after) is None


@pytest.mark.django_db
def test_a_worker_killed_before_the_end_leaves_nothing_and_the_next_begins_anew(
    world: World, dana: Patient
) -> None:
    ask(world, dana, hours_before=True)
    with transaction.atomic():
        assert queue_session_reminders(now=BEFORE) == 1
        transaction.set_rollback(True)  # the kill comes before the commit
    assert not SessionReminder.objects.exists()
    assert subjects(BEFORE + LATER) == ["Reminder for Monday, 6:00 pm"]


@pytest.mark.django_db
def test_the_database_takes_no_second_reminder_of_a_kind(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True)
    queue_session_reminders(now=BEFORE)
    one = SessionReminder.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


@pytest.mark.django_db
def test_only_the_person_chooses_and_two_windows_do_not_mix(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True)
    assert dana.account is not None
    own = actor_for(dana.account, now=NOW)
    for actor, error in ((world.actor(Role.INTAKE), NotAllowed), (own, UnableToSave)):
        with pytest.raises(error):
            ask_for_reminders(
                actor=actor,
                patient=dana,
                evening_before=True,
                hours_before=True,
                expected_version=0,
                now=NOW,
            )


@given(kind=st.sampled_from(Kind), on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
       starts=st.times(), zone=ZONES)  # fmt: skip
def test_no_reminder_leaves_in_the_quiet_hours_or_after_the_start(
    kind: Kind, on: date, starts: time, zone: str
) -> None:
    begins_at, _ = session_times(on=on, starts=starts, minutes=60, zone=zone)
    span = span_of(kind, begins_at, zone, TIMES)
    if span is None:
        assert kind == Kind.HOURS
        return
    first, last = span[0].astimezone(UTC), span[1].astimezone(UTC) - timedelta(seconds=1)
    assert first <= last < begins_at
    for at in (first, last):
        assert time(8) <= at.astimezone(ZoneInfo(zone)).time() < time(21)
    if kind == Kind.HOURS:
        assert begins_at - first <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("starts", "begins"),
    [
        ("18:00", "16:00"),
        ("09:00", "08:00"),
        ("08:15", "08:00"),
        ("08:00", None),
        ("22:00", "20:00"),
    ],
)
@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2027, 3, 14), date(2026, 11, 23)])
def test_an_early_reminder_waits_for_the_end_of_the_quiet_hours(
    starts: str, begins: str | None, on: date
) -> None:
    begins_at, _ = session_times(
        on=on, starts=time.fromisoformat(starts), minutes=60, zone="America/New_York"
    )
    span = span_of(Kind.HOURS, begins_at, "America/New_York", TIMES)
    assert (f"{span[0].astimezone(NEW_YORK):%H:%M}" if span else None) == begins
