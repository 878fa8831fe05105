"""Tracks on pages: set up by a director, asked of a person, said where a week does not fit."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.wishing import Wish, wish_of
from stepdown.rules.taper import Track
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client
from tests.web.test_own_pages import with_account

pytestmark = pytest.mark.django_db
GIVEN_AWAY = re.compile(r"spanish|women|co-occurring|18 to 25|mental", re.I)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


@made_once
def series(world: World) -> list[Series]:
    return add_evening_program(world)


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def send(client: Client, where: str, version: int, **typed: Any) -> Any:
    values = {"once": uuid4().hex, "version": str(version), **typed}
    return client.post(where, values, follow=True)


def ask(counselor: Client, patient: Patient, **typed: Any) -> Any:
    patient.refresh_from_db()
    return send(counselor, f"/p/{patient.code}/care/hours", patient.version, **typed)


def test_a_director_says_for_whom_a_running_session_is(
    director: Client, counselor: Client, series: list[Series]
) -> None:
    where = f"/setup/session/{series[0].pk}/track"
    page = text(send(director, where, 1, language="Spanish", is_co_occurring="on"))
    assert "held in Spanish, co-occurring care" in page
    assert "Held in Spanish, co-occurring care." in text(counselor.get("/timetable"))
    assert 'value="Spanish"' in text(director.get(where))
    assert send(director, where, 1).status_code == 409
    assert send(director, where, 2, gender="tall").status_code == 422
    assert send(director, where, 2).status_code == 200
    series[0].refresh_from_db()
    assert series[0].track == Track()


def test_what_somebody_asks_is_kept_and_said_where_no_week_fits(
    world: World, counselor: Client, series: list[Series]
) -> None:
    patient = in_care(world, world.patient()).patient
    refused = ask(counselor, patient, only_language="on")
    assert refused.status_code == 422
    assert "Write the language" in text(refused)
    asked = {"language": "Spanish", "only_language": "on", "co_occurring": "yes"}
    assert ask(counselor, patient, **asked).status_code == 200
    assert wish_of(patient) == Wish("Spanish", only_language=True, is_co_occurring=True)
    page = text(counselor.get(f"/p/{patient.code}/week"))
    assert "Groups held in Spanish, no others" in page
    assert "They ask for sessions held in Spanish alone" in page
    assert "Sessions in English as well, if they agree." in page
    assert f'href="/p/{patient.code}/care/hours"' in page
    assert "Group 0, Monday 6:00 to 8:15 pm: it is not what they ask" in page
    ask(counselor, patient, language="Spanish")
    assert "Why this plan" in text(counselor.get(f"/p/{patient.code}/week"))


def test_a_track_stays_with_staff(world: World, director: Client, series: list[Series]) -> None:
    """Nothing that leaves the clinic, and no page of the person, says what kind of group it is."""
    patient = world.patient()
    episode = in_care(world, patient)
    phone = with_account(world, patient)
    everything = {"language": "Spanish", "gender": "women", "is_co_occurring": "on"}
    for one in series:
        assert send(director, f"/setup/session/{one.pk}/track", 1, **everything).status_code == 200
    take_seats(world, episode, series)
    pages = [phone.get(where) for where in ("/me", "/me/week", "/me/week.ics")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [GIVEN_AWAY.findall(page.content.decode()) for page in pages] == [[], [], []]


def test_a_person_answers_on_their_own_page(world: World, series: list[Series]) -> None:
    patient = in_care(world, world.patient()).patient
    phone = with_account(world, patient)
    patient.refresh_from_db()
    answer = send(phone, "/me/times", patient.version, gender="women", only_gender="on")
    assert "Saved. Your team can see it." in text(answer)
    assert wish_of(patient) == Wish(gender="women", only_gender=True)
