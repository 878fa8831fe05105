"""The pages of an assessment: short, guarded, nothing chosen beforehand, nothing typed lost."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.consents.queries import ConsentKind, missing_consents
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import open_safety_step
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.clinic.treatment.operations import DANGER_SIGNS
from tests.clinic.care import agree, assess, score_form
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db

NO_DANGER = dict.fromkeys(DANGER_SIGNS, "no")
PAGES = (
    "assessment",
    "assessment/agreed",
    "assessment/vitals",
    "assessment/history",
    "assessment/scale-a",
    "assessment/scale-b",
    "assessment/mood",
    "assessment/criteria",
    "assessment/safety",
    "assessment/areas",
    "advice",
    "care",
)
HISTORY = {
    "had_withdrawal_seizure_or_delirium": "no",
    "pregnant": "unknown",
    "has_unstable_condition": "no",
    "has_safe_adult_at_home": "yes",
    "opioid_medicine_planned": "no",
}


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def patient(world: World) -> Patient:
    """Somebody who agreed to be assessed, just now."""
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT, now=timezone.now())
    return patient


def send(client: Client, patient: Patient, page: str, **typed: Any) -> Any:
    return client.post(f"/p/{patient.code}/{page}", {"once": str(uuid4()), **typed})


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_chosen_beforehand_on_any_page(
    world: World, patient: Patient, page: str
) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    answer = client.get(f"/p/{patient.code}/{page}")
    assert answer.status_code == 200
    text = shown(answer)
    assert not re.search(r"<input[^>]* checked", text)
    assert "{{" not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_director_reads_and_a_biller_does_not_find_the_person(
    world: World, patient: Patient, page: str
) -> None:
    biller = signed_in_client(world.accounts[Role.BILLER])
    assert biller.get(f"/p/{patient.code}/{page}").status_code == 404
    director = signed_in_client(world.accounts[Role.DIRECTOR])
    reads = page in {"assessment", "advice", "care"}
    assert director.get(f"/p/{patient.code}/{page}").status_code == (200 if reads else 404)


def test_the_notice_and_consents_are_signed_one_by_one(world: World) -> None:
    patient = world.patient()
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    refused = send(client, patient, "assessment/agreed", kind="assessment", signed_name="Dana")
    assert refused.status_code == 422
    assert "Give the privacy notice first" in shown(refused)
    for kind in ("privacy_notice", "assessment"):
        sent = send(client, patient, "assessment/agreed", kind=kind, signed_name="Dana Marsh")
        assert sent.status_code == 302
    assert missing_consents(patient, *ConsentKind) == [ConsentKind.TREATMENT]
    send(client, patient, "assessment/agreed", kind="assessment", act="take_back", words="No")
    assert ConsentKind.ASSESSMENT in missing_consents(patient, *ConsentKind)


def test_vitals_are_typed_in_fahrenheit_and_kept_in_celsius(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    typed = {**NO_DANGER, "temperature_f": "98.6", "pulse_per_minute": "76"}
    assert send(client, patient, "assessment/vitals", **typed).status_code == 302
    entry = latest(patient, EntryKind.VITALS)
    assert entry is not None
    assert entry.body["values"] == {"pulse_per_minute": 76, "temperature_celsius": 37.0}
    assert set(entry.body["danger_signs"].values()) == {False}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pulse_per_minute": "720"}, "Pulse is between 25 and 250"),
        ({"temperature_f": "37"}, "Temperature is between 86"),
        ({"pulse_per_minute": "nan"}, "Enter a number"),
        ({"systolic_mm_hg": "90", "diastolic_mm_hg": "110"}, "below the upper one"),
        ({"has_chest_pain": ""}, "Choose an answer: Has chest pain"),
        ({"taken_on": "2026-11-20"}, "both the day and the time"),
        ({"taken_on": "2099-01-01", "taken_at": "10:00"}, "not in the future"),
    ],
)
def test_a_slip_of_the_pen_is_a_sentence_and_what_was_typed_stays(
    world: World, patient: Patient, typed: dict[str, str], sentence: str
) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    sent = {**NO_DANGER, "oxygen_percent": "97", **typed}
    answer = send(client, patient, "assessment/vitals", **sent)
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert 'value="97"' in shown(answer)
    assert latest(patient, EntryKind.VITALS) is None


def test_what_is_possible_but_seldom_is_taken_again_and_confirmed(
    world: World, patient: Patient
) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    typed = {**NO_DANGER, "pulse_per_minute": "168", "temperature_f": "98.6"}
    assert "Taken again" not in shown(client.get(f"/p/{patient.code}/assessment/vitals"))
    answer = send(client, patient, "assessment/vitals", **typed)
    assert answer.status_code == 422
    assert "Pulse 168 is unusual: mostly 40 to 150 a minute. Take it again." in shown(answer)
    assert 'name="taken_again"' in shown(answer)
    hot = send(client, patient, "assessment/vitals", **NO_DANGER, temperature_f="105.8")
    assert "Temperature 105.8 is unusual: mostly 95 to 104 °F." in shown(hot)
    assert latest(patient, EntryKind.VITALS) is None
    assert send(client, patient, "assessment/vitals", **typed, taken_again="on").status_code == 302
    entry = latest(patient, EntryKind.VITALS)
    assert entry is not None
    assert entry.body["taken_again"] is True
    usual = {**typed, "pulse_per_minute": "88", "taken_again": "on"}
    send(client, patient, "assessment/vitals", **usual)
    newer = latest(patient, EntryKind.VITALS)
    assert newer is not None
    assert "taken_again" not in newer.body


def test_a_use_history_is_signed_with_the_last_use_at_its_latest(
    world: World, patient: Patient
) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    row = {
        "s1-substance": "alcohol",
        "s1-name": "Vodka",
        "s1-frequency": "daily",
        "s1-is_heavy": "yes",
        "s1-is_stable_prescription": "no",
        "s1-last_use_on": "2026-01-05",
    }
    assert send(client, patient, "assessment/history", **HISTORY, **row).status_code == 302
    entry = latest(patient, EntryKind.USE_HISTORY)
    assert entry is not None
    used = UseHistory.from_body(entry.body).substances[0]
    assert used.name == "Vodka"
    assert used.last_use_at is not None
    assert used.last_use_at.isoformat() == "2026-01-05T23:59:00-05:00"
    assert entry.body["pregnant"] is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Fill in a substance, or tick"),
        ({"s1-name": "Vodka"}, "Choose the substance of this row"),
        ({"s1-substance": "alcohol"}, "Choose an answer: How often"),
        ({"s5-substance": "gin"}, "A substance below needs another look"),
        (
            {
                "nothing_used": "on",
                "s1-substance": "alcohol",
                "s1-frequency": "less",
                "s1-is_heavy": "no",
                "s1-is_stable_prescription": "no",
            },
            "Fill in a substance, or tick",
        ),
    ],
)
def test_a_history_that_does_not_add_up_is_asked_again(
    world: World, patient: Patient, typed: dict[str, str], sentence: str
) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    answer = send(client, patient, "assessment/history", **HISTORY, **typed)
    assert answer.status_code == 422
    assert sentence in shown(answer)


def test_nothing_used_is_one_deliberate_tick(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    answer = send(client, patient, "assessment/history", **HISTORY, nothing_used="on")
    assert answer.status_code == 302
    entry = latest(patient, EntryKind.USE_HISTORY)
    assert entry is not None
    assert entry.body["substances"] == []


def items(*values: int) -> dict[str, str]:
    return {f"item_{number}": str(value) for number, value in enumerate(values, start=1)}


def test_a_scale_is_scored_and_opens_the_need(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    page = shown(client.get(f"/p/{patient.code}/assessment/scale-a"))
    assert "Wording not installed: enter values from paper." in page
    sent = send(client, patient, "assessment/scale-a", **items(7, 4, 0, 0, 0, 0, 0, 0, 0, 0))
    assert sent.headers["Location"] == f"/p/{patient.code}/assessment"
    assert open_detox_need(patient) is not None
    assert "11, moderate" in shown(client.get(f"/p/{patient.code}/assessment"))


def test_a_missing_or_foreign_value_is_not_scored(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    answer = send(client, patient, "assessment/scale-b", **items(*[0] * 10))
    assert answer.status_code == 422
    assert "Choose a value for item 11" in shown(answer)
    answer = send(client, patient, "assessment/scale-b", **items(3, *[0] * 10))
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="instrument").exists()


def test_somebody_who_cannot_be_rated_is_noted_with_the_reason(
    world: World, patient: Patient
) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    both = send(
        client, patient, "assessment/scale-a", cannot_be_scored="No interpreter", **items(1)
    )
    assert "either the values or this reason" in shown(both)
    sent = send(client, patient, "assessment/scale-a", cannot_be_scored="No interpreter")
    assert sent.status_code == 302
    overview = shown(client.get(f"/p/{patient.code}/assessment"))
    assert "Could not be rated: No interpreter" in overview


def test_item_9_leads_straight_to_the_safety_page(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    sent = send(client, patient, "assessment/mood", **items(*[0] * 8, 1))
    assert sent.headers["Location"] == f"/p/{patient.code}/assessment/safety"
    assert "Ask about safety now" in shown(client.get(f"/p/{patient.code}/assessment"))
    refused = send(
        client,
        patient,
        "assessment/safety",
        risk="high",
        disposition="goes_home",
        words="Has a plan.",
    )
    assert refused.status_code == 422
    assert "Has a plan." in shown(refused)
    answered = send(
        client,
        patient,
        "assessment/safety",
        risk="high",
        disposition="emergency",
        words="Has a plan.",
    )
    assert answered.status_code == 302
    assert open_safety_step(patient) is None


def test_the_same_form_sent_twice_is_signed_once(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    typed = {"once": str(uuid4()), **items(*[1] * 6, *[0] * 5)}
    typed |= {"substance": "alcohol", "only_as_prescribed": "no"}
    for _ in range(2):
        assert client.post(f"/p/{patient.code}/assessment/criteria", typed).status_code == 302
    assert Entry.objects.filter(patient=patient, kind="instrument").count() == 1


def test_the_advice_says_what_is_unknown_and_where_to_ask(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    text = shown(client.get(f"/p/{patient.code}/advice"))
    assert "There is no advice yet for Dana" in text
    assert f"/p/{patient.code}/assessment/scale-a" in text
    assert "Follow the advice" not in text


def test_a_decision_is_signed_with_its_reason(world: World) -> None:
    patient = world.patient()
    assess(world, patient, now=timezone.now())
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    text = shown(client.get(f"/p/{patient.code}/advice"))
    assert "Talk with Dana about intensive outpatient care" in text
    assert "What would change this" in text
    assert send(client, patient, "advice", decision="follow", reason="").status_code == 422
    other = send(client, patient, "advice", decision="other", reason="Asked for less.")
    assert "Choose the level that you decide on" in shown(other)
    sent = send(client, patient, "advice", decision="follow", reason="It fits her week.")
    assert sent.headers["Location"] == f"/p/{patient.code}/care"
    entry = latest(patient, EntryKind.PLACEMENT)
    assert entry is not None
    assert entry.body["reason"] == "It fits her week."


def test_a_technician_reads_the_advice_but_signs_nothing(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.TECHNICIAN])
    assert "Sign decision" not in shown(client.get(f"/p/{patient.code}/advice"))
    assert send(client, patient, "advice", decision="wait", reason="Later").status_code == 403
    assert latest(patient, EntryKind.PLACEMENT) is None


def test_only_medicine_settles_and_the_page_shows_why(world: World, patient: Patient) -> None:
    now = timezone.now()
    score_form(world, patient, "ciwa-ar", [7, 7, 7, 0, 0, 0, 0, 0, 0, 0], now=now)
    counselor = signed_in_client(world.accounts[Role.COUNSELOR])
    assert counselor.get(f"/p/{patient.code}/clearing").status_code == 404
    medical = signed_in_client(world.accounts[Role.MEDICAL])
    assert "CIWA-Ar total: 21" in shown(medical.get(f"/p/{patient.code}/clearing"))
    sent = send(medical, patient, "clearing", outcome="handled_here", note="Medicine started.")
    assert sent.status_code == 302
    assert open_detox_need(patient) is None
    assert "Medicine started." in shown(medical.get(f"/p/{patient.code}/advice"))


@pytest.mark.once
@pytest.mark.parametrize("page", ["assessment", "advice", "care"])
def test_a_page_asks_the_database_as_often_with_much_as_with_little(
    world: World, page: str
) -> None:
    patient = world.patient()
    assess(world, patient, now=timezone.now())
    client = signed_in_client(world.accounts[Role.COUNSELOR])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/p/{patient.code}/{page}").status_code == 200
        return len(asked)

    questions()  # the first visit finds its session and more
    few = questions()
    for _ in range(5):
        score_form(world, patient, "phq-9", [0] * 9, now=timezone.now())
        score_form(world, patient, "cows", [0] * 11, now=timezone.now())
    assert questions() == few


AREAS = ("body_now", "body_otherwise", "mind", "pull", "home", "fit")


def test_the_rating_comes_before_the_advice(world: World) -> None:
    patient = world.patient("Noor")
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    assess(world, patient, now=timezone.now())
    mood = latest(patient, EntryKind.INSTRUMENT)
    assert mood is not None
    degrees = {f"{key}_concern": "2" for key in AREAS}
    refused = send(client, patient, "assessment/areas", **{**degrees, "fit_concern": ""})
    assert refused.status_code == 422
    assert "Choose a degree: Fit" in shown(refused)
    sent = send(client, patient, "assessment/areas", **degrees, pull_evidence=str(mood.pk))
    assert sent.headers["Location"] == f"/p/{patient.code}/advice"
    rated = latest(patient, EntryKind.RATING)
    assert rated is not None
    assert rated.body["areas"]["pull"]["evidence"] == [mood.pk]
    text = shown(client.get(f"/p/{patient.code}"))
    assert "Body now 2, Body otherwise 2" in text


def test_unrated_the_advice_leads_to_the_rating(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    text = shown(client.get(f"/p/{patient.code}/advice"))
    assert "There is no advice yet" in text
    assert f"/p/{patient.code}/assessment/areas" in text
    assert "intensive outpatient care" not in text
