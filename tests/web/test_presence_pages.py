"""The code at the door and the page on which a person says that they are here."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.presence.queries import door_code
from stepdown.clinic.sessions.models import Attendance, Session
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.seated import own_account
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@made_once
def people(world: World) -> list[Patient]:
    return [world.patient("Dana"), world.patient("Luis")]


@made_once
def evening(world: World, people: list[Patient]) -> Session:
    group = add_evening_program(world)[0]
    for one in people:
        take_seats(world, in_care(world, one), [group])
    return open_evening(world, group)


@pytest.fixture
def clock(evening: Session) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(evening.starts_at - timedelta(minutes=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(clock: time_machine.Traveller, world: World, people: list[Patient]) -> Client:
    return signed_in_client(own_account(world, people[0]))


@pytest.fixture
def desk(clock: time_machine.Traveller, world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def press(phone: Client, code: str) -> Any:
    return phone.post("/me/here", {"once": str(uuid4()), "code": code}, follow=True)


def test_the_screen_shows_the_code_and_nobodys_name(desk: Client, evening: Session) -> None:
    page = text(desk.get(f"/s/{evening.pk}/door"))
    code = door_code(evening.series_id, TODAY)
    assert f"{code[:3]} {code[3:]}" in page
    assert "Dana" not in page
    assert "Luis" not in page
    assert f"/s/{evening.pk}/door" in text(desk.get(f"/s/{evening.pk}"))


def test_the_screen_has_no_code_outside_the_window(
    desk: Client, evening: Session, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=-30))
    assert "The code works from 5:30 pm on." in text(desk.get(f"/s/{evening.pk}/door"))


def test_who_presses_stands_in_the_roll_until_staff_save_it(
    phone: Client, desk: Client, evening: Session
) -> None:
    assert "I am here" in text(phone.get("/me"))
    code = door_code(evening.series_id, TODAY)
    assert f'value="{code}"' in text(phone.get(f"/me/here?code={code}"))
    page = text(press(phone, f"{code[:3]} {code[3:]}"))
    assert "you said so at 5:58 pm" in page
    assert "Luis" not in page
    with time_machine.travel(evening.starts_at + timedelta(minutes=3), tick=False):
        answer = desk.get(f"/s/{evening.pk}")
        assert "At the door at 5:58 pm" in text(answer)
        assert not Attendance.objects.exists()
        rows = answer.context["roll_rows"]
        sent = {f"seen_{row.person.patient_id}": row.seen for row in rows}
        shown = {row.field.html_name: row.field.value() for row in rows if row.field.value()}
        desk.post(f"/s/{evening.pk}/roll", {"once": str(uuid4()), **sent, **shown})
    assert Attendance.objects.get().patient.given_name == "Dana"


def test_wrong_codes_are_limited_and_end_in_a_sentence(phone: Client, evening: Session) -> None:
    for _ in range(6):
        answer = press(phone, "12")
        assert answer.status_code == 422
        assert "does not go with a time of yours" in text(answer)
    right = press(phone, door_code(evening.series_id, TODAY))
    assert right.status_code == 429
    assert "Tell who leads the session" in text(right)
