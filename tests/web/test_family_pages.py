"""Family sessions: staff invite and mark, the relative sees an invitation, the person decides."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.circle.models import FamilyGuest
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.treatment.services import Service
from stepdown.rules.consent import Topic
from tests.clinic.beside import ask_along, family_evening
from tests.clinic.evenings import open_evening, take_seats
from tests.clinic.loved_ones import connected, share
from tests.clinic.seated import own_account
from tests.clinic.weeks import in_care, weekly
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
BEGUN = NOW + timedelta(hours=7)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def series(world: World, dana: Patient) -> Series:
    return family_evening(world, dana)


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: object) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def test_a_loved_one_is_invited_comes_and_is_written_about(
    world: World, dana: Patient, series: Series, counselor: Client
) -> None:
    sharing = share(world, dana, topics=[Topic.FAMILY_DATES])
    path = f"/p/{dana.code}/family"
    assert "Invite Rosa (sister)" in text(counselor, path)
    wanted = {"sharing_id": sharing.pk, "series_id": series.pk, "on": TODAY.isoformat()}
    assert post(counselor, path, act="invite", **wanted).url == path
    session = open_evening(world, series)
    assert "With Dana M.: invited" in text(counselor, f"/s/{session.pk}")
    guest = FamilyGuest.objects.get()
    with time_machine.travel(BEGUN, tick=False):
        counselor = signed_in_client(world.accounts[Role.COUNSELOR])
        post(counselor, path, act="came", guest_id=guest.pk)
        sent = post(counselor, f"{path}/{guest.pk}", words="She will call on Sundays.")
        assert sent.status_code == 422
        assert "She will call on Sundays." in sent.content.decode()
        post(counselor, f"{path}/{guest.pk}", words="She will call on Sundays.", is_neutral="on")
        assert "She will call on Sundays." in text(counselor, f"/p/{dana.code}")
    assert Entry.objects.get(kind="family_guest").patient == dana


def test_whose_consent_does_not_cover_it_cannot_be_invited(
    world: World, dana: Patient, series: Series, counselor: Client
) -> None:
    sharing = share(world, dana)
    page = text(counselor, f"/p/{dana.code}/family")
    assert "Rosa (sister): not agreed." in page
    assert "Invite Rosa" not in page
    wanted = {"sharing_id": sharing.pk, "series_id": series.pk, "on": TODAY.isoformat()}
    sent = post(counselor, f"/p/{dana.code}/family", act="invite", **wanted)
    assert sent.status_code == 422
    assert "has not agreed" in sent.content.decode()


def test_the_relative_sees_an_invitation_until_the_person_takes_it_back(
    world: World, dana: Patient, series: Series
) -> None:
    sharing, _ = connected(world, dana, topics=[Topic.FAMILY_DATES])
    guest = ask_along(world, sharing, series)
    rosa = signed_in_client(Account.objects.get(email="rosa@example.org"))
    assert "6:00 pm. 18 Harbor St. You are invited." in text(rosa, "/family")
    own = signed_in_client(own_account(world, dana))
    assert "Rosa (sister)" in text(own, "/me/family")
    post(own, "/me/family", guest_id=guest.pk)
    assert "Nobody is invited." in text(own, "/me/family")
    assert "You are invited." not in text(rosa, "/family")


def test_somebody_elses_guest_is_not_there(
    world: World, dana: Patient, series: Series, counselor: Client
) -> None:
    guest = ask_along(world, share(world, dana, topics=[Topic.FAMILY_DATES]), series)
    rae = signed_in_client(own_account(world, world.patient("Rae")))
    assert post(rae, "/me/family", guest_id=guest.pk).status_code == 422
    assert counselor.get(f"/p/{dana.code}/family/{guest.pk + 1}").status_code == 404
    guest.refresh_from_db()
    assert guest.state == FamilyGuest.State.INVITED


def test_a_session_is_put_into_the_week_and_then_somebody_is_invited(
    world: World, series: Series, counselor: Client
) -> None:
    luis = world.patient("Luis", family_name="Ortega")
    group: dict[str, Any] = {"service": Service.GROUP, "room": series.room, "leader": series.leader}
    tuesday = weekly(world, series.program, 1, "18:00", 90, 90, seats=8, **group)
    take_seats(world, in_care(world, luis), [tuesday])
    share(world, luis, topics=[Topic.FAMILY_DATES])
    path = f"/p/{luis.code}/family"
    assert "Put one into their week" in text(counselor, path)
    assert "Put one into" not in text(signed_in_client(world.accounts[Role.TECHNICIAN]), path)
    wanted = {"series_id": series.pk, "on": TODAY.isoformat()}
    assert post(counselor, path, act="plan", **wanted).url == path
    page = text(counselor, path)
    assert "It is in their week now." in page
    assert "Invite Rosa (sister)" in page
    assert post(counselor, path, act="plan", **wanted).status_code == 422
