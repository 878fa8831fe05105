"""Somebody is away: the page that shows what can be done, and what it does once confirmed."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import MeetingChange, Series, StaffAbsence
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.world import NOW, World, add_member
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
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


@made_once
def helper(world: World) -> Account:
    return add_member(world, Role.COUNSELOR, "helper@harbor.example")


def asked(world: World, **more: str) -> dict[str, str]:
    who = f"{world.site.pk}-{world.accounts[Role.COUNSELOR].pk}"
    return {"who": who, "first_on": TUESDAY, "last_on": TUESDAY, **more}


def shown(client: Client, world: World) -> tuple[str, str]:
    """The page, and the name of the one session's field."""
    page = text(client.get("/timetable/away/new", asked(world)))
    names = set(re.findall(r'name="(way_[^"]+)"', page))
    assert len(names) == 1
    return page, names.pop()


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def send(client: Client, world: World, **more: str) -> Any:
    return client.post("/timetable/away/new", {**asked(world), "once": uuid4().hex, **more})


def test_the_ways_stand_there_and_nothing_has_happened(
    world: World, director: Client, dana: Patient, helper: Account
) -> None:
    page, _ = shown(director, world)
    assert "Tuesday, November 24, 6:00 to 8:15 pm: Group 1" in page
    assert "Helper stands in. Time and room stay; nobody has to be told." in page
    assert "Cancelled. 1 person told, and offered another time." in page
    assert dana.short_name not in page
    assert not StaffAbsence.objects.exists()


def test_one_confirmation_arranges_it_and_all_pages_show_it(
    world: World, director: Client, dana: Patient, helper: Account
) -> None:
    _, name = shown(director, world)
    assert send(director, world, **{name: f"lead-{helper.pk}"}).status_code == 302
    assert "Counselor" in text(director.get("/timetable/away"))
    assert "with Helper in place of Counselor" in text(director.get("/timetable"))
    phone = signed_in_client(own_account(world, dana))
    assert "with Helper" in text(phone.get("/me/week"))
    absence = text(director.get(f"/timetable/away/{StaffAbsence.objects.get().pk}"))
    assert "Helper stands in." in absence


def test_a_second_leader_who_is_away_has_the_same_page(
    world: World, director: Client, dana: Patient, helper: Account
) -> None:
    second = world.accounts[Role.PSYCHOLOGIST]
    Series.objects.filter(weekday=1, service="group").update(co_leader=second)
    who = {"who": f"{world.site.pk}-{second.pk}"}
    page = text(director.get("/timetable/away/new", asked(world, **who)))
    assert "Counselor leads it alone. Time and room stay; nobody has to be told." in page
    assert "Helper stands in." in page
    keys = set(re.findall(r'name="(way_[^"]+)" value="alone"', page))
    names = set(re.findall(r'name="(way_[^"]+)"', page))
    chosen = dict.fromkeys(names, "cancel") | dict.fromkeys(keys, "alone")
    assert send(director, world, **who, **chosen).status_code == 302
    absence = text(director.get(f"/timetable/away/{StaffAbsence.objects.get().pk}"))
    assert "Counselor leads it alone." in absence


def test_cancelled_shows_whom_to_call_and_is_taken_back(
    world: World, director: Client, dana: Patient
) -> None:
    _, name = shown(director, world)
    send(director, world, **{name: "cancel"})
    where = f"/timetable/away/{StaffAbsence.objects.get().pk}"
    page = text(director.get(where))
    assert "Group 1. Cancelled." in page
    assert dana.short_name in page
    assert director.post(where, {"version": "9", "once": uuid4().hex}).status_code == 409
    director.post(where, {"version": "1", "once": uuid4().hex})
    assert "Everybody is here." in text(director.get("/timetable/away"))
    assert "Cancelled" not in text(director.get("/timetable"))


def test_what_cannot_be_arranged_is_a_sentence(
    world: World, director: Client, dana: Patient, helper: Account
) -> None:
    _, name = shown(director, world)
    refused = send(director, world, **{name: "lead-99"})
    assert refused.status_code == 422
    assert "Choose one of the answers shown" in text(refused)
    for more, words in (
        ({"last_on": "2026-11-20"}, "The last day is before the first."),
        ({"who": "1-99999"}, "Choose one of the answers shown"),
        ({"first_on": ""}, "Fill in: From"),
    ):
        page = director.get("/timetable/away/new", asked(world, **more))
        assert page.status_code == 422
        assert words in text(page)
    assert not MeetingChange.objects.exists()


def test_only_those_who_may_change_days(world: World, director: Client) -> None:
    technician = signed_in_client(world.accounts[Role.TECHNICIAN])
    for where in ("/timetable/away", "/timetable/away/new", "/timetable/away/1"):
        assert technician.get(where).status_code == 403
    assert director.get("/timetable/away/99").status_code == 404


def test_a_part_of_a_day_is_entered_and_said(
    world: World, director: Client, dana: Patient, helper: Account
) -> None:
    times = {"starts": "19:00", "ends": "22:00"}
    page = text(director.get("/timetable/away/new", asked(world, **times)))
    assert "Tuesday, November 24, 7:00 pm to 10:00 pm" in page
    (name,) = set(re.findall(r'name="(way_[^"]+)"', page))
    typed = {**asked(world, **times), name: f"lead-{helper.pk}", "once": uuid4().hex}
    done = director.post("/timetable/away/new", typed, follow=True)
    assert "Tuesday, November 24, 7:00 pm to 10:00 pm" in text(done)
    half = text(director.get("/timetable/away/new", asked(world, starts="19:00")))
    assert "Write both times" in half
