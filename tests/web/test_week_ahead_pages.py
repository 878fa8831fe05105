"""A week that would stay too low: on Today, on the home page, and a press that makes it right."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import mark, open_evening
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
GOAL = "9 hours by Thursday"


@made_once
def dana(world: World) -> Patient:
    """She missed Monday; Thursday has room."""
    patient = on_first_evenings(world)
    session = open_evening(world, Series.objects.get(service="group", weekday=0))
    mark(world, session, {patient: "missed"}, now=session.ends_at)
    return patient


@pytest.fixture(autouse=True)
def on_tuesday(dana: Patient) -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def phone(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def thursday() -> dict[str, Any]:
    return {"once": str(uuid4()), "instead": Series.objects.get(service="group", weekday=3).pk}


def test_the_counselor_sees_it_and_books_what_fits(world: World, dana: Patient) -> None:
    desk = signed_in_client(world.accounts[Role.COUNSELOR])
    assert f"Dana M.: {GOAL}" in text(desk.get("/today"))
    page = f"/p/{dana.code}/ahead"
    shown = text(desk.get(page))
    assert f"To reach {GOAL}: one way that fits" in shown
    assert "0 h so far and 7 h still planned make 7 h" in shown
    nothing = desk.post(page, {"once": str(uuid4())})
    assert nothing.status_code == 422
    assert "Press one of the times" in text(nothing)
    assert "The seat is booked" in text(desk.post(page, thursday(), follow=True))
    assert GOAL not in text(desk.get("/today"))


def test_the_person_takes_it_on_their_phone(phone: Client) -> None:
    assert f"To reach {GOAL}" in text(phone.get("/me"))
    assert "Thursday, 6:00 pm" in text(phone.get("/me/hours"))
    home = text(phone.post("/me/hours", thursday(), follow=True))
    assert "The other time is yours" in home
    assert GOAL not in home
    assert "Your week is fine as it is." in text(phone.get("/me/hours"))
