"""The decision in plain words: for print by staff, and on the person's own page."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.treatment.models import PersonsView
from stepdown.rules.placement import Outcome, default_rule_set
from stepdown.web.ui.words.advice import ADVISED, WHY
from tests.clinic.care import admit, make_ready
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def patient(world: World) -> Patient:
    """In care since today."""
    patient = world.patient()
    make_ready(world, patient, now=timezone.now())
    admit(world, patient, now=timezone.now())
    return patient


@pytest.fixture
def own(world: World, patient: Patient) -> Client:
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@example.org",
        name="Dana",
        password="harbor lights at night",
        now=timezone.now(),
    )
    give_own_access(actor=THE_PROGRAM, patient=patient, account=account, now=timezone.now())
    return signed_in_client(account)


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_outcome_and_every_rule_that_decides_has_plain_words() -> None:
    assert set(ADVISED) == set(Outcome)
    assert set(WHY) == {rule.id for rule in default_rule_set().rules if rule.outcome}


def test_the_person_reads_why_and_says_what_they_think(patient: Patient, own: Client) -> None:
    text = shown(own.get("/me/why"))
    assert "This program fits you" in text
    assert "I1" not in text
    assert "criteria" not in text
    refused = own.post("/me/why", {"once": str(uuid4()), "agrees": "no"})
    assert refused.status_code == 422
    assert "own words" in shown(refused)
    typed = {"once": str(uuid4()), "agrees": "no", "words": "Three evenings are a lot."}
    assert own.post("/me/why", typed).status_code == 302
    assert "Three evenings are a lot." in shown(own.get("/me/why"))
    assert PersonsView.objects.get().is_own


def test_the_team_sees_that_the_person_sees_it_differently(
    world: World, patient: Patient, own: Client
) -> None:
    own.post("/me/why", {"once": str(uuid4()), "agrees": "no", "words": "A lot."})
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert "The person sees it differently" in shown(counselor.get(f"/p/{patient.code}/advice"))
    page = f"/p/{patient.code}/advice/copy"
    assert "A lot." in shown(counselor.get(page))
    typed = {"once": str(uuid4()), "agrees": "yes", "words": ""}
    assert counselor.post(page, typed).status_code == 302
    assert [view.agrees for view in PersonsView.objects.order_by("pk")] == [False, True]


def test_home_names_the_four_and_what_each_does(
    world: World, patient: Patient, own: Client
) -> None:
    text = shown(own.get("/me"))
    for role in TEAM_ROLES:
        assert world.accounts[role].name in text
    assert "Looks after your body and your medicine" in text


def test_before_a_decision_there_is_no_sheet(world: World) -> None:
    noor = world.patient("Noor")
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    answer = counselor.get(f"/p/{noor.code}/advice/copy")
    assert answer.headers["Location"] == f"/p/{noor.code}/advice"
