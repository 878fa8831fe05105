"""Pages of an untidy day: the safety step, the report after it, and notes of one's own."""

from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Incident
from stepdown.clinic.timetable.models import Series
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
REPORT = {
    "on": "2026-11-23",
    "at": "11:50",
    "words": "Came unsteady.",
    "told": "The director",
    "follow_up": "Call tomorrow",
    "due_on": "2026-11-24",
}
STEP = {
    "seen": "unsteady",
    "pulse_per_minute": "96",
    "decision": "home",
    "stays_with": "Ana",
    "ride": "fetched",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    patient, group = world.patient(), add_evening_program(world)[0]
    take_seats(world, in_care(world, patient), [group])
    return patient


@pytest.fixture
def client_of(world: World) -> Callable[[Role], Client]:
    return lambda role: signed_in_client(world.accounts[role])


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def test_somebody_else_is_here(
    world: World, dana: Patient, client_of: Callable[[Role], Client]
) -> None:
    monday, wednesday = Series.objects.filter(service="group", weekday__in=(0, 2))
    ana = world.patient("Ana", family_name="Lopez")
    take_seats(world, in_care(world, ana), [wednesday])
    session, counselor = open_evening(world, monday), client_of(Role.TECHNICIAN)
    page = f"/s/{session.pk}/walk-in"
    assert page in text(counselor, f"/s/{session.pk}")
    assert "Ana" not in text(counselor, page)
    found = post(counselor, page, letters="ana").content.decode()
    assert "Put on the roll" in found
    assert "Lopez" not in found
    assert "one letter more" not in found
    for number in range(8):
        world.patient(f"Bea{number}")
    assert "one letter more" in post(counselor, page, letters="bea").content.decode()
    nobody = post(counselor, page, letters="zz").content.decode()
    assert "Nobody in your care has these letters." in nobody
    assert "Type some letters of their name" in post(counselor, page, letters="").content.decode()
    unfound = post(counselor, page, letters="ana", person="999999")
    assert "Find them again by letters" in unescape(unfound.content.decode())
    assert "Put on the roll" in unfound.content.decode()
    assert post(counselor, page, letters="ana", person=str(ana.pk)).status_code == 302
    roll = text(counselor, f"/s/{session.pk}")
    assert "They are on the roll. Mark how they came." in roll
    assert "Ana L." in roll


def test_whoever_calls_the_roll_confirms_a_place_before_video(
    world: World, dana: Patient, client_of: Callable[[Role], Client]
) -> None:
    session = open_evening(world, add_evening_program_series(world))
    page = text(client_of(Role.TECHNICIAN), f"/s/{session.pk}")
    assert f"/p/{dana.code}/video/{session.pk}" in page


def test_the_session_leads_to_the_step_the_step_to_the_report_and_the_report_to_today(
    world: World, dana: Patient, client_of: Callable[[Role], Client]
) -> None:
    group = add_evening_program_series(world)
    session, counselor = open_evening(world, group), client_of(Role.COUNSELOR)
    assert f"/s/{session.pk}/unfit" in text(counselor, f"/s/{session.pk}")
    assert f"/p/{dana.code}/unfit" in text(counselor, f"/s/{session.pk}/unfit")
    stepped = post(counselor, f"/p/{dana.code}/unfit", **STEP)
    step = Entry.objects.get(kind="unfit")
    assert stepped.headers["Location"] == f"/p/{dana.code}/reports/new?step={step.pk}"
    owed_by = str(world.accounts[Role.PSYCHOLOGIST].pk)
    kept = post(counselor, stepped.headers["Location"], owed_by=owed_by, **REPORT)
    incident = Incident.objects.get()
    assert incident.step == step
    owes = client_of(Role.PSYCHOLOGIST)
    assert "Follow up an incident: Dana M." in text(owes, "/today")
    where = kept.headers["Location"]
    assert "Kept. What is owed stands on Today until it is done." in text(counselor, where)
    assert "Came unsteady." in text(owes, where)
    director = client_of(Role.DIRECTOR)
    assert "Owed" in text(director, "/reports?state=open")
    assert "Dana M." in text(director, "/reports")
    assert "No report here." in text(director, "/reports?month=2026-10")
    others = text(client_of(Role.MEDICAL), where)
    assert "This report is read by who reported it" in others
    assert "Came unsteady." not in others
    assert post(owes, where, version="1", words="She is home.").status_code == 302
    assert "Follow up an incident" not in text(owes, "/today")
    assert "She is home." in text(counselor, where)
    assert "She is home." in text(director, "/reports?state=done&month=2026-11")
    assert "No report here." in text(director, "/reports?state=open")
    assert counselor.get("/reports").status_code == 403


def add_evening_program_series(world: World) -> Any:
    return world.accounts[Role.COUNSELOR].series.get(weekday=0, service="group")


def test_nothing_is_chosen_for_anybody_and_a_refusal_keeps_what_was_typed(
    dana: Patient, client_of: Callable[[Role], Client]
) -> None:
    technician = client_of(Role.TECHNICIAN)
    path = f"/p/{dana.code}/unfit"
    assert " checked>" not in technician.get(path).content.decode()
    refused = post(technician, path, **{**STEP, "seen": "sleepy"})
    assert refused.status_code == 422
    page = unescape(refused.content.decode())
    assert "choose emergency services, or a medical professional now" in page
    assert 'value="Ana"' in page
    assert not Entry.objects.filter(kind="unfit").exists()


def test_my_own_notes_are_read_by_me_alone(
    dana: Patient, client_of: Callable[[Role], Client]
) -> None:
    counselor, path = client_of(Role.COUNSELOR), f"/p/{dana.code}/own-notes"
    assert post(counselor, path, on="2026-11-23", text="Think of the brother.").status_code == 302
    assert "Think of the brother." in text(counselor, path)
    assert "Only you read this." in text(counselor, path)
    for role in (Role.PSYCHOLOGIST, Role.MEDICAL):
        assert "Think of the brother." not in text(client_of(role), path)
    assert "Think of the brother." not in text(counselor, f"/p/{dana.code}")
    assert client_of(Role.DIRECTOR).get(path).status_code == 404
