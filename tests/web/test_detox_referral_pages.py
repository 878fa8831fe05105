"""The pages of a hand-over: one to begin it, one to follow it, a copy to take along."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.consents.queries import account_of_disclosures
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.operations import save_detox_place
from stepdown.clinic.treatment.referrals import detox_places, open_referral
from tests.clinic.care import assess, drinking, score_form, tell_history
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def patient(world: World) -> Patient:
    """Assessed, with a withdrawal that needs detox first; one place is on the list."""
    patient, now = world.patient(), timezone.now()
    assess(world, patient, now=now)
    tell_history(world, patient, drinking(hours_ago=9, now=now), now=now)
    score_form(world, patient, "ciwa-ar", [5, 5, 5, 4, 0, 0, 0, 0, 0, 0], now=now)
    save_detox_place(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        place=None,
        expected_version=0,
        now=now,
        name="Ridge Hospital",
        phone="410 555 0188",
        contact="Nurse Ortiz",
        address="",
        takes="Alcohol, adults",
        is_used=True,
    )
    return patient


@pytest.fixture
def doctor(world: World) -> Client:
    return signed_in_client(world.accounts[Role.MEDICAL])


def send(client: Client, patient: Patient, page: str, **typed: Any) -> Any:
    return client.post(f"/p/{patient.code}/{page}", {"once": str(uuid4()), **typed})


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def filled(world: World, **other: Any) -> dict[str, Any]:
    (place,) = detox_places(world.site)
    return {
        "place": f"place-{place.pk}",
        "came": "sent",
        "with_whom": "Nurse Ortiz",
        "words": "Bed at four",
        "signed_name": "Dana Marsh",
        "told": ["scores", "last_use"],
        "transport": "staff",
        "naloxone": "given",
        **other,
    }


def test_the_advice_leads_to_a_page_that_knows_everything_already(
    patient: Patient, doctor: Client
) -> None:
    advice = shown(doctor.get(f"/p/{patient.code}/advice"))
    assert f"/p/{patient.code}/referral" in advice
    assert "Refer to detox" in advice
    text = shown(doctor.get(f"/p/{patient.code}/referral"))
    assert "Ridge Hospital, 410 555 0188" in text
    assert "CIWA-Ar 19" in text
    assert "Ask for Nurse Ortiz." in text
    assert not re.search(r"<input[^>]* checked", text)


def test_it_is_begun_followed_and_ends_with_the_return(
    world: World, patient: Patient, doctor: Client
) -> None:
    assert send(doctor, patient, "referral", **filled(world)).status_code == 302
    text = shown(doctor.get(f"/p/{patient.code}/referral"))
    assert "Ridge Hospital: on the way" in text
    assert "nobody can admit them here" in text
    assert account_of_disclosures(patient).count() == 2
    assert "CIWA-Ar 19" in shown(doctor.get(f"/p/{patient.code}/referral/copy"))
    told = send(doctor, patient, "referral/told", told=["vitals"], how="paper")
    assert told.status_code == 302
    assert account_of_disclosures(patient).count() == 3
    assert send(doctor, patient, "referral/contact", words="Is there").status_code == 302
    for number, step in enumerate(("arrived", "completed", "returned"), start=1):
        moved = send(doctor, patient, "referral/move", happened=step, version=str(number))
        assert moved.status_code == 302
    assert open_referral(patient) is None
    text = shown(doctor.get(f"/p/{patient.code}/referral"))
    assert "Nothing has to be asked again." in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"place": ""}, "Choose the place"),
        ({"place": "other"}, "Name the other place"),
        ({"naloxone": ""}, "Choose about naloxone"),
        ({"signed_name": ""}, "Without the person&#x27;s consent nothing is told"),
        ({"with_whom": ""}, "with whom you spoke"),
    ],
)
def test_a_gap_is_a_sentence_and_nothing_is_lost(
    world: World, patient: Patient, doctor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = send(doctor, patient, "referral", **filled(world, **typed))
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert "Bed at four" in shown(answer)
    assert open_referral(patient) is None


def test_declined_asks_why_and_a_stale_page_moves_nothing(
    world: World, patient: Patient, doctor: Client
) -> None:
    send(doctor, patient, "referral", **filled(world, came="offered"))
    bare = send(doctor, patient, "referral/move", happened="declined", version="1")
    assert bare.status_code == 422
    assert "Write why" in shown(bare)
    stale = send(doctor, patient, "referral/move", happened="accepted", version="7")
    assert stale.status_code == 409
    why = {"reason": "No bed", "risk_advice": "Call 911", "recontact_on": "2026-11-25"}
    assert (
        send(doctor, patient, "referral/move", happened="declined", version="1", **why).status_code
        == 302
    )
    assert "Contact again" in shown(doctor.get(f"/p/{patient.code}/referral"))


def test_a_counselor_is_not_offered_to_send_and_a_technician_not_to_refer(
    world: World, patient: Patient
) -> None:
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert "leaves now" not in shown(counselor.get(f"/p/{patient.code}/referral"))
    technician = signed_in_client(world.accounts[Role.TECHNICIAN])
    assert "Sign the referral" not in shown(technician.get(f"/p/{patient.code}/referral"))


def test_the_director_keeps_the_places(world: World, patient: Patient) -> None:
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    assert "Ridge Hospital" in shown(director.get("/setup"))
    (place,) = detox_places(world.site)
    sent = director.post(
        f"/setup/place/{place.pk}",
        {"once": str(uuid4()), "version": "1", "name": "Ridge", "phone": "410 555 0100"},
    )
    assert sent.status_code == 302
    assert detox_places(world.site) == []
    assert "Not used now" in shown(director.get("/setup"))
    assert director.get("/setup/place/999999").status_code == 404
