"""The pages of an examination: short, never asking twice, half done or signed, nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.intake.operations import take_call
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.examinations import examination_of
from stepdown.rules.examination import PARTS
from tests.clinic.care import agree, take_vitals, tell_history
from tests.clinic.told import answers_to, sign_told, tell_everything, tell_part
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client
from tests.web.test_assessment import send, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


@made_once
def patient(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT, now=timezone.now())
    return patient


def read(world: World, patient: Patient, page: str, role: Role = Role.COUNSELOR) -> str:
    answer = signed_in_client(world.accounts[role]).get(
        f"/p/{patient.code}/assessment/{page}".rstrip("/")
    )
    assert answer.status_code == 200
    return shown(answer)


def save(world: World, patient: Patient, part: str, **typed: Any) -> Any:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    given = {"version": "0", "how": "person", **typed}
    return send(client, patient, f"assessment/told/{part}", **given)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_page_with_one_main_action_and_nothing_chosen(
    world: World, patient: Patient, part: str
) -> None:
    text = read(world, patient, f"told/{part}")
    assert " checked" not in text
    assert text.count("main-action") == 1
    assert f"Part {list(PARTS).index(part) + 1} of {len(PARTS)}" in text
    for question in PARTS[part].questions:
        assert question.label in text.replace("&#x27;", "'")


def test_there_is_no_page_of_a_part_that_does_not_exist(world: World, patient: Patient) -> None:
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    assert client.get(f"/p/{patient.code}/assessment/told/dreams").status_code == 404


def test_saving_leads_to_the_next_part_and_stopping_to_all_answers(
    world: World, patient: Patient
) -> None:
    went = save(world, patient, "presenting", own_words="I want my mornings back")
    assert went.headers["Location"].endswith("/told/medicines")
    stopped = save(world, patient, "medicines", medicines="None", act="stop")
    assert stopped.headers["Location"].endswith("/assessment/told")
    text = read(world, patient, "told")
    assert "I want my mornings back" in text
    assert "1 question open" in text
    assert "Sign the examination" not in text


def test_what_the_call_knows_stands_there_with_its_source(world: World) -> None:
    patient = take_call(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        now=NOW,
        given_name="Dana",
        family_name="Marsh",
        phone="410 555 0101",
        email="",
        danger_signs=[],
        may_leave_message=None,
        email_is_ok=None,
        asked_by="self",
        reason="My sister found me asleep in the car",
        medicines="Sertraline",
        last_use="Saturday night",
        work_hours="",
        payer="",
    ).patient
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT, now=timezone.now())
    first = read(world, patient, "told/presenting")
    assert "My sister found me asleep in the car</textarea>" in first
    assert "First call, Nov 23, 2026, with Intake. Ask only whether it is still so." in first
    assert "Saturday night" in first
    assert "Sertraline</textarea>" in read(world, patient, "told/medicines")
    assert "Saturday night" in read(world, patient, "history")
    save(world, patient, "medicines", medicines="Sertraline", has_allergies="no")
    save(world, patient, "presenting", own_words="I fell asleep in the car")
    sources = {key: examination_of(patient).state(key).sources for key in PARTS}
    assert sources["medicines"] == {"medicines": "First call, Nov 23, 2026, with Intake"}
    assert sources["presenting"] == {}


def test_what_the_use_history_knows_is_shown_and_not_asked(world: World, patient: Patient) -> None:
    tell_history(world, patient, pregnant=True, has_safe_adult_at_home=False)
    assert "A safe adult at home</dt><dd>No<br>" in read(world, patient, "told/housing")
    assert "Pregnant</dt><dd>Yes<br>" in read(world, patient, "told/physical")


def test_two_in_the_same_part_see_both_and_lose_nothing(world: World, patient: Patient) -> None:
    tell_part(world, patient, "family", answers=answers_to("family", lives_with="Two brothers"))
    answer = save(world, patient, "family", lives_with="Her sister Rosa")
    assert answer.status_code == 409
    text = shown(answer)
    assert "Someone else saved first: Counselor" in text
    assert "<dd>Two brothers</dd>" in text
    assert 'value="Her sister Rosa"' in text
    assert 'name="version" value="1"' in text
    assert save(world, patient, "family", lives_with="Rosa", version="1").status_code == 302


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("physical", {"pain": "11", "conditions": "x"}, "must be 10 or less"),
        ("physical", {"pain": "much", "conditions": "x"}, "Enter a whole number"),
        ("physical", {"hospital": "maybe", "conditions": "x"}, "Choose one of the answers shown"),
        ("work", {"does": ["works", "flies"]}, "Choose one of the answers shown"),
        ("goals", {"wants": "x" * 4001}, "4000 characters or fewer"),
        ("goals", {"wants": "a\x00b"}, "signs that cannot be saved"),
        ("goals", {"wants": "Rest", "how": ""}, "Choose how it was asked"),
        ("goals", {"wants": "Rest", "how": "pigeon"}, "Choose one of the answers shown"),
        ("goals", {"wants": "Rest", "left_out_because": "Tired"}, "Choose either the answers"),
        ("goals", {}, "Answer one question at least"),
    ],
)
def test_nonsense_is_a_sentence_and_what_was_typed_stays(
    world: World, patient: Patient, part: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = save(world, patient, part, **typed)
    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert not examination_of(patient).in_work


def test_the_whole_is_checked_and_signed(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    text = read(world, patient, "told")
    assert text.count("Sign the examination") == 1
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    seen = examination_of(patient).seen
    assert send(client, patient, "assessment/told", seen=seen).status_code == 302
    entry = latest(patient, EntryKind.EXAMINATION)
    assert entry is not None
    page = shown(client.get(f"/p/{patient.code}/entry/{entry.pk}"))
    assert "What brings them here, in their own words" in page
    assert "Counselor, Mon, Nov 23" in page
    corrected = client.get(f"/p/{patient.code}/entry/{entry.pk}/correct")
    assert corrected.headers["Location"].endswith("/assessment/told")
    assert "13 parts told, 0 left out" in read(world, patient, "")


def test_a_changed_part_asks_whether_it_corrects(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    first = sign_told(world, patient)
    tell_part(world, patient, "family", answers=answers_to("family", lives_with="Two brothers"))
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    seen = examination_of(patient).seen
    refused = send(client, patient, "assessment/told", seen=seen)
    assert "Choose what changed" in shown(refused)
    no_reason = send(client, patient, "assessment/told", seen=seen, way="corrects")
    assert "Write what was wrong" in shown(no_reason)
    sent = send(client, patient, "assessment/told", seen=seen, way="corrects", reason="Misheard")
    assert sent.status_code == 302
    entry = latest(patient, EntryKind.EXAMINATION)
    assert entry is not None
    assert (entry.corrects, entry.reason) == (first, "Misheard")


def test_what_changed_under_the_signer_is_read_again(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    answer = send(client, patient, "assessment/told", seen="0123456789abcdef")
    assert answer.status_code == 409
    assert "Read it again, then sign" in shown(answer)


def test_a_lapsed_credential_is_refused_in_words(world: World, patient: Patient) -> None:
    tell_everything(world, patient)
    lapsed = {"valid_until": NOW.date() - timedelta(days=3)}
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(**lapsed)
    client = signed_in_client(world.accounts[Role.COUNSELOR])
    seen = examination_of(patient).seen
    answer = send(client, patient, "assessment/told", seen=seen)
    assert answer.status_code == 422
    assert "Your credential has lapsed" in shown(answer)
    assert len(examination_of(patient).in_work) == len(PARTS)


@pytest.mark.parametrize("page", ["told", "told/family"])
def test_only_those_who_examine_open_these_pages(world: World, patient: Patient, page: str) -> None:
    for role in (Role.BILLER, Role.DIRECTOR, Role.INTAKE):
        client = signed_in_client(world.accounts[role])
        assert client.get(f"/p/{patient.code}/assessment/{page}").status_code == 404


def test_vital_signs_are_read_with_the_unit_in_which_they_are_taken(
    world: World, patient: Patient
) -> None:
    take_vitals(world, patient, temperature_celsius=37.0, breath_alcohol_percent=0)
    chart = shown(signed_in_client(world.accounts[Role.COUNSELOR]).get(f"/p/{patient.code}"))
    for page in (read(world, patient, "told/physical"), chart):
        assert "98.6 °F" in page
        assert "reath alcohol 0 g per 100 mL" in page
