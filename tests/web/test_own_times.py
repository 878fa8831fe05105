"""A person writes down on their phone when they cannot come; staff see it and plan round it."""

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.models import Commitment
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    CommitmentRow,
    Firmness,
    commitments_of,
)
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.sign_in import signed_in_client
from tests.web.reading import Words, grade, long_sentences
from tests.web.test_front_reading import HIGHEST_GRADE
from tests.web.test_own_pages import with_account

pytestmark = pytest.mark.django_db
THURSDAYS = {
    "b1-kind": "school",
    "b1-days": ["3"],
    "b1-starts": "09:00",
    "b1-ends": "12:00",
    "b1-firmness": "rather_not",
    "b1-until_on": "2027-01-31",
    "b1-not_on": "12/24/2026, 2026-12-31",
    "travel_minutes": "15",
    "video_is_possible": "yes",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def patient(world: World) -> Patient:
    add_evening_program(world)
    return in_care(world, world.patient()).patient


@pytest.fixture
def phone(world: World, patient: Patient) -> Client:
    return with_account(world, patient)


def send(phone: Client, patient: Patient, **typed: Any) -> Any:
    version = str(Patient.objects.get(pk=patient.pk).version)
    return phone.post("/me/times", {"once": str(uuid4()), "version": version, **typed})


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_week_links_to_the_page_and_it_is_easy_to_read(phone: Client) -> None:
    assert 'href="/me/times"' in shown(phone.get("/me/week"))
    lines = Words(phone.get("/me/times").content.decode()).lines
    assert grade(lines) <= HIGHEST_GRADE
    assert long_sentences(lines) == []


def test_what_a_person_writes_is_kept_and_shown_again(phone: Client, patient: Patient) -> None:
    assert send(phone, patient, **THURSDAYS).status_code == 302
    off = (date(2026, 12, 24), date(2026, 12, 31))
    assert commitments_of(patient, on=TODAY) == [
        CommitmentRow(
            CommitmentKind.SCHOOL, 3, time(9), time(12), Firmness.RATHER_NOT, date(2027, 1, 31), off
        )
    ]
    patient.refresh_from_db()
    assert (patient.travel_minutes, patient.video_is_possible) == (15, True)
    page = shown(phone.get("/me/times"))
    assert 'value="12/24/2026, 12/31/2026"' in page
    assert 'value="2027-01-31"' in page
    assert "Saved. Your team can see it." in page


def test_staff_read_it_on_the_care_page_and_beside_the_week(
    world: World, phone: Client, patient: Patient
) -> None:
    send(phone, patient, **THURSDAYS)
    limits = "rather not, until Jan 31, 2027, not on Dec 24, 2026 and Dec 31, 2026"
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    care = shown(counselor.get(f"/p/{patient.code}/care"))
    assert f"School or classes: Thu, 9:00 am to 12:00 pm, {limits}" in care
    assert "Sessions by video: possible" in care
    week = shown(counselor.get(f"/p/{patient.code}/week"))
    assert f"School or classes Thu, 9:00 am to 12:00 pm, {limits}" in week
    assert "Video is possible" in week


def test_a_session_at_a_time_they_would_rather_keep_is_said_to_staff(
    world: World, phone: Client, patient: Patient
) -> None:
    evening = {"b1-days": ["1"], "b1-starts": "18:00", "b1-ends": "20:00", "b1-not_on": ""}
    send(phone, patient, **{**THURSDAYS, **evening})
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert "At a time they would rather keep" in shown(counselor.get(f"/p/{patient.code}/week"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"b1-not_on": "12/25/2026"}, "12/25/2026 is a Friday, not a day of this row"),
        ({"b1-not_on": "Christmas"}, "Write dates like 12/24/2026"),
        ({"b1-days": []}, "Choose the days of this row"),
        ({"b1-firmness": "maybe"}, "A row of the week needs another look"),
        ({"version": "1"}, "changed"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_kept(
    phone: Client, patient: Patient, wrong: dict[str, Any], sentence: str
) -> None:
    Patient.objects.filter(pk=patient.pk).update(version=7)
    answer = send(phone, patient, **{**THURSDAYS, **wrong})
    assert answer.status_code in {409, 422}
    assert sentence in shown(answer)
    assert not Commitment.objects.exists()


def test_staff_have_no_page_of_their_own_times(world: World) -> None:
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert counselor.get("/me/times").status_code == 404
