"""The day on paper: first name and initial on the roll, nobody's name on a strip."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.day_sheet import open_day_sheets
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_each_session_of_the_day_has_a_roll_and_strips(world: World) -> None:
    groups = add_evening_program(world)
    dana = world.patient("Dana", family_name="Marsh")
    luis = world.patient("Luis", family_name="Ortega")
    for one in (dana, luis):
        take_seats(world, in_care(world, one), groups[:1])
    technician = world.accounts[Role.TECHNICIAN]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=luis, account=technician, now=NOW)
    page = text(signed_in_client(technician).get("/sheets"))
    assert "Dana M." in page
    assert "Marsh" not in page
    assert "Luis" not in page
    assert "1 more person is expected whose record is not open to you" in page
    strips = re.findall(r'<p class="strip">.*?</p>', page)
    assert len(strips) == 2 + 3  # who may walk in, too; nobody has a seat in the class after it
    assert not any("Dana" in strip for strip in strips)
    assert LedgerEvent.objects.filter(verb="day_sheets.opened").count() == 1


def test_a_one_to_one_session_keeps_no_row_for_others(world: World) -> None:
    alone = add_evening_program(world)[5]
    take_seats(world, in_care(world, world.patient("Dana")), [alone])
    desk, day = signed_in_client(world.accounts[Role.COUNSELOR]), TODAY + timedelta(days=2)
    assert alone.weekday == 2
    page = text(desk.get(f"/sheets?on={day}"))
    assert page.count('<p class="strip">') == 1
    assert "Somebody else" not in page


def test_another_day_and_a_day_without_sessions(world: World) -> None:
    groups = add_evening_program(world)
    take_seats(world, in_care(world, world.patient("Dana")), groups[:1])
    desk = signed_in_client(world.accounts[Role.COUNSELOR])
    sunday = (TODAY - timedelta(days=1)).isoformat()
    assert "Nobody is expected on this day." in text(desk.get(f"/sheets?on={sunday}"))
    assert "Monday, November 23" in text(desk.get("/sheets?on=nonsense"))
    assert "/sheets" in text(desk.get("/today"))


def test_it_costs_the_same_for_more_sessions_and_people(world: World) -> None:
    groups = add_evening_program(world)
    counts = []
    for name, taken in (("Dana", groups[:1]), ("Luis", groups[:5]), ("Mateo", groups[:5])):
        take_seats(world, in_care(world, world.patient(name)), taken)
        with CaptureQueriesContext(connection) as caught:
            open_day_sheets(actor=world.actor(Role.COUNSELOR), on=TODAY, now=NOW)
        counts.append(len(caught))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.INTAKE])
def test_whoever_is_at_the_desk_when_the_power_fails_has_them_too(world: World, role: Role) -> None:
    groups = add_evening_program(world)
    dana, luis = world.patient("Dana", family_name="Marsh"), world.patient("Luis")
    for one in (dana, luis):
        take_seats(world, in_care(world, one), groups[:1])
    account = world.accounts[role]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=luis, account=account, now=NOW)
    desk = signed_in_client(account)
    assert "/sheets" in text(desk.get("/today"))
    page = text(desk.get("/sheets"))
    assert "Dana M." in page
    assert "Luis" not in page


@pytest.mark.parametrize("role", [Role.BILLER, Role.ADMINISTRATOR])
def test_who_neither_leads_nor_receives_people_has_no_day_sheets(world: World, role: Role) -> None:
    assert signed_in_client(world.accounts[role]).get("/sheets").status_code == 403
