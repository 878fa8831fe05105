"""The pages of a referral: who sent the person, their record reviewed, what the sender may know."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.models import Arrival
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.intake.asking import AttachedFile, FileKind
from stepdown.clinic.intake.models import CallRequest, Referral
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.referred import agreed, asked, called_back
from tests.clinic.world import NOW, World
from tests.fhir.bundles import LOW_MOOD, bundle
from tests.web.asking import REFERRAL, send
from tests.web.front_door import as_role, called, post

pytestmark = pytest.mark.django_db
RAW = b"%PDF-1.7 <script>alert(1)</script>\n%%EOF"
PDF = AttachedFile(FileKind.PDF, RAW)


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> None:
    """Pages read the clock; people of the world were registered at NOW."""
    time_machine.move_to(NOW + timedelta(minutes=1))


@pytest.fixture
def intake(world: World) -> Client:
    return as_role(world, Role.INTAKE)


def text_of(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def test_a_residential_program_says_who_it_is_and_when_they_leave(world: World) -> None:
    data: dict[str, Any] = {**REFERRAL, "site": world.site.pk, "referrer_kind": "residential"}
    assert "Choose who you are" in send(Client(), **{**data, "referrer_kind": ""}).content.decode()
    assert send(Client(), **data, leaves_on="2026-12-01").status_code == 302
    request = CallRequest.objects.get()
    assert (request.referrer_kind, str(request.leaves_on)) == ("residential", "2026-12-01")


def test_step_down_from_residential_stands_on_the_board(world: World, intake: Client) -> None:
    asked(world)
    assert "Step-down from residential" in text_of(intake, "/inquiries/asked")
    patient = called_back(world, CallRequest.objects.get())
    assert "Step-down from residential" in text_of(intake, "/inquiries")
    page = text_of(intake, f"/inquiries/{patient.code}")
    assert "Dr. Okafor" in page
    assert "Step-down from residential" in page
    page = text_of(intake, f"/inquiries/{patient.code}/referral")
    for word in ("Ridge Hospital", "okafor@ridge.example", "Dec 1, 2026"):
        assert word in page


def test_a_pdf_is_reviewed_and_stands_in_the_records_of_the_chart(
    world: World, intake: Client
) -> None:
    patient = called_back(world, asked(world, PDF))
    assert "Record to review" in text_of(intake, "/inquiries")
    where = f"/inquiries/{patient.code}/referral/record"
    page = text_of(intake, where)
    assert "Is this record about Dana Marsh?" in page
    assert " checked" not in page
    version = Referral.objects.get().version
    refused = post(intake, where, version=version)
    assert refused.status_code == 422
    assert not Arrival.objects.exists()
    assert post(intake, where, version=version, is_theirs="on").status_code == 302

    counselor = as_role(world, Role.COUNSELOR)
    page = text_of(counselor, f"/p/{patient.code}/record")
    assert "Ridge Hospital, Dr. Okafor" in page
    assert "reviewed by Intake" in page
    arrival = Arrival.objects.get()
    is_download(counselor.get(f"/p/{patient.code}/record/{arrival.pk}"), "record.pdf")
    assert "reviewed it" in text_of(intake, where) or intake.get(where).status_code == 302


def is_download(answer: Any, name: str) -> None:
    """No browser renders it: its type is none, it is to be saved, and sniffing is forbidden."""
    assert answer.content == RAW
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_is_handed_out_to_be_saved_only(world: World, intake: Client) -> None:
    patient = called_back(world, asked(world, PDF))
    where = f"/inquiries/{patient.code}/referral/file"
    is_download(intake.get(where), "file.pdf")
    for role in (Role.COUNSELOR, Role.BILLER, Role.DIRECTOR):
        assert as_role(world, role).get(where).status_code in {403, 404}


def test_of_a_fhir_record_it_is_shown_what_was_understood(world: World, intake: Client) -> None:
    attached = AttachedFile(FileKind.FHIR, bundle(LOW_MOOD))
    patient = called_back(world, asked(world, attached))
    where = f"/inquiries/{patient.code}/referral/record"
    page = text_of(intake, where)
    assert "Understood 1 of 2 entries" in page
    assert "Not the same: the date of birth, the family name, the first name." in page
    version = Referral.objects.get().version
    assert post(intake, where, version=version, is_theirs="on").status_code == 302
    assert Arrival.objects.get().patient == patient


def test_a_record_about_somebody_else_is_left_out(world: World, intake: Client) -> None:
    patient = called_back(world, asked(world, PDF))
    where = f"/inquiries/{patient.code}/referral/leave"
    version = Referral.objects.get().version
    assert post(intake, where, version=version, reason="").status_code == 422
    answer = post(intake, where, version=version, reason="It is about somebody else")
    assert answer.status_code == 302
    assert not Arrival.objects.exists()
    page = text_of(intake, f"/inquiries/{patient.code}/referral")
    assert "Left out of the chart. It is about somebody else." in page


def test_without_consent_the_page_says_what_is_missing_and_offers_to_ask(
    world: World, intake: Client
) -> None:
    patient = called_back(world, asked(world))
    where = f"/inquiries/{patient.code}/referral"
    page = text_of(intake, where)
    assert "Nothing may be told yet, not even whether Dana M. called." in page
    assert "Ask Dana M." in page
    assert "Send it" not in page
    refused = post(intake, f"{where}/tell", mail="reached")
    assert refused.status_code == 422
    assert "Nothing goes out" in refused.content.decode()
    assert not OutboxMessage.objects.filter(address="okafor@ridge.example").exists()


def test_with_consent_one_status_is_sent_and_taking_it_back_ends_it(
    world: World, intake: Client
) -> None:
    patient = called_back(world, asked(world))
    where = f"/inquiries/{patient.code}/referral"
    given = {"topics": ["reached"], "last_day": "2027-05-24", "signed_name": "Dana Marsh"}
    assert post(intake, f"{where}/agree", **given).status_code == 302
    page = text_of(intake, where)
    assert 'name="mail" value="reached"' in page
    assert 'value="came"' not in page.partition("Told so far")[0].partition("Ask Dana M.")[0]
    assert post(intake, f"{where}/tell", mail="reached").status_code == 302
    assert "By e-mail, on its way" in text_of(intake, where)

    sharing = Sharing.objects.get()
    assert post(intake, f"{where}/end", sharing=sharing.pk).status_code == 302
    assert "Not sent: the consent ended first" in text_of(intake, where)
    assert post(intake, f"{where}/tell", phone="reached").status_code == 422
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"topics": []},
        {"topics": ["attendance"]},
        {"last_day": "2028-01-01"},
        {"last_day": "2026-11-22"},
        {"signed_name": " "},
    ],
)
def test_a_consent_is_whole_or_refused(world: World, intake: Client, wrong: dict[str, Any]) -> None:
    patient = called_back(world, asked(world))
    given = {"topics": ["reached"], "last_day": "2027-05-24", "signed_name": "Dana Marsh"}
    answer = post(intake, f"/inquiries/{patient.code}/referral/agree", **given | wrong)
    assert answer.status_code == 422
    assert not Sharing.objects.exists()


@pytest.mark.parametrize("pressed", [{}, {"mail": "attendance"}, {"mail": "nonsense"}])
def test_nothing_else_is_told(world: World, intake: Client, pressed: dict[str, str]) -> None:
    patient = called_back(world, asked(world))
    agreed(world, patient)
    answer = post(intake, f"/inquiries/{patient.code}/referral/tell", **pressed)
    assert answer.status_code == 422
    assert not Disclosure.objects.exists()


def test_who_referred_by_phone_is_written_down(world: World, intake: Client) -> None:
    patient = called(world)
    assert "Who sent Dana M.?" in text_of(intake, f"/inquiries/{patient.code}/referral")
    said = {"kind": "medical", "name": "Dr. Lund", "email_is_ok": "no"}
    answer = post(intake, f"/inquiries/{patient.code}/referral", **said)
    assert answer.status_code == 302
    assert Referral.objects.get().name == "Dr. Lund"


def test_a_late_referral_is_on_today_with_why_and_one_verb(
    world: World, intake: Client, time_machine: TimeMachineFixture
) -> None:
    request = asked(world, urgency="today")
    director = as_role(world, Role.DIRECTOR)
    time_machine.move_to(NOW - timedelta(minutes=1))
    assert "Dr. Okafor" not in text_of(intake, "/today")
    time_machine.move_to(NOW + timedelta(minutes=1))
    for client, verb in ((intake, "Call back"), (director, "See who takes calls")):
        page = text_of(client, "/today")
        assert "Answer Dr. Okafor, Ridge Hospital" in page
        assert "They need it today. Asked on Mon, Nov 23, 10:00 am; an answer was due by" in page
        assert verb in page
    assert "Dr. Okafor" not in text_of(as_role(world, Role.COUNSELOR), "/today")
    called_back(world, request)
    assert "Answer Dr. Okafor" not in text_of(intake, "/today")


def test_a_professional_is_answered_alike_whether_or_not_the_person_is_known_or_came(
    world: World,
) -> None:
    """The same page and no message; and neither says anything of the person."""
    known = called(world)
    data: dict[str, Any] = {**REFERRAL, "site": world.site.pk}
    answers = []
    for name, phone in (("Zoe Nobody", "410 555 0000"), (known.full_name, known.phone)):
        client = Client()
        sent = send(client, **{**data, "about_name": name, "about_phone": phone})
        assert sent.status_code == 302
        page = client.get(sent.headers["Location"]).content.decode()
        assert name not in page
        answers.append((sent.headers["Location"], page))
    assert answers[0] == answers[1]
    assert not OutboxMessage.objects.exists()
    assert Patient.objects.count() == 1
