"""Programs on pages: a template seen whole, a program made, changed, and entered."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Program, ProgramVersion
from stepdown.clinic.timetable.programs import opened_program
from stepdown.clinic.treatment.models import PlannedPhase
from tests.clinic.care import admit, make_ready
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import add_evening_program, in_care
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


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def typed_fields(page: str) -> dict[str, Any]:
    """What a browser would send of the inputs of a page."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input ([^>]*)>", page):
        given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        is_box = given.get("type") == "checkbox"
        if "name" in given and (not is_box or " checked" in tag):
            if given["name"].startswith("roles_") or given["name"] == "kinds":
                found.setdefault(given["name"], []).append(given["value"])
            else:
                found[given["name"]] = given.get("value", "on")
    return found


def made(world: World, director: Client, key: str = "day") -> str:
    """The page of a program that was made from a template."""
    typed = {"once": uuid4().hex, "site": world.site.pk, "name": "Mornings"}
    answer = director.post(f"/setup/program/new/{key}", typed)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_template_is_seen_whole_before_a_program_is_made(world: World, director: Client) -> None:
    assert "After school" in text(director.get("/setup/program"))
    page = text(director.get("/setup/program/new/day"))
    assert "Step 1, Core: 10 hours a week" in page
    assert "3 x group (120 min and 15 min break)" in page
    assert "Level 2.1: at least 9 hours a week on 3 days." in page
    assert "Below 9 hours a week: this is no longer Level 2.1." in page
    assert not Program.objects.exists(), "looking makes nothing"
    made(world, director)
    again = {"once": uuid4().hex, "site": world.site.pk, "name": "Mornings"}
    refused = director.post("/setup/program/new/evening", again)
    assert refused.status_code == 422
    assert "called Mornings here already" in text(refused)
    assert director.get("/setup/program/new/nights").status_code == 404


def test_a_program_is_changed_on_one_page_and_says_what_it_no_longer_is(
    world: World, director: Client
) -> None:
    where = made(world, director)
    page = text(director.get(where))
    assert "0 a week offered; step 1 asks for 3" in page
    typed = typed_fields(page) | {"times_1_education": "1", "times_1_individual": "0"}
    after = text(director.post(where, typed, follow=True))
    assert "Step 1, Core: 7 hours a week" in after
    assert after.count("Below 9 hours a week: this is no longer Level 2.1.") == 4
    assert ProgramVersion.objects.count() == 2
    stale = director.post(where, {**typed, "once": uuid4().hex, "weeks_1": "11"})
    assert stale.status_code == 409
    assert 'value="11"' in text(stale), "what was typed is kept"
    wrong = typed_fields(text(director.get(where))) | {"days_1": "7"}
    refused = director.post(where, wrong)
    assert refused.status_code == 422
    assert "Step 1: days must be" in text(refused)
    assert "<details open>" not in text(director.get(where)), "all of it is folded at first"
    unclear = director.post(where, wrong | {"once": uuid4().hex, "weeks_1": "0"})
    assert text(unclear).count("<details open>") == 1, "what was refused is in sight"


def test_a_session_begins_as_its_program_says(world: World, director: Client) -> None:
    where = made(world, director)
    number = where.rsplit("/", 1)[1]
    page = text(director.get(f"/setup/session?program={number}&kind=0"))
    fields = typed_fields(page)
    assert (fields["minutes"], fields["clinical_minutes"], fields["seats"]) == ("135", "120", "12")
    for odd in ("", "x", "9" * 30, "0"):
        assert director.get(f"/setup/session?program={odd}&kind={odd}").status_code == 200


def test_who_is_admitted_enters_a_program_of_their_age(world: World, director: Client) -> None:
    made(world, director)
    patient = world.patient()
    make_ready(world, patient)
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    page = text(counselor.get(f"/p/{patient.code}/care"))
    assert "Mornings: 3 days, 10 hours a week, then 6, 4, 1.5" in page
    made_for_others = {"once": uuid4().hex, "site": world.site.pk, "name": "Teens"}
    director.post("/setup/program/new/after-school", made_for_others)
    assert "Teens" not in text(counselor.get(f"/p/{patient.code}/care"))


def test_a_week_below_the_hours_of_its_level_says_so(world: World) -> None:
    patient, series = world.patient(), add_evening_program(world)
    take_seats(world, in_care(world, patient), series[:3])
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    page = text(counselor.get(f"/p/{patient.code}/week"))
    assert "Below 9 hours a week it is no longer Level 2.1." in page


def test_a_kind_is_added_and_a_visit_counts_no_hours(world: World, director: Client) -> None:
    where = made(world, director, "saturday")
    page = text(director.get(where))
    typed = typed_fields(page)
    typed["kinds"] = [*typed["kinds"], "test"]
    assert "Test visit" in text(director.post(where, typed, follow=True))
    page = text(director.get(where))
    asked = typed_fields(page) | {"times_1_test": "1"}
    after = text(director.post(where, asked, follow=True))
    assert "Step 1, Core: 9 hours a week" in after
    assert "1 x test visit (15 min, counts no hours)" in after
    typed = typed_fields(text(director.get(where)))
    typed["kinds"] = [one for one in typed["kinds"] if one != "test"]
    refused = director.post(where, typed)
    assert refused.status_code == 422
    assert "Add the kind, or ask for it 0 times" in text(refused)
    number = where.rsplit("/", 1)[1]
    fields = typed_fields(text(director.get(f"/setup/session?program={number}&kind=4")))
    assert (fields["minutes"], fields["clinical_minutes"]) == ("15", "0")


def test_steps_are_taken_out_and_put_in_and_nobody_in_care_is_moved(
    world: World, director: Client
) -> None:
    where = made(world, director)
    patient = world.patient()
    make_ready(world, patient)
    held = opened_program([world.site.pk], int(where.rsplit("/", 1)[1]))
    assert held is not None
    admit(world, patient, taper_key="", template=held.steps)
    planned = list(PlannedPhase.objects.order_by("number").values_list("name", "weekly_minutes"))
    typed = typed_fields(text(director.get(where)))
    typed |= {"gone_3": "on", "new_after": "1", "name_new": "Bridge", "weeks_new": "2"}
    typed |= {"times_new_group": "3", "minutes_new_group": "120", "days_new": "3"}
    after = text(director.post(where, typed, follow=True))
    for line in (
        "Step 1, Core: 10 hours a week",
        "Step 2, Bridge: 6 hours a week",
        "Step 3, Taper A: 6 hours a week",
        "Step 4, Taper C: 1.5 hours a week",
    ):
        assert line in after
    assert "Taper B" not in after
    kept = list(PlannedPhase.objects.order_by("number").values_list("name", "weekly_minutes"))
    assert kept == planned
    every = {f"gone_{number}": "on" for number in range(1, 5)}
    refused = director.post(where, typed_fields(after) | every)
    assert refused.status_code == 422
    assert "at least one step" in text(refused)
