"""The page on which a person chooses their reminders."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from stepdown.clinic.coming.models import ReminderWish
from stepdown.clinic.people.models import Patient, TextAgreement
from tests.clinic.reminded import let_write
from tests.clinic.seated import own_account, seated
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
PATH = "/me/reminders"


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


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def send(phone: Client, *chosen: str, version: int = 0) -> Any:
    sent = {"once": str(uuid4()), "version": version, **dict.fromkeys(chosen, "on")}
    return phone.post(PATH, sent, follow=True)


def test_nothing_is_chosen_beforehand_and_a_choice_stays(phone: Client) -> None:
    page = text(phone.get(PATH))
    assert "The evening before, at 6:00 pm" in page
    assert "On the day, 2 hours before" in page
    assert "Nothing comes from 9:00 pm to 8:00 am." in page
    assert " checked" not in page
    page = text(send(phone, "hours_before"))
    assert "Saved." in page
    assert page.count(" checked") == 1
    send(phone, version=1)
    wish = ReminderWish.objects.get()
    assert (wish.evening_before, wish.hours_before) == (False, False)


def test_texts_are_asked_for_and_stopped_where_the_clinic_sends_any(
    phone: Client, dana: Patient, settings: LazySettings, tmp_path: Path
) -> None:
    assert "text message" not in text(phone.get(PATH))
    settings.TEXT_FOLDER = tmp_path
    assert "By text message" in text(phone.get(PATH))
    wish = {"hours_before": "on", "way": "text"}
    missing = phone.post(PATH, {"once": str(uuid4()), "version": 0, **wish, "text_to": "555"})
    assert missing.status_code == 422
    assert "with its area code" in text(missing)
    wish["text_to"] = "410 555 0100"
    phone.post(PATH, {"once": str(uuid4()), "version": 0, **wish})
    agreed = TextAgreement.objects.get()
    assert (agreed.number, agreed.may_name_us) == ("+14105550100", False)
    assert 'value="+14105550100"' in text(phone.get(PATH))
    phone.post(PATH, {"once": str(uuid4()), "version": 1, **wish, "way": "mail"})
    agreed.refresh_from_db()
    assert agreed.number == ""


def test_a_stale_page_saves_nothing_and_keeps_what_was_chosen(phone: Client) -> None:
    send(phone, "hours_before")
    answer = send(phone, "evening_before", version=0)
    assert answer.status_code == 409
    assert text(answer).count(" checked") == 1
    assert ReminderWish.objects.get().hours_before


def test_the_page_says_where_we_may_not_write(world: World, dana: Patient, phone: Client) -> None:
    assert "We may not send you e-mail yet." in text(phone.get(PATH))
    dana.refresh_from_db()
    let_write(world, dana)
    assert "We may not send you e-mail yet." not in text(phone.get(PATH))
