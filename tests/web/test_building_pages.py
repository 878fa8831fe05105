"""The pages on which the director builds, stops, compares and publishes the clinic's week."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.working import build_week, end_silent_builds
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Proposal
from tests.clinic.built import built
from tests.clinic.seated import own_account, seated
from tests.clinic.weeks import MONDAY, in_care
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def director(world: World) -> Client:
    return signed_in_client(world.accounts[Role.DIRECTOR])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def ask(director: Client, world: World, **more: str) -> Any:
    posted = {"site": world.site.pk, "starts_on": MONDAY.isoformat(), "once": uuid4().hex}
    return director.post("/timetable/build", {**posted, **more})


def test_a_build_is_asked_for_watched_and_stopped(world: World, director: Client) -> None:
    assert "No draft yet." in text(director.get("/timetable/build"))
    path = ask(director, world).url
    page = text(director.get(path))
    assert "It begins in a moment." in page
    assert "being built already" in text(ask(director, world))
    WeekBuild.objects.update(state="working", begun_at=NOW, seen_at=NOW, total=7, served=3)
    page = text(director.get(path))
    assert "3 of 7 have a week so far" in page
    assert "You can leave this page." in page
    assert director.post(path, {"once": uuid4().hex}).status_code == 302
    assert "It stops now. Look again in a few seconds." in text(director.get(path))


def test_one_that_was_broken_off_says_so_and_how_to_go_on(world: World, director: Client) -> None:
    path = ask(director, world).url
    WeekBuild.objects.update(state="working", begun_at=NOW, seen_at=NOW - timedelta(minutes=2))
    assert "no sign of life any more" in text(director.get(path))
    end_silent_builds(now=NOW)
    page = text(director.get(path))
    assert "There is no draft" in page
    assert "Nothing has changed. Start again." in page
    assert ask(director, world).status_code == 302


def test_the_draft_shows_who_gets_what_and_is_sent_to_those_ticked(
    world: World, director: Client
) -> None:
    seated(world)
    ana = in_care(world, world.patient("Ana"))
    own_account(world, ana.patient)
    build = built(world)
    path = f"/timetable/build/{build.pk}"
    assert "Look at the draft of the week" in text(director.get("/today"))
    page = text(director.get(path))
    assert "A week for 1 of 1" in page
    assert "1 person keeps the week they have" in page
    assert "9 hours a week on" in page
    weeks = list(build.weeks.filter(episode=ana).values_list("pk", flat=True))
    wanted = {"weeks": weeks, "version": build.version, "once": uuid4().hex}
    stale = director.post(path, {**wanted, "version": 99})
    assert stale.status_code == 409
    assert "checked" in text(stale), "what was ticked is kept"
    assert director.post(path, {**wanted, "once": uuid4().hex}).status_code == 302
    late = director.post(path, {**wanted, "once": uuid4().hex})
    assert late.status_code == 422
    assert "This draft was published already." in text(late)
    assert Proposal.objects.get().episode == ana
    page = text(director.get(path))
    assert "Published by Director" in page
    assert "Look at the draft of the week" not in text(director.get("/today"))


def test_a_build_of_nobody_is_a_calm_page(world: World, director: Client) -> None:
    path = ask(director, world).url
    build_week(int(path.rsplit("/", 1)[1]))
    page = text(director.get(path))
    assert "No new week in this draft." in page
    assert "Publish and offer" not in page


def test_another_sites_build_and_a_counselor_find_nothing(world: World) -> None:
    build = built(world)
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert counselor.get(f"/timetable/build/{build.pk}").status_code == 403
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    assert director.get(f"/timetable/build/{build.pk + 1}").status_code == 404
