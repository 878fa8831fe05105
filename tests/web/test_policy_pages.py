"""The clinic's policies on pages: read and changed by the director, felt by the team."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.roles import Role
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.sessions.formats import NOTES
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


def post(client: Client, path: str, **typed: str) -> Any:
    return client.post(path, {"once": str(uuid4()), "version": "1", **typed})


def shown(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


TYPED = {"source": "Our policy 7", "why": "The state asks for it", "is_confirmed": "on"}


def test_the_page_says_what_nobody_here_confirmed(world: World, director: Client) -> None:
    page = f"/setup/policies/{world.site.pk}"
    text = shown(director.get(page))
    assert "day of a session, its note is signed within: 2 working days" in text
    assert "A low week is told from: Tuesday" in text
    assert "nobody is called from: 9 pm" in text
    open_before = text.count("Not confirmed")
    assert f"{open_before} of these figures are suggestions" in text
    answer = post(director, f"{page}/1", value="1", **TYPED)
    assert answer.status_code == 302
    text = shown(director.get(page))
    assert "within: 1 working days" not in text
    assert "within: 1 working day" in text
    assert text.count("Not confirmed") == open_before - 1


def test_an_earlier_figure_is_a_place_to_begin_from(world: World, director: Client) -> None:
    page = f"/setup/policies/{world.site.pk}/1"
    post(director, page, value="1", **TYPED)
    text = shown(director.get(page))
    assert "Holds now" in text
    assert "Came with the program" in text
    assert 'value="2"' in shown(director.get(f"{page}?from=0"))
    post(director, page, value="2", version="2", source="As it was", why="Too short")
    assert in_force(NOTES, world.site.pk, NOW + timedelta(hours=1)).due_working_days.value == 2


def test_a_figure_beyond_its_limits_is_kept_in_the_form(world: World, director: Client) -> None:
    answer = post(director, f"/setup/policies/{world.site.pk}/1", value="40", **TYPED)
    assert answer.status_code == 422
    assert 'value="40"' in shown(answer)


def test_a_page_that_is_old_changes_nothing(world: World, director: Client) -> None:
    page = f"/setup/policies/{world.site.pk}/1"
    post(director, page, value="1", **TYPED)
    answer = post(director, page, value="3", **TYPED)
    assert answer.status_code == 422
    assert "Somebody changed these figures meanwhile" in shown(answer)


def test_nobody_else_opens_it(world: World) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    assert client.get(f"/setup/policies/{world.site.pk}").status_code in {403, 404}
