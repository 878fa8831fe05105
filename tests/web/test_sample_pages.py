"""Tests and medicines: staff collect and enter, and the person sees what is theirs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.drug_tests.models import DrugTest, Specimen
from stepdown.clinic.medicines.models import Medicine, NaloxoneWord
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from tests.clinic.tested import collect, coming_person, drawn_test, ordered_today, screen
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db
CUP = {
    "kind": "urine",
    "label": "A-17",
    "is_identity_checked": "yes",
    "is_accepted": "yes",
    "is_observed": "no",
    "temperature": "96.4",
    "temperature_minutes": "2",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def patient(world: World) -> Patient:
    return coming_person(world)


@made_once
def test(world: World, patient: Patient) -> DrugTest:
    return ordered_today(world, patient)


@pytest.fixture
def client_of(world: World) -> Callable[[Role], Client]:
    return lambda role: signed_in_client(world.accounts[role])


@pytest.fixture
def technician(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.TECHNICIAN)


def own_client(world: World, patient: Patient) -> Client:
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@home.example",
        name="Dana",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return signed_in_client(account)


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"once": str(uuid4()), **values})


def pages(test: DrugTest, page: str) -> str:
    return f"/p/{test.patient.code}/samples/{test.pk}/{page}"


def test_a_test_of_today_is_on_today_and_leads_to_the_cup(
    test: DrugTest, technician: Client
) -> None:
    today = text(technician, "/today")
    assert "Test today: Dana M." in today
    assert pages(test, "cup") in today


def test_today_tells_of_no_test_to_those_who_do_not_collect(
    test: DrugTest, client_of: Callable[[Role], Client]
) -> None:
    assert "Test today" not in text(client_of(Role.PSYCHOLOGIST), "/today")


def test_a_drawn_day_is_on_no_page_before_its_morning(
    world: World, patient: Patient, technician: Client
) -> None:
    drawn = drawn_test(world, patient)
    own = own_client(world, patient)
    assert technician.get(pages(drawn, "cup")).status_code == 404
    assert "No tests yet" in text(technician, f"/p/{patient.code}/samples")
    assert "No tests yet" in text(own, "/me/samples")
    assert "A test today" not in text(own, "/me")
    early = NOW + (drawn.on - TODAY) - timedelta(hours=4)  # eight in the morning
    with time_machine.travel(early, tick=False):
        own, technician = (
            signed_in_client(own_account(patient)),
            signed_in_client(world.accounts[Role.TECHNICIAN]),
        )
        assert "A test today" in text(own, "/me")
        assert "Drawn again, the secret gives this day" in text(
            technician, f"/p/{patient.code}/samples"
        )


def own_account(patient: Patient) -> Any:
    patient.refresh_from_db()
    return patient.account


def test_a_sample_is_collected_and_the_quick_test_signed(
    test: DrugTest, technician: Client
) -> None:
    sent = post(technician, pages(test, "cup"), **CUP)
    assert sent.url == pages(test, "quick")
    assert "The sample is written down." in text(technician, sent.url)
    assert str(Specimen.objects.get(test=test).temperature) == "96.4"
    values = {"group_cocaine": "found", "creatinine": "90", "gravity": "1.0150"}
    post(technician, pages(test, "quick"), **values)
    page = text(technician, f"/p/{test.patient.code}/samples")
    assert "The quick test is signed." in page
    assert "Nothing follows before it is confirmed" in page
    assert "Cup A-17" in page
    assert "Confirm Dana M.'s result" in text(technician, "/today")


def test_a_cup_that_is_refused_keeps_what_was_typed(test: DrugTest, technician: Client) -> None:
    sent = post(technician, pages(test, "cup"), **{**CUP, "is_accepted": "no"})
    assert sent.status_code == 422
    assert "colleague whom the person accepts" in sent.content.decode()
    assert "A-17" in sent.content.decode()
    assert not Specimen.objects.exists()


def test_a_figure_with_too_many_digits_is_named(
    world: World, test: DrugTest, technician: Client
) -> None:
    collect(world, test)
    values = {"nothing_found": "on", "creatinine": "19.95"}
    sent = post(technician, pages(test, "quick"), **values)
    assert "Creatinine: too many digits after the point, the most is 1" in sent.content.decode()


def test_nothing_is_chosen_for_anybody(test: DrugTest, technician: Client) -> None:
    for page in ("cup", "none", "quick", "sure"):
        assert " checked>" not in technician.get(pages(test, page)).content.decode()


def test_one_mark_says_that_nothing_was_found_and_contradicts_no_other(
    world: World, test: DrugTest, technician: Client
) -> None:
    collect(world, test)
    both = {"nothing_found": "on", "group_cocaine": "found"}
    assert post(technician, pages(test, "quick"), **both).status_code == 422
    post(technician, pages(test, "quick"), nothing_found="on")
    test.refresh_from_db()
    assert test.outcome == "expected"


def test_a_laboratory_confirms_and_its_own_cut_off_is_kept(
    world: World, test: DrugTest, client_of: Callable[[Role], Client]
) -> None:
    collect(world, test)
    screen(world, test, cocaine=True)
    values = {
        "laboratory": "Bay Laboratory",
        "level_benzoylecgonine": "120",
        "cut_off_benzoylecgonine": "150",
    }
    post(client_of(Role.MEDICAL), pages(test, "sure"), **values)
    test.refresh_from_db()
    assert test.outcome == "expected"
    assert test.confirmed is not None
    assert test.confirmed.body["levels"] == {"benzoylecgonine": ["120", "150"]}


def test_no_sample_is_noted_with_what_happened(test: DrugTest, technician: Client) -> None:
    post(technician, pages(test, "none"), why="could_not", words="Tried twice.")
    page = text(technician, f"/p/{test.patient.code}/samples")
    assert "Could not give one" in page
    assert "Test today" not in text(technician, "/today")


def test_random_tests_begin_and_end_and_one_is_ordered(
    patient: Patient, client_of: Callable[[Role], Client]
) -> None:
    medical, path = client_of(Role.MEDICAL), f"/p/{patient.code}/samples/plan"
    post(medical, path, act="begin")
    assert "On since Nov 23, 2026" in text(medical, f"/p/{patient.code}/samples")
    assert post(medical, path, act="begin").status_code == 422
    post(medical, path, act="order", on=TODAY.isoformat(), because="Asked for it")
    assert DrugTest.objects.get(patient=patient).ordered_because == "Asked for it"
    post(medical, path, act="end")
    assert "Not on." in text(medical, f"/p/{patient.code}/samples")


def test_a_technician_plans_nothing(patient: Patient, technician: Client) -> None:
    assert technician.get(f"/p/{patient.code}/samples/plan").status_code == 404
    assert "Order or plan" not in text(technician, f"/p/{patient.code}/samples")


def test_the_person_looks_when_they_want_to(world: World, test: DrugTest, patient: Patient) -> None:
    own = own_client(world, patient)
    assert "Please give a sample when you come in" in text(own, "/me/samples")
    collect(world, test)
    screen(world, test, cocaine=True)
    page = text(own, "/me/samples")
    assert "<details><summary>What it says" in page
    assert "nothing follows from it" in page
    assert "collected by" not in page
    assert "A test today" not in text(own, "/me")


def test_medicines_are_listed_and_asked_again(patient: Patient, technician: Client) -> None:
    path = f"/p/{patient.code}/taking"
    added = {"act": "add", "name": "Buprenorphine", "is_prescribed": "yes"}
    assert "Ask whether they take it now" in post(technician, path, **added).content.decode()
    added["is_taken"] = "no"
    post(technician, path, known_key="buprenorphine", how="8 mg each morning", **added)
    medicine = Medicine.objects.get(patient=patient)
    assert medicine.standing == Medicine.Standing.NOT_TAKING
    said = {"act": "said", "medicine_id": str(medicine.pk), "version": str(medicine.version)}
    refused = post(technician, path, standing="changed", **said)
    assert refused.status_code == 422
    post(technician, path, standing="changed", change="4 mg since Friday", **said)
    assert "Changed: 4 mg since Friday" in text(technician, path)
    assert post(technician, path, standing="taking", **said).status_code == 409
    assert "Buprenorphine" in text(technician, f"/p/{patient.code}/samples")


def test_naloxone_is_asked_and_the_last_word_stands(patient: Patient, technician: Client) -> None:
    path = f"/p/{patient.code}/taking"
    assert "Nobody asked yet" in text(technician, path)
    for word in ("not_wanted", "given"):
        post(technician, path, act="naloxone", naloxone=word)
    assert "Given today, and shown how to use it." in text(technician, path)
    assert NaloxoneWord.objects.count() == 2


def test_a_breath_test_asks_only_what_breath_can_show(test: DrugTest, technician: Client) -> None:
    given = {**CUP, "kind": "breath", "temperature": "", "temperature_minutes": ""}
    assert post(technician, pages(test, "cup"), **given).status_code == 302
    asked = text(technician, pages(test, "quick"))
    assert "Alcohol in breath" in asked
    assert "from 0.02 g/210 L on" in asked
    assert "Creatinine" not in asked
    assert "Cocaine" not in asked
    post(technician, pages(test, "quick"), group_breath_alcohol="found")
    sure = text(technician, pages(test, "sure"))
    assert "Or a second breath test measured it" in sure
    assert "Nothing follows before it is confirmed" in text(
        technician, f"/p/{test.patient.code}/samples"
    )
