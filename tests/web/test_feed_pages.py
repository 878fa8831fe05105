"""The page of the calendar's address, and what a calendar gets from it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.treatment.models import Episode
from stepdown.config.quiet_log import QuietFormatter
from tests.clinic.seated import own_account, seated
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
BOTH_CHANGES = (date(2026, 11, 23), date(2027, 11, 22))  # March 14 and November 7


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    return seated(world)


@pytest.fixture
def phone(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


def press(phone: Client, what: str) -> str:
    """Presses a button; answers the page after it."""
    form = {"once": str(uuid4()), "do": what}
    return str(phone.post("/me/calendar", form, follow=True).content.decode())


def path_in(page: str) -> str:
    (path,) = set(re.findall(r"http://testserver(/cal/[0-9a-f]+\.ics)", page))
    return str(path)


def read(path: str) -> Any:
    """What another program makes of the address, without a session."""
    return icalendar.Calendar.from_ical(Client().get(path).content)


def test_the_address_is_shown_once_and_works_without_signing_in(phone: Client) -> None:
    page = press(phone, "make")
    path = path_in(page)
    assert f"webcal://testserver{path}" in page
    assert "/cal/" not in phone.get("/me/calendar").content.decode()
    assert len(read(path).walk("VEVENT")) == 6
    assert "First read by a calendar" in phone.get("/me/calendar").content.decode()


def test_a_year_of_it_has_every_meeting_at_its_wall_time(phone: Client) -> None:
    path = path_in(press(phone, "make"))
    found = list(recurring_ical_events.of(read(path)).between(*BOTH_CHANGES))
    assert len(found) == 6 * 52
    walls = {(e["DTSTART"].dt.weekday(), f"{e['DTSTART'].dt:%H:%M}") for e in found}
    assert walls == {
        (0, "18:00"), (0, "20:15"), (1, "18:00"), (1, "20:15"), (2, "16:00"), (2, "18:00"),
    }  # fmt: skip
    utc_hours = {e["DTSTART"].dt.astimezone(UTC).hour for e in found if e["DTSTART"].dt.hour == 18}
    assert utc_hours == {22, 23}


def test_it_says_nothing_but_when_and_where(phone: Client) -> None:
    path = path_in(press(phone, "make"))
    calendar = read(path)
    assert {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")} == {"Appointment"}
    assert str(calendar["X-WR-CALNAME"]) == "Appointments"
    text = Client().get(path).content.decode()
    for word in ("Harbor,", "Group", "Counselor", "Dana", "tepdown", "Evening", "Room"):
        assert word not in text


def test_nothing_on_the_way_keeps_it_or_finds_it(phone: Client) -> None:
    answer = Client().get(path_in(press(phone, "make")))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert Client().get("/me/calendar").status_code == 302


def test_no_log_line_holds_an_address(phone: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = path_in(press(phone, "make"))
    assert Client().generic("PROPFIND", path).status_code == 405
    press(phone, "end")
    assert Client().get(path).status_code == 404
    lines = [QuietFormatter().format(line) for line in caplog.records]
    assert [line.split(": ", 1)[1] for line in lines] == [
        "Method Not Allowed: /cal/...",
        "Not Found: /cal/...",
    ]


def test_old_and_invented_addresses_answer_like_a_page_that_is_not_there(phone: Client) -> None:
    replaced = path_in(press(phone, "make"))
    ended = path_in(press(phone, "make"))
    press(phone, "end")
    nowhere = Client().get("/nowhere")
    for path in (replaced, ended, "/cal/ab.ics", f"/cal/{'9' * 40}.ics", "/cal/%00.ics"):
        answer = Client().get(path)
        assert (answer.status_code, answer.content) == (404, nowhere.content)
        assert set(answer.headers) == set(nowhere.headers)


def test_when_care_pauses_the_calendar_empties_from_that_day(
    world: World, dana: Patient, phone: Client
) -> None:
    path = path_in(press(phone, "make"))
    episode = Episode.objects.get(patient=dana)
    hold_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        reason="Away",
        now=datetime(2026, 12, 1, 17, 0, tzinfo=UTC),
    )
    with time_machine.travel(datetime(2026, 12, 1, 18, 0, tzinfo=UTC), tick=False):
        found = list(recurring_ical_events.of(read(path)).between(*BOTH_CHANGES))
    assert {event["DTSTART"].dt.date() for event in found} == {
        date(2026, 11, day) for day in (23, 24, 25, 30)
    }
