"""Support groups outside: written on the phone, verified in the chart."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.circle.models import OutsideMeeting
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_account
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    in_care(world, patient)
    return patient


@pytest.fixture
def own(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


@pytest.fixture
def technician(world: World, dana: Patient) -> Client:
    return signed_in_client(world.accounts[Role.TECHNICIAN])


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: object) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def test_a_meeting_is_written_down_verified_and_stands_on_progress(
    own: Client, technician: Client, dana: Patient
) -> None:
    post(own, "/me/meetings", on="2026-11-22", kind="Sunday circle")
    meeting = OutsideMeeting.objects.get(patient=dana)
    assert "1 in the last four weeks." in text(own, "/me/progress")
    chart = f"/p/{dana.code}/meetings"
    assert "Own word" in text(technician, chart)
    assert post(technician, chart, meeting_id=meeting.pk, how="").status_code == 422
    post(technician, chart, meeting_id=meeting.pk, how="Saw the card")
    assert "Saw the card. Technician" in text(technician, chart)
    assert "Seen by your team" in text(own, "/me/meetings")


def test_a_day_to_come_is_refused_and_nothing_typed_is_lost(own: Client) -> None:
    sent = post(own, "/me/meetings", on="2026-11-24", kind="Tomorrow's circle")
    assert sent.status_code == 422
    page = unescape(sent.content.decode())
    assert "still to come" in page
    assert "Tomorrow's circle" in page


def test_a_meeting_of_another_year_says_its_year(own: Client) -> None:
    post(own, "/me/meetings", on="1999-01-01", kind="The first one")
    post(own, "/me/meetings", on="2026-11-20", kind="The last one")
    page = text(own, "/me/meetings")
    assert "Friday, January 1, 1999" in page
    assert "Friday, November 20<" in page


def test_a_meeting_comes_off_the_list_once(own: Client, dana: Patient) -> None:
    post(own, "/me/meetings", on="2026-11-22", kind="Sunday circle")
    meeting = OutsideMeeting.objects.get(patient=dana)
    post(own, "/me/meetings", act="remove", meeting_id=meeting.pk)
    assert "Nothing yet." in text(own, "/me/meetings")
    sent = post(own, "/me/meetings", act="remove", meeting_id=meeting.pk)
    assert sent.status_code == 422
    assert "Look at the list again" in sent.content.decode()


def test_what_was_written_about_a_meeting_that_is_gone_stays_readable(
    own: Client, technician: Client, dana: Patient
) -> None:
    post(own, "/me/meetings", on="2026-11-22", kind="Sunday circle")
    meeting = OutsideMeeting.objects.get(patient=dana)
    post(own, "/me/meetings", act="remove", meeting_id=meeting.pk)
    sent = post(technician, f"/p/{dana.code}/meetings", meeting_id=meeting.pk, how="Saw the card")
    assert sent.status_code == 422
    assert "Saw the card" in sent.content.decode()
