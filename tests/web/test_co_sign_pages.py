"""The supervisor's queue on Today, and what the chart says of a trainee's note."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient, Post
from stepdown.clinic.people.roles import Role
from tests.clinic.evenings import close, mark, open_evening, sign_alone, take_seats, write_alone
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(world: World) -> Iterator[Entry]:
    """Signed by the counselor, a trainee of the psychologist; an hour later."""
    post = Post.objects.get(account=world.accounts[Role.COUNSELOR])
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    path = f"/staff/{post.account_id}/role/{post.pk}/supervisor"
    sent = send(director, path, supervisor=str(world.accounts[Role.PSYCHOLOGIST].pk))
    assert sent.status_code == 302
    dana, opening = world.patient(), add_evening_program(world)[5]
    take_seats(world, in_care(world, dana), [opening])
    hour = open_evening(world, opening, TODAY + timedelta(days=2))
    mark(world, hour, {dana: "here"})
    close(world, hour)
    entry = sign_alone(world, hour, dana, write_alone(world, hour, dana))
    with time_machine.travel(hour.ends_at + timedelta(hours=1), tick=False):
        yield entry


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def send(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def path_of(note: Entry) -> str:
    return f"/p/{note.patient.code}/co-sign/{note.pk}"


def test_today_leads_the_supervisor_to_the_note_and_the_chart_says_where_it_stands(
    world: World, note: Entry
) -> None:
    lead = signed_in_client(world.accounts[Role.PSYCHOLOGIST])
    assert "Co-sign 1 note" in text(lead, "/today")
    assert path_of(note) in text(lead, "/co-sign")
    assert "Told of a hard Sunday." in text(lead, path_of(note))
    assert "Awaiting co-signature" in text(lead, f"/p/{note.patient.code}")
    assert send(lead, path_of(note), act="sign").status_code == 302
    assert "No note waits for you." in text(lead, "/co-sign")
    assert "Co-signed by Psychologist" in text(
        lead, f"/p/{note.patient.code}/entry/{note.pk}"
    ).replace("</strong>", "")


def test_a_note_that_comes_back_is_on_the_trainees_today_with_the_words(
    world: World, note: Entry
) -> None:
    lead = signed_in_client(world.accounts[Role.PSYCHOLOGIST])
    assert send(lead, path_of(note), act="back", words="").status_code == 422
    send(lead, path_of(note), act="back", words="Say what she plans.")
    trainee = signed_in_client(world.accounts[Role.COUNSELOR])
    today = text(trainee, "/today")
    assert "Look at Dana M.'s note again" in today
    assert "Say what she plans." in today


def test_the_trainee_reads_that_it_waits_and_has_nothing_to_press(
    world: World, note: Entry
) -> None:
    page = text(signed_in_client(world.accounts[Role.COUNSELOR]), path_of(note))
    assert "This note waits for Psychologist." in page
    assert 'value="sign"' not in page


def test_the_staff_page_says_who_is_a_trainee(world: World, note: Entry) -> None:
    account_id = world.accounts[Role.COUNSELOR].pk
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    assert "A trainee, supervised by Psychologist" in text(director, f"/staff/{account_id}")


def test_the_patient_of_the_address_is_the_one_of_the_note(world: World, note: Entry) -> None:
    luis: Patient = world.patient("Luis")
    lead = signed_in_client(world.accounts[Role.PSYCHOLOGIST])
    assert lead.get(f"/p/{luis.code}/co-sign/{note.pk}").status_code == 404
