"""Text messages: only as agreed, short, quiet, in waking hours, and never besides an e-mail."""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from stepdown.clinic.coming.operations import queue_session_reminders
from stepdown.clinic.intake.reminders import reminder_rules
from stepdown.clinic.intake.texting import waking
from stepdown.clinic.ledger.delivery import claim_message, mark_delivered
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.people.models import Patient, TextAgreement
from stepdown.clinic.people.operations import correct_details
from stepdown.clinic.people.roles import Role
from stepdown.clinic.people.texting import UnableToText, whole_number
from stepdown.clinic.timetable.closing import close_time
from stepdown.clinic.timetable.models import Series
from tests.clinic.reminded import ask, let_write
from tests.clinic.seated import seated
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once

NEW_YORK = ZoneInfo("America/New_York")
BEFORE = datetime(2026, 11, 23, 16, 0, tzinfo=NEW_YORK)  # two hours before Monday's group
NUMBER = "(410) 555-0100"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gateway(settings: LazySettings, tmp_path: Path) -> None:
    settings.TEXT_FOLDER = tmp_path


@made_once
def dana(world: World) -> Patient:
    patient = seated(world)
    let_write(world, patient)
    return patient


def close_monday(world: World, now: datetime) -> None:
    director = world.actor(Role.DIRECTOR)
    day = {"on": MONDAY, "starts": time(), "ends": None, "why": "weather"}
    close_time(actor=director, site=world.site, now=now, **day)  # type: ignore[arg-type]


def due(now: datetime) -> list[tuple[str, str]]:
    """(channel, words) of what a worker would hand over now to a person about that Monday."""
    found = []
    while message := claim_message(now=now):
        mark_delivered(message, now=now)
        if message.patient_id and "November 23" in message.body:
            found.append((message.channel, message.body))
    return found


def test_a_reminder_goes_by_text_alone_and_says_nothing_of_us(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True, text_to=NUMBER)
    queue_session_reminders(now=BEFORE)
    queue_session_reminders(now=BEFORE + timedelta(minutes=1))
    words = "You have an appointment on Monday, November 23, at 6:00 pm. To change it call"
    assert due(BEFORE) == [("text", f"{words} 410 555 0142.")]
    message = OutboxMessage.objects.get(channel="text")
    assert (message.address, message.sender_name, message.subject) == ("+14105550100", "", "")
    assert message.at_most_once


def test_a_text_names_us_only_where_agreed_and_always_fits(world: World, dana: Patient) -> None:
    dana.site.quiet_name = "Hafenstraße " * 5
    dana.site.save()
    ask(world, dana, hours_before=True, text_to=NUMBER, may_name_us=True)
    queue_session_reminders(now=BEFORE)
    (text,) = OutboxMessage.objects.filter(channel="text").values_list("body", flat=True)
    assert text.startswith("Hafenstrae")
    assert text.isascii()
    assert len(text) <= 160


def test_a_change_goes_by_text_after_the_quiet_hours(world: World, dana: Patient) -> None:
    ask(world, dana, text_to=NUMBER)
    late = datetime(2026, 11, 22, 22, 0, tzinfo=NEW_YORK)
    close_monday(world, late)
    assert due(late) == []
    morning = datetime(2026, 11, 23, 8, 0, tzinfo=NEW_YORK)
    ((channel, words),) = due(morning)
    assert channel == "text"
    assert words == (
        "Your appointments on Monday, November 23, at 6:00 pm and 8:15 pm do not take place."
        " For another time call 410 555 0142."
    )


def test_where_the_quiet_hours_end_too_late_an_email_goes_at_once(
    world: World, dana: Patient
) -> None:
    Series.objects.filter(weekday=0, service="group").update(starts=time(7, 30))
    ask(world, dana, text_to=NUMBER)
    early = datetime(2026, 11, 23, 6, 0, tzinfo=NEW_YORK)
    close_monday(world, early)
    assert [channel for channel, _ in due(early)] == ["mail"]


def test_where_no_gateway_is_set_the_email_goes(
    world: World, dana: Patient, settings: LazySettings
) -> None:
    ask(world, dana, hours_before=True, text_to=NUMBER)
    settings.TEXT_FOLDER = None
    queue_session_reminders(now=BEFORE)
    assert [channel for channel, _ in due(BEFORE)] == ["mail"]


def test_taken_back_or_to_a_number_that_was_wrong_no_text_goes(world: World, dana: Patient) -> None:
    ask(world, dana, hours_before=True, text_to=NUMBER)
    queue_session_reminders(now=BEFORE)
    ask(world, dana, hours_before=True, text_to="")
    assert due(BEFORE) == []
    ask(world, dana, text_to=dana.phone or NUMBER)
    for phone in (NUMBER, "410 555 0199"):
        dana.refresh_from_db()
        correct_details(
            actor=world.actor(Role.INTAKE),
            patient=dana,
            expected_version=dana.version,
            now=NOW,
            phone=phone,
        )
    assert TextAgreement.objects.get(patient=dana).number == ""
    verbs = LedgerEvent.objects.filter(verb__startswith="texts.").values_list("verb", flat=True)
    assert list(verbs) == ["texts.agreed", "texts.ended"] * 2


@pytest.mark.parametrize("change", [{"body": "x" * 161}, {"address": "a@b.example"},
                                    {"subject": "Hello"}])  # fmt: skip
def test_the_database_takes_no_text_that_is_more_than_one(
    world: World, dana: Patient, change: dict[str, str]
) -> None:
    ask(world, dana, hours_before=True, text_to=NUMBER)
    queue_session_reminders(now=BEFORE)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(channel="text").update(**change)


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "whole"),
    [(NUMBER, "+14105550100"), ("1-410-555-0100", "+14105550100"), ("+49 30 123456", "+4930123456"),
     ("555 0100", None), ("none", None), ("+1", None)],
)  # fmt: skip
def test_a_number_is_whole_or_refused(typed: str, whole: str | None) -> None:
    if whole is None:
        with pytest.raises(UnableToText, match="area code"):
            whole_number(typed)
    else:
        assert whole_number(typed) == whole


@pytest.mark.once
@pytest.mark.parametrize(
    ("now", "then"),
    [("2026-10-31 22:00", "2026-11-01 08:00"), ("2027-03-14 01:30", "2027-03-14 08:00"),
     ("2026-11-01 08:00", "2026-11-01 08:00"), ("2026-11-01 20:59", "2026-11-01 20:59")],
)  # fmt: skip
def test_nothing_leaves_in_the_quiet_hours_whatever_the_clock_does(now: str, then: str) -> None:
    wall = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    found = waking(wall, "America/New_York", reminder_rules()).astimezone(NEW_YORK)
    assert f"{found:%Y-%m-%d %H:%M}" == then
