"""The page of a one-to-one note: goals and answers beside, kept in every case, signed once."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, IndividualNote, Session
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import close, mark, open_evening, sign_alone, take_seats, write_alone
from tests.clinic.planned import signed_plan
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
TYPED = {"part_data": "Told of a hard Sunday.", "part_assessment": "Asks.", "part_plan": "Calls."}


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@pytest.fixture
def hour(world: World, dana: Patient) -> Iterator[Session]:
    """Dana's hour with her counselor, its roll closed; ten minutes later."""
    opening = add_evening_program(world)[5]
    take_seats(world, in_care(world, dana), [opening])
    session = open_evening(world, opening, TODAY + timedelta(days=2))
    mark(world, session, {dana: "here"})
    close(world, session)
    with time_machine.travel(session.ends_at + timedelta(minutes=10), tick=False):
        yield session


@pytest.fixture
def counselor(world: World, hour: Session) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


@pytest.fixture
def path(dana: Patient, hour: Session) -> str:
    return f"/p/{dana.code}/note/{Attendance.objects.get(session=hour).pk}"


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, act: str, **values: Any) -> Any:
    sent = {"once": str(uuid4()), "format": "dap", "version": "0", "act": act, **TYPED, **values}
    return client.post(path, sent)


def test_the_session_leads_to_the_note_and_the_signed_one(
    world: World, dana: Patient, hour: Session, counselor: Client, path: str
) -> None:
    assert path in text(counselor, f"/s/{hour.pk}")
    note = sign_alone(world, hour, dana, write_alone(world, hour, dana))
    assert f"/p/{dana.code}/entry/{note.pk}" in text(counselor, f"/s/{hour.pk}")
    assert counselor.get(path).headers["Location"] == f"/p/{dana.code}/entry/{note.pk}"


def test_goals_and_answers_stand_beside_and_nothing_is_filled_in(
    world: World, dana: Patient, counselor: Client, path: str
) -> None:
    signed_plan(world, dana)
    agree(world, dana)
    score_form(world, dana, "phq-9", [1] * 9, now=NOW)
    page = counselor.get(path)
    shown = unescape(page.content.decode())
    assert "Goal 1: I want to keep my job" in shown
    assert "PHQ-9: 9" in shown
    assert " checked>" not in shown
    assert not any(bound.value() for bound in page.context["parts"])


def test_a_draft_is_kept_and_comes_back_in_either_format(counselor: Client, path: str) -> None:
    assert post(counselor, path, "save").headers["Location"] == path
    assert "Told of a hard Sunday." in text(counselor, path)
    post(counselor, path, "use soap", version="1")
    page = text(counselor, path)
    assert "Use DAP instead" in page
    assert "How the person says it has been." in page
    assert "Told of a hard Sunday." not in page
    post(counselor, path, "use dap", version="2", format="soap", part_subjective="Tired.")
    assert "Told of a hard Sunday." in text(counselor, path)


def test_a_refused_signature_keeps_what_was_typed(
    world: World, counselor: Client, path: str
) -> None:
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(valid_until=TODAY)
    refused = post(counselor, path, "sign")
    assert refused.status_code == 422
    assert "Your credential has lapsed" in refused.content.decode()
    assert IndividualNote.objects.get().parts["dap"]["plan"] == "Calls."
    assert 'name="version" value="1"' in refused.content.decode()


def test_a_signature_sent_twice_signs_once(counselor: Client, path: str, dana: Patient) -> None:
    once = str(uuid4())
    first, second = (post(counselor, path, "sign", once=once) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    entry = Entry.objects.get(kind="session_note")
    page = text(counselor, f"/p/{dana.code}/entry/{entry.pk}")
    assert "Data: Told of a hard Sunday." in page


def test_an_old_window_is_shown_what_was_kept_since(counselor: Client, path: str) -> None:
    post(counselor, path, "save")
    stale = post(counselor, path, "save", part_plan="From the old window")
    assert stale.status_code == 409
    shown = unescape(stale.content.decode())
    assert "From the old window" in shown
    assert "Plan: Calls." in shown


def test_own_words_wait_where_a_colleague_signed_first(
    world: World, dana: Patient, hour: Session, counselor: Client, path: str
) -> None:
    post(counselor, path, "save")
    theirs = write_alone(world, hour, dana, role=Role.PSYCHOLOGIST)
    sign_alone(world, hour, dana, theirs, role=Role.PSYCHOLOGIST)
    page = text(counselor, path)
    assert "Psychologist has signed this note" in page
    assert "Told of a hard Sunday." in page


def test_a_signed_note_is_corrected_in_its_own_format(
    world: World, dana: Patient, hour: Session, counselor: Client
) -> None:
    note = sign_alone(world, hour, dana, write_alone(world, hour, dana))
    path = f"/p/{dana.code}/entry/{note.pk}/correct"
    assert "Told of a hard Sunday." in text(counselor, path)
    values = {"part_0": "Told of a good Sunday.", "part_1": "Asks.", "part_2": "Calls."}
    sent = post(counselor, path, "", how="here", reason="Misheard", **values)
    assert sent.status_code == 302
    assert "Told of a good Sunday." in text(counselor, sent.headers["Location"])


def test_there_is_no_such_note_for_a_group_or_somebody_else(
    world: World, dana: Patient, counselor: Client, path: str, hour: Session
) -> None:
    luis = world.patient("Luis")
    assert counselor.get(path.replace(dana.code, luis.code)).status_code == 404
    hour.series.__class__.objects.filter(pk=hour.series_id).update(seats=8)
    assert counselor.get(path).status_code == 404


def test_a_page_without_its_format_overwrites_nothing(counselor: Client, path: str) -> None:
    post(counselor, path, "save")
    refused = post(counselor, path, "save", format="haiku", version="1", part_data="")
    assert refused.status_code == 422
    assert IndividualNote.objects.get().parts["dap"]["data"] == "Told of a hard Sunday."
