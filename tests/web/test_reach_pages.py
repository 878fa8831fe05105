"""The pages on which a person, and staff for them, say how and when they may be called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from stepdown.clinic.people.models import ContactPermission, Patient
from stepdown.clinic.people.reaching import CallTimes, reach_of
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_account, seated
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
MINE = "/me/reach"
SAID = {"may_leave_message": "no", "email_is_ok": "yes"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    return seated(world)


@pytest.fixture
def phone(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


@pytest.fixture
def desk(world: World) -> Client:
    return signed_in_client(world.accounts[Role.INTAKE])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def send(client: Client, path: str, **answers: object) -> Any:
    return client.post(path, {"once": str(uuid4()), "version": 0, **answers}, follow=True)


def test_the_person_says_when_and_whoever_calls_sees_it(
    world: World, dana: Patient, phone: Client
) -> None:
    assert " checked" not in text(phone.get(MINE))
    missing = send(phone, MINE, days=["0", "1"])
    assert missing.status_code == 422
    assert text(missing).count(" checked") == 2
    page = text(send(phone, MINE, **SAID, days=["0", "1", "2"], starts="17:00", ends="20:00"))
    assert "Whoever calls you sees it." in page
    assert page.count(" checked") == 5
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    shown = text(counselor.get(f"/p/{dana.code}/outreach"))
    assert "No call is owed." in shown
    assert len(reach_of(dana).times.days) == 3


def test_half_times_are_refused_and_what_was_typed_stays(phone: Client) -> None:
    answer = send(phone, MINE, **SAID, starts="17:00")
    assert answer.status_code == 422
    assert "Write both times" in text(answer)
    assert 'value="17:00"' in text(answer)
    assert not ContactPermission.objects.exists()


def test_staff_write_it_down_and_a_stale_page_changes_nothing(dana: Patient, desk: Client) -> None:
    path = f"/p/{dana.code}/details/contact"
    send(desk, path, **SAID, sender_name="", days=["5", "6"])
    assert reach_of(dana).times == CallTimes((5, 6))
    stale = send(desk, path, **SAID, sender_name="", days=["0"])
    assert stale.status_code == 409
    assert reach_of(dana).times == CallTimes((5, 6))


def test_staff_write_down_a_text_agreement_with_how_it_was_said(
    dana: Patient, desk: Client, settings: LazySettings, tmp_path: Path
) -> None:
    path, details = f"/p/{dana.code}/details/texts", f"/p/{dana.code}/details"
    assert "Text messages" not in text(desk.get(details))
    settings.TEXT_FOLDER = tmp_path
    assert "They have not agreed to text messages yet." in text(desk.get(details))
    missing = send(desk, path, number="410 555 0100")
    assert missing.status_code == 422
    assert "Choose how they said so" in text(missing)
    page = text(send(desk, path, number="410 555 0100", how="paper"))
    assert "Texts go to +14105550100. On paper, signed, Nov" in page
    assert "Written down by" in page
