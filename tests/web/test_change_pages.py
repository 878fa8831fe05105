"""The page on which a session of every week gets another room, leader or start."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series, SeriesTerm
from stepdown.clinic.treatment.models import Commitment
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


@made_once
def group(dana: Patient) -> Series:
    return Series.objects.get(weekday=1, service="group")


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def send(client: Client, group: Series, **typed: str) -> Any:
    values = {
        "scope": "once",
        "on": TUESDAY,
        "room": str(group.room_id),
        "leader": str(group.leader_id),
        "starts": "17:30",
        "version": str(Series.objects.get(pk=group.pk).version),
        "once": uuid4().hex,
    }
    return client.post(f"/timetable/session/{group.pk}", values | typed)


def test_one_evening_begins_earlier(
    world: World, director: Client, dana: Patient, group: Series
) -> None:
    page = text(director.get(f"/timetable/session/{group.pk}"))
    assert "Tuesdays, 6:00 to 8:15 pm. Room A, with Counselor. 1 person has a seat." in page
    assert send(director, group).status_code == 302
    page = text(director.get(f"/timetable/session/{group.pk}"))
    assert "Only on Tuesday, November 24" in page
    assert "Room A, with Counselor. 1 person" in page
    assert "5:30 pm, Room A, with Counselor" in page
    phone = signed_in_client(own_account(world, dana))
    assert "5:30 pm" in text(phone.get("/me/week"))
    assert "5:30 pm" not in text(phone.get("/me/week?from=2026-11-30"))


def test_what_it_changes_is_seen_before_it_is_done(
    world: World, director: Client, dana: Patient, group: Series
) -> None:
    asked = {"scope": "later", "on": TUESDAY, "starts": "17:30"}
    asked |= {"room": str(group.room_id), "leader": str(group.leader_id)}
    page = text(director.get(f"/timetable/session/{group.pk}", asked))
    words = "Your appointment on Tuesday, November 24, at 6:00 pm is at 5:30 pm from that day on."
    assert words in page
    assert "cannot be reached in writing in time: call this person" in page
    assert 'name="starts" value="17:30"' in page
    Commitment.objects.create(patient=dana, kind="work", weekday=1, starts="09:00", ends="17:45")
    page = text(director.get(f"/timetable/session/{group.pk}", asked))
    assert dana.short_name in page
    assert "Work, 9:00 am to 5:45 pm" in page
    assert "Change it and tell them" not in page
    assert not SeriesTerm.objects.exists()


def test_a_change_is_taken_back_before_anybody_was_told(
    director: Client, dana: Patient, group: Series
) -> None:
    send(director, group, scope="later")
    page = text(director.get(f"/timetable/session/{group.pk}"))
    assert "5:30 to 7:45 pm. Room A, with Counselor, once what is ahead holds." in page
    where = f"/timetable/change/{SeriesTerm.objects.get().pk}"
    assert "From Tuesday, November 24 on" in text(director.get(where))
    assert director.post(where, {"version": "3", "once": uuid4().hex}).status_code == 409
    director.post(where, {"version": "1", "once": uuid4().hex})
    assert "Changes ahead" not in text(director.get(f"/timetable/session/{group.pk}"))
    assert Series.objects.get(pk=group.pk).starts == group.starts


def test_what_is_refused_is_a_sentence_and_keeps_what_was_typed(
    director: Client, dana: Patient, group: Series
) -> None:
    Commitment.objects.create(patient=dana, kind="work", weekday=1, starts="09:00", ends="17:45")
    refused = send(director, group, scope="all")
    assert refused.status_code == 422
    assert "1 person cannot come then" in text(refused)
    assert 'value="17:30"' in text(refused)
    assert dana.short_name not in text(refused)
    assert send(director, group, version="99", starts="17:45").status_code == 409
    assert "Choose which meetings it is about" in text(send(director, group, scope=""))


def test_only_those_who_may_change_days(world: World, group: Series, director: Client) -> None:
    technician = signed_in_client(world.accounts[Role.TECHNICIAN])
    assert technician.get(f"/timetable/session/{group.pk}").status_code == 403
    assert "/timetable/session/" not in text(technician.get("/timetable"))
    assert director.get("/timetable/session/999999").status_code == 404
    assert director.get("/timetable/change/999999").status_code == 404
