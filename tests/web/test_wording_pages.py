"""Settings: official words by upload, and who is told at night."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.queries import installed_packs
from stepdown.clinic.people.roles import Role
from tests.clinic.world import World
from tests.fhir.questionnaires import as_file, questionnaire
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


def upload(client: Client, raw: bytes, **typed: str) -> Any:
    file = SimpleUploadedFile("pack.json", raw)
    return client.post("/setup/words", {"once": str(uuid4()), "file": file, **typed})


def test_a_pack_is_installed_by_upload(director: Client) -> None:
    assert "No wording is installed" in text_of(director.get("/setup/words"))
    sent = upload(director, as_file(questionnaire("gad-7")), source="From a binder")
    assert sent.status_code == 302
    assert installed_packs()[0].source == "From a binder"
    page = text_of(director.get("/setup/words"))
    assert "The wording of GAD-7 is in use." in page
    assert installed_packs()[0].digest in page


def test_a_pack_that_differs_is_refused_with_the_reason(director: Client) -> None:
    form = questionnaire("gad-7")
    form["item"].reverse()
    refused = upload(director, as_file(form))
    assert refused.status_code == 422
    assert "Nothing was installed" in text_of(refused)
    assert installed_packs() == []


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.ADMINISTRATOR])
def test_only_who_sets_up_may(world: World, role: Role) -> None:
    client = signed_in_client(world.accounts[role])
    assert client.get("/setup/words").status_code == 403
    assert client.get(f"/setup/site/{world.site.pk}/cover").status_code == 403


def test_safety_cover_is_saved_with_its_version(world: World, director: Client) -> None:
    path = f"/setup/site/{world.site.pk}/cover"
    typed = {
        "asks_remotely": "on",
        "staffed_days": ["0", "1"],
        "staffed_from": "09:00",
        "staffed_until": "17:00",
        "on_call": "a@harbor.example\nb@harbor.example",
        "escalate_minutes": "15",
        "version": "0",
    }
    assert "Not staffed: not asked remotely" in text_of(director.get("/setup"))
    assert director.post(path, {"once": str(uuid4()), **typed}).status_code == 302
    found = cover_of(world.site)
    assert (found.on_call_emails, found.escalate_minutes, found.version) == (
        ("a@harbor.example", "b@harbor.example"),
        15,
        1,
    )
    assert "2, 15 minutes apart" in text_of(director.get("/setup"))
    stale = director.post(path, {"once": str(uuid4()), **typed})
    assert stale.status_code == 409
    nobody = director.post(path, {"once": str(uuid4()), **typed, "version": "1", "on_call": ""})
    assert nobody.status_code == 422
    assert "Name who is told at night" in text_of(nobody)
