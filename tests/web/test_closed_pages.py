"""Closing a day on a page, and what the person and the staff see of it."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import ClosedTime, Series
from tests.clinic.reminded import let_write
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
TUESDAY = "2026-11-24"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    return on_first_evenings(world)


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def asked(world: World, **more: str) -> dict[str, str]:
    return {"site": str(world.site.pk), "on": TUESDAY, "why": "weather", **more}


def close(client: Client, world: World, **more: str) -> Any:
    return client.post("/timetable/closed/new", {**asked(world, **more), "once": uuid4().hex})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_nothing_happens_before_it_is_confirmed(
    world: World, counselor: Client, dana: Patient
) -> None:
    page = text(counselor.get("/timetable/closed/new", asked(world)))
    assert "Close Tuesday, November 24?" in page
    assert "2 sessions with people in them are cancelled" in page
    assert "1 cannot be reached in writing in time: call this person." in page
    assert dana.short_name in page
    assert not ClosedTime.objects.exists()


def test_who_agreed_to_mail_is_not_called(world: World, counselor: Client, dana: Patient) -> None:
    let_write(world, dana)
    page = text(counselor.get("/timetable/closed/new", asked(world)))
    assert "1 person is told by e-mail." in page
    assert dana.short_name not in page


def test_a_closed_day_is_closed_everywhere(world: World, counselor: Client, dana: Patient) -> None:
    assert close(counselor, world).status_code == 302
    assert "Tuesday, November 24" in text(counselor.get("/timetable/closed"))
    assert text(counselor.get("/timetable")).count("Cancelled") == 2
    phone = signed_in_client(own_account(world, dana))
    home = text(phone.get("/me"))
    assert "These times do not take place." in home
    series_id = dana.seats.get(series__weekday=1, series__service="group").series_id
    page = text(phone.get(f"/me/coming/{series_id}/{TUESDAY}"))
    assert "This time is cancelled" in page
    assert "Thursday, 6:00 pm" in page


def test_the_person_takes_another_time(world: World, counselor: Client, dana: Patient) -> None:
    close(counselor, world)
    phone = signed_in_client(own_account(world, dana))
    series_id = dana.seats.get(series__weekday=1, series__service="group").series_id
    thursday = Series.objects.get(weekday=3, service="group")
    where = f"/me/coming/{series_id}/{TUESDAY}"
    phone.post(where, {"instead": thursday.pk, "why": "", "once": uuid4().hex})
    assert dana.seats.get(is_make_up=True).starts_on.isoformat() == "2026-11-26"
    assert "You come on Thursday, 6:00 pm instead" in text(phone.get(where))


def test_it_is_opened_again_from_its_page(world: World, counselor: Client, dana: Patient) -> None:
    close(counselor, world)
    where = f"/timetable/closed/{ClosedTime.objects.get().pk}"
    assert "2 sessions with people in them are cancelled" in text(counselor.get(where))
    stale = counselor.post(where, {"version": "7", "once": uuid4().hex})
    assert stale.status_code == 409
    counselor.post(where, {"version": "1", "once": uuid4().hex})
    assert "Cancelled" not in text(counselor.get("/timetable"))
    assert "No day is closed." in text(counselor.get("/timetable/closed"))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": "2026-11-22"}, "This day is over."),
        ({"on": ""}, "Fill in: Day"),
        ({"starts": "10:00", "ends": "09:00"}, "ends before it begins"),
        ({"why": "because"}, "Choose one of the answers shown"),
    ],
)
def test_what_cannot_be_closed_is_a_sentence(
    world: World, counselor: Client, more: dict[str, str], words: str
) -> None:
    page = counselor.get("/timetable/closed/new", asked(world, **more))
    assert page.status_code == 422
    assert words in text(page)
    assert close(counselor, world, **more).status_code == 422


def test_only_those_who_may_close_days(world: World, counselor: Client) -> None:
    technician = signed_in_client(world.accounts[Role.TECHNICIAN])
    for where in ("/timetable/closed", "/timetable/closed/new"):
        assert technician.get(where).status_code == 403
    assert "Closed days" not in text(technician.get("/timetable"))
    assert counselor.get("/timetable/closed/99").status_code == 404
