"""Admission and care: the checklist, the team, the week's hours, hold and end."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.treatment.queries import (
    CommitmentKind,
    commitments_of,
    emergency_contact_of,
    open_episode,
    team_of,
)
from tests.clinic.care import admit, make_ready
from tests.clinic.told import sign_told, tell_everything
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def patient(world: World) -> Patient:
    patient = world.patient()
    make_ready(world, patient, now=timezone.now())
    return patient


@pytest.fixture
def counselor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.COUNSELOR])


def send(client: Client, patient: Patient, page: str, **typed: Any) -> Any:
    return client.post(f"/p/{patient.code}/{page}", {"once": str(uuid4()), **typed})


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def today(world: World) -> str:
    return local_now(world.site, timezone.now()).date().isoformat()


def admission(world: World, **other: Any) -> dict[str, Any]:
    team = {role.value: str(world.accounts[role].pk) for role in TEAM_ROLES}
    return {
        **team,
        "taper_key": "three-evenings",
        "starts_on": today(world),
        "route": "direct",
        **other,
    }


def admit_now(world: World, patient: Patient) -> None:
    now = timezone.now()
    admit(world, patient, now=now, starts_on=local_now(world.site, now).date())


def test_the_checklist_leads_to_what_is_missing(world: World, counselor: Client) -> None:
    newcomer = world.patient("Noor")
    text = shown(counselor.get(f"/p/{newcomer.code}/care"))
    assert "5 things before admission" in text
    assert f"/p/{newcomer.code}/care/contact" in text
    assert "Admit</button>" not in text
    refused = send(counselor, newcomer, "care", **admission(world))
    assert refused.status_code == 422
    assert "Give the privacy notice first." in shown(refused)
    assert open_episode(newcomer) is None


def test_admission_names_the_team_and_shows_the_care(
    world: World, patient: Patient, counselor: Client
) -> None:
    assert "Ready for admission" in shown(counselor.get(f"/p/{patient.code}/care"))
    sent = send(counselor, patient, "care", **admission(world))
    assert sent.headers["Location"] == f"/p/{patient.code}/care"
    episode = open_episode(patient)
    assert episode is not None
    assert len(team_of(episode)) == 4
    text = shown(counselor.get(f"/p/{patient.code}/care"))
    assert "Step 1 of 4" in text
    assert "Put on hold" in text


def test_whoever_is_not_on_the_team_is_led_away_from_the_chart(
    world: World, patient: Patient
) -> None:
    other = add_member(world, Role.COUNSELOR, "second@harbor.example")
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    sent = send(client, patient, "care", **admission(world, counselor=str(other.pk)))
    assert sent.headers["Location"] == "/people"
    assert client.get(f"/p/{patient.code}/care").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"technician": ""}, "Choose the technician"),
        ({"technician": "999999"}, "Choose one of the answers shown: Technician"),
        ({"taper_key": ""}, "Choose a plan of steps"),
        ({"starts_on": "2020-01-01"}, "The first day must be today"),
        ({"starts_on": "1800-01-01"}, "Choose a date from"),
    ],
)
def test_an_admission_with_a_gap_is_a_sentence(
    world: World, patient: Patient, counselor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = send(counselor, patient, "care", **admission(world, **typed))
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert open_episode(patient) is None


def test_the_emergency_contact_is_kept_with_its_version(
    patient: Patient, counselor: Client
) -> None:
    typed = {"name": "Rosa Marsh", "relation": "Sister", "phone": "410 555 0199"}
    assert send(counselor, patient, "care/contact", version="1", **typed).status_code == 302
    stale = send(counselor, patient, "care/contact", version="1", **{**typed, "name": "Ro M"})
    assert stale.status_code == 409
    assert 'value="Ro M"' in shown(stale)
    contact = emergency_contact_of(patient)
    assert contact is not None
    assert (contact.name, contact.phone) == ("Rosa Marsh", "410 555 0199")


def test_a_row_of_the_week_holds_on_several_days(patient: Patient, counselor: Client) -> None:
    typed = {
        "b1-kind": "work",
        "b1-days": ["0", "1", "2"],
        "b1-starts": "09:00",
        "b1-ends": "17:00",
        "b2-kind": "",
        "travel_minutes": "25",
    }
    version = str(Patient.objects.get(pk=patient.pk).version)
    assert send(counselor, patient, "care/hours", version=version, **typed).status_code == 302
    rows = commitments_of(patient, on=TODAY)
    assert [(row.kind, row.weekday) for row in rows] == [(CommitmentKind.WORK, n) for n in range(3)]
    text = shown(counselor.get(f"/p/{patient.code}/care"))
    assert "Work: Mon, Tue, Wed, 9:00 am to 5:00 pm" in text
    stale = send(counselor, patient, "care/hours", version=version, **typed)
    assert stale.status_code == 409
    assert 'value="09:00"' in shown(stale)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"b1-kind": "work"}, "Choose the days of this row"),
        (
            {"b1-kind": "care", "b1-days": ["6"], "b1-starts": "22:00", "b1-ends": "06:00"},
            "Children or care on Sunday ends before it starts",
        ),
        ({"b1-kind": "golf"}, "A row of the week needs another look"),
        ({"travel_minutes": "999"}, "must be 300 or less"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_kept(
    patient: Patient, counselor: Client, typed: dict[str, Any], sentence: str
) -> None:
    version = str(Patient.objects.get(pk=patient.pk).version)
    answer = send(counselor, patient, "care/hours", version=version, **typed)
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert commitments_of(patient, on=TODAY) == []


def test_hold_return_and_end_go_through_their_pages(
    world: World, patient: Patient, counselor: Client
) -> None:
    admit_now(world, patient)
    assert send(counselor, patient, "care/hold", version="1", reason="").status_code == 422
    held = send(counselor, patient, "care/hold", version="1", reason="Hospital stay")
    assert held.status_code == 302
    assert "Hospital stay" in shown(counselor.get(f"/p/{patient.code}/care"))
    assert send(counselor, patient, "care/back", version="1", reason="Home").status_code == 409
    assert send(counselor, patient, "care/back", version="2", reason="Home").status_code == 302
    ended = send(
        counselor, patient, "care/end", version="3", end_reason="completed", reason="All done"
    )
    assert ended.headers["Location"] == "/people"
    assert open_episode(patient) is None
    medical = signed_in_client(world.accounts[Role.MEDICAL])
    assert "Earlier care ended: Completed" in shown(medical.get(f"/p/{patient.code}/care"))
    assert send(medical, patient, "care/again").status_code == 302
    assert counselor.get(f"/p/{patient.code}/assessment").status_code == 200


@pytest.mark.parametrize("page", ["care/hold", "care/back", "care/end"])
def test_without_an_episode_there_is_nothing_to_change(
    patient: Patient, counselor: Client, page: str
) -> None:
    assert "not in care now" in shown(counselor.get(f"/p/{patient.code}/{page}"))
    typed = {"reason": "Away", "end_reason": "jail", "version": "1"}
    answer = send(counselor, patient, page, **typed)
    assert answer.status_code == 422
    assert "not in care" in shown(answer)


def test_a_technician_reads_the_care_but_changes_nothing(world: World, patient: Patient) -> None:
    admit_now(world, patient)
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    assert "Put on hold" not in shown(client.get(f"/p/{patient.code}/care"))
    for page in ("care/hold", "care/end", "care/hours", "care/contact", "care/again"):
        assert client.get(f"/p/{patient.code}/{page}").status_code == 404


def test_an_admission_by_a_role_without_the_right_is_refused(
    world: World, patient: Patient
) -> None:
    client = signed_in_client(world.accounts[Role.MEDICAL])
    assert send(client, patient, "care", **admission(world)).status_code == 403
    assert open_episode(patient) is None


def test_the_first_day_that_is_offered_is_a_monday(patient: Patient, counselor: Client) -> None:
    text = shown(counselor.get(f"/p/{patient.code}/care"))
    found = re.search(r'name="starts_on" value="(\d+-\d+-\d+)"', text)
    assert found is not None
    offered = date.fromisoformat(found[1])
    assert offered.weekday() == 0
    assert offered - timezone.now().date() <= timedelta(days=8)


def test_somebody_from_a_residential_stay_is_asked_less(world: World, counselor: Client) -> None:
    noor = world.patient("Noor")
    page = f"/p/{noor.code}/care"
    assert "infection screening" in shown(counselor.get(page))
    shorter = shown(counselor.get(f"{page}?way=residential"))
    assert "infection screening" not in shorter
    assert "naloxone offered" in shorter
    assert "infection screening" in shown(counselor.get(f"{page}?way=luck"))
    assert f"{page}/checklist?way=residential" in shorter


def test_the_checklist_asks_what_the_way_in_asks(
    world: World, patient: Patient, counselor: Client
) -> None:
    page = f"/p/{patient.code}/care/checklist"
    assert "Infection screening" in shown(counselor.get(page))
    shorter = counselor.get(f"{page}?way=residential")
    assert "Infection screening" not in shown(shorter)
    assert f"/p/{patient.code}/sharing" in shown(shorter), "who may know what is asked there"
    sent = send(counselor, patient, "care/checklist?way=residential", answer_naloxone="done")
    assert sent.headers["Location"] == f"/p/{patient.code}/care?way=residential"


def test_an_examination_that_is_not_signed_is_said_and_holds_nobody_back(
    world: World, patient: Patient, counselor: Client
) -> None:
    page = f"/p/{patient.code}/care"
    told = "Examination of body, mind and life"
    before = shown(counselor.get(page))
    assert told in before
    assert "Ready for admission" in before
    tell_everything(world, patient, now=timezone.now())
    sign_told(world, patient, now=timezone.now())
    assert told not in shown(counselor.get(page))


def test_one_of_the_four_is_exchanged_on_its_page(
    world: World, patient: Patient, counselor: Client
) -> None:
    admit_now(world, patient)
    second = add_member(world, Role.TECHNICIAN, "second@harbor.example")
    refused = send(counselor, patient, "care/team/3", account=str(second.pk), reason="")
    assert refused.status_code == 422
    sent = send(counselor, patient, "care/team/3", account=str(second.pk), reason="Leave")
    assert sent.headers["Location"] == f"/p/{patient.code}/care"
    text = shown(counselor.get(f"/p/{patient.code}/care"))
    assert "Second" in text
    assert "Technician: Technician, until Nov 23, 2026" in text
    assert counselor.get(f"/p/{patient.code}/care/team/9").status_code == 404


def test_people_are_kept_apart_on_their_page(
    world: World, patient: Patient, counselor: Client
) -> None:
    world.patient("Luis", family_name="Ortega")
    typed = {"other_name": "Luis Ortega", "kind": "partner"}
    assert send(counselor, patient, "care/apart", **typed).status_code == 302
    text = shown(counselor.get(f"/p/{patient.code}/care/apart"))
    assert "Never in one group" in text
    held = patient.no_contacts.get()
    lifted = {"act": "lift", "no_contact_id": str(held.pk), "reason": ""}
    assert send(counselor, patient, "care/apart", **lifted).status_code == 422
    lifted["reason"] = "Both were asked"
    assert send(counselor, patient, "care/apart", **lifted).status_code == 302
    assert "Nobody is named." in shown(counselor.get(f"/p/{patient.code}/care/apart"))


def test_the_director_edits_the_checklist(world: World) -> None:
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    start = f"/setup/checklist/{world.site.pk}"
    assert "Naloxone offered" in shown(director.get(start))
    typed = {"once": str(uuid4()), "version": "1", "label": "Bus pass", "is_used": "on"}
    assert director.post(f"{start}/0", typed).status_code == 302
    assert "Bus pass" in shown(director.get(start))
    stale = {**typed, "once": str(uuid4()), "version": "7"}
    assert director.post(f"{start}/12", stale).status_code == 409
    assert director.get(f"{start}/99").status_code == 404
