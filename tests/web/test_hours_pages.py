"""The pages of working hours, and what the timetable says of them."""

from collections.abc import Iterator
from datetime import time, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Program, Room, Shift
from stepdown.clinic.timetable.shifts import Stretch, hours_of, kept_hours
from tests.clinic.weeks import add_evening_program
from tests.clinic.world import NOW, TODAY, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def path(world: World) -> str:
    return f"/setup/site/{world.site.pk}/hours/{world.accounts[Role.COUNSELOR].pk}"


def send(client: Client, where: str, **typed: Any) -> Any:
    values = {"once": uuid4().hex, "version": "0", "from_on": str(TODAY), **typed}
    return client.post(where, values, follow=True)


def test_hours_are_entered_and_what_is_outside_stands_on_the_timetable(
    world: World, director: Client
) -> None:
    add_evening_program(world)
    hours = f"/setup/site/{world.site.pk}/hours"
    assert "Hours not kept" in text(director.get(hours))
    two_rows = {
        "days_0": ["0", "1", "3"],
        "starts_0": "13:00",
        "ends_0": "17:00",
        "days_1": ["0", "1"],
        "starts_1": "17:30",
        "ends_1": "21:30",
    }
    page = text(send(director, path(world), **two_rows))
    assert "Mon, Tue, Thu, 1:00 pm to 5:00 pm" in page
    assert "Group 2, Wednesday: outside the hours of Counselor." in page
    week = text(director.get("/timetable"))
    assert week.count("Outside the hours of Counselor") == 2, "the group and the opening"
    assert "checked" in text(director.get(path(world)))
    stale = director.post(path(world), {"once": uuid4().hex, "version": "0", **two_rows})
    assert stale.status_code == 422, "no day is named"
    stale = send(director, path(world), **two_rows)
    assert stale.status_code == 409


def test_half_a_row_is_asked_about_and_keeps_what_was_typed(world: World, director: Client) -> None:
    for typed, words in (
        ({"days_0": ["0"], "starts_0": "13:00"}, "Write from when to when"),
        ({"starts_0": "13:00", "ends_0": "17:00"}, "Choose the days"),
    ):
        answer = send(director, path(world), **typed)
        assert answer.status_code == 422
        assert words in text(answer)
        assert 'value="13:00"' in text(answer)
    assert not Shift.objects.exists()


def test_a_new_session_outside_the_hours_is_added_and_said(world: World, director: Client) -> None:
    add_evening_program(world)
    send(director, path(world), days_0=["0"], starts_0="13:00", ends_0="17:00")
    counselor = world.accounts[Role.COUNSELOR]
    assert kept_hours(world.site.pk, counselor.pk, on=TODAY).stretches == (
        Stretch((0,), time(13), time(17)),
    )
    session = {
        "program": Program.objects.get().pk,
        "service": "group",
        "title": "Saturday group",
        "room": Room.objects.get(name="Room A").pk,
        "leader": counselor.pk,
        "weekday": 5,
        "starts": "10:00",
        "minutes": 120,
        "clinical_minutes": 120,
        "seats": 8,
        "starts_on": "2026-11-23",
    }
    page = text(director.post("/setup/session", {"once": uuid4().hex, **session}, follow=True))
    assert "Saturday group, Saturday: outside the hours of Counselor." in page


def test_the_limit_is_marked_until_the_clinic_sets_it(world: World, director: Client) -> None:
    hours, limit = (f"/setup/site/{world.site.pk}/{name}" for name in ("hours", "contact"))
    assert "Not confirmed by the clinic" in text(director.get(hours))
    page = text(send(director, limit, day_hours="5.5", week_hours="20"))
    assert "5.5 hours a day and 20 hours a week at most" in page
    assert "Not confirmed" not in page
    refused = send(director, limit, day_hours="6", week_hours="5", version="1")
    assert "at least that of a day" in text(refused)
    assert send(director, limit, day_hours="4", week_hours="20").status_code == 409


def test_nobody_else_keeps_hours(world: World) -> None:
    for role in (Role.COUNSELOR, Role.ADMINISTRATOR):
        client = signed_in_client(world.accounts[role])
        assert (
            client.get(path(world)).status_code == 404 or client.get(path(world)).status_code == 403
        )
    assert hours_of(world.site.pk, TODAY) == {}
