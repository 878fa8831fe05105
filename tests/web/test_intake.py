"""The front door's pages: a call, a time, a record; and the chart's details and records."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Arrival, ArrivedFact, Draft
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.models import AssessmentTime, Booking, Inquiry
from stepdown.clinic.intake.operations import book_time, open_times, take_call
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from stepdown.fhir.invented import invented_bundle
from tests.clinic.world import NOW, World, make_world
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db

ANSWERS = {
    "asked_by": "self",
    "given_name": "Dana",
    "family_name": "Marsh",
    "phone": "410 555 0199",
    "email": "dana@example.org",
    "may_leave_message": "yes",
    "email_is_ok": "no",
    **{f"danger_{sign.key}": "no" for sign in DANGER_SIGNS},
}


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> None:
    """Pages read the clock; people of the world were registered at NOW."""
    time_machine.move_to(NOW + timedelta(minutes=1))


def as_role(world: World, role: Role) -> Client:
    return signed_in_client(world.accounts[role])


def post(client: Client, path: str, **data: Any) -> Any:
    return client.post(path, {"once": str(uuid4()), **data})


def open_time(world: World, places: int = 1) -> AssessmentTime:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    return open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=tomorrow,
        starts=[time(18), time(19)],
        minutes=60,
        places=places,
        by_video=False,
        now=NOW,
    )[0]


def called(world: World, given_name: str = "Dana") -> Patient:
    inquiry = take_call(
        actor=world.actor(Role.INTAKE),
        site=world.site,
        now=NOW,
        given_name=given_name,
        family_name="Marsh",
        phone="410 555 0199",
        email="",
        asked_by="self",
        reason="",
        last_use="",
        danger_signs=[],
        work_hours="",
        payer="",
        may_leave_message=True,
        email_is_ok=False,
    )
    return inquiry.patient


def test_one_page_takes_the_call_and_books_the_time(world: World) -> None:
    client, slot = as_role(world, Role.INTAKE), open_time(world)
    answer = post(client, "/inquiries/new", **ANSWERS, time=slot.pk)
    patient = Patient.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/inquiries/{patient.code}"
    assert Booking.objects.get().state == "booked"
    assert "Dana M." in client.get("/inquiries").content.decode()


def test_the_call_page_chooses_nothing_beforehand(world: World) -> None:
    open_time(world)
    page = as_role(world, Role.INTAKE).get("/inquiries/new").content.decode()
    assert " checked" not in page
    assert "6:00 pm" in page


def test_an_unasked_danger_sign_keeps_what_was_typed(world: World) -> None:
    answers = {**ANSWERS, "danger_seizure_now": ""}
    answer = post(as_role(world, Role.INTAKE), "/inquiries/new", **answers)
    assert answer.status_code == 422
    assert "A seizure in the last two days?" in answer.content.decode()
    assert 'value="Marsh"' in answer.content.decode()
    assert Patient.objects.count() == 0


def test_a_danger_sign_comes_before_a_booking(world: World) -> None:
    client, slot = as_role(world, Role.INTAKE), open_time(world)
    answers = {**ANSWERS, "danger_ending_life": "yes"}
    answer = post(client, "/inquiries/new", **answers, time=slot.pk)
    assert Inquiry.objects.get().danger_signs == ["ending_life"]
    assert Booking.objects.count() == 0
    assert "Call or text 988 together" in client.get(answer.headers["Location"]).content.decode()


def test_a_taken_time_keeps_the_call_on_the_page_and_saves_nothing(world: World) -> None:
    slot = open_time(world)
    ruth = called(world, "Ruth")
    book_time(actor=world.actor(Role.INTAKE), patient=ruth, time=slot, now=NOW)
    answer = post(as_role(world, Role.INTAKE), "/inquiries/new", **ANSWERS, time=slot.pk)
    assert answer.status_code == 422
    assert "Someone took that time a moment ago. One other is open." in answer.content.decode()
    assert list(Patient.objects.values_list("given_name", flat=True)) == ["Ruth"]


def test_the_same_call_sent_twice_is_one_call(world: World) -> None:
    client, key = as_role(world, Role.INTAKE), str(uuid4())
    answers = [client.post("/inquiries/new", {**ANSWERS, "once": key}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Patient.objects.count() == 1


def test_a_time_is_held_booked_moved_and_cancelled_on_its_page(world: World) -> None:
    client, six, patient = as_role(world, Role.INTAKE), open_time(world), called(world)
    seven = AssessmentTime.objects.exclude(pk=six.pk).get()
    page = f"/inquiries/{patient.code}"
    post(client, f"{page}/hold", time=six.pk)
    assert "Held until" in client.get(page).content.decode()
    post(client, f"{page}/book", time=six.pk)
    assert Booking.objects.get(state="booked").time == six
    version = Booking.objects.get(state="booked").version
    post(client, f"{page}/move", time=seven.pk, version=version)
    assert Booking.objects.get(state="booked").time == seven
    refused = post(client, f"{page}/cancel", version=version + 1)
    assert refused.status_code == 422
    assert "Write why, in a few words" in refused.content.decode()
    post(client, f"{page}/cancel", version=version + 1, reason="Works late")
    assert Inquiry.objects.get().status == "new"


def test_a_stale_move_is_refused_with_409(world: World) -> None:
    client, six, patient = as_role(world, Role.INTAKE), open_time(world), called(world)
    seven = AssessmentTime.objects.exclude(pk=six.pk).get()
    book_time(actor=world.actor(Role.INTAKE), patient=patient, time=six, now=NOW)
    answer = post(client, f"/inquiries/{patient.code}/move", time=seven.pk, version=99)
    assert answer.status_code == 409
    assert Booking.objects.get().time == six


@pytest.mark.parametrize("chosen", ["", "six", "0", "-1", "9" * 30, "999999", "\x00"])
def test_a_time_that_is_none_is_refused_in_words(world: World, chosen: str) -> None:
    patient = called(world)
    answer = post(as_role(world, Role.INTAKE), f"/inquiries/{patient.code}/hold", time=chosen)
    assert answer.status_code == 422
    assert Booking.objects.count() == 0


def test_a_time_of_another_site_cannot_be_pressed(world: World) -> None:
    other = make_world("Ridge", roles=(Role.DIRECTOR,))
    patient = called(world)
    answer = post(
        as_role(world, Role.INTAKE), f"/inquiries/{patient.code}/hold", time=open_time(other).pk
    )
    assert answer.status_code == 422
    assert "not open any more" in answer.content.decode()


def test_the_board_asks_as_often_for_three_as_for_one(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    called(world)
    before = queries_of(client, "/inquiries")
    called(world, "Ruth")
    called(world, "Theo")
    assert queries_of(client, "/inquiries") == before


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # a session's first page writes when it was last used
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_people_are_listed_in_as_many_queries_for_three_as_for_one(world: World) -> None:
    client = as_role(world, Role.COUNSELOR)
    slot = open_time(world, places=3)
    book_time(actor=world.actor(Role.INTAKE), patient=called(world), time=slot, now=NOW)
    before = queries_of(client, "/people")
    for name in ("Ruth", "Theo"):
        book_time(actor=world.actor(Role.INTAKE), patient=called(world, name), time=slot, now=NOW)
    assert queries_of(client, "/people") == before


@pytest.mark.parametrize("letters", ["dan", "DANA mar", "0199", "555-0199"])
def test_a_person_is_found_by_a_few_letters_or_digits(world: World, letters: str) -> None:
    called(world)
    answer = post(as_role(world, Role.INTAKE), "/find", letters=letters)
    assert "Dana M." in answer.content.decode()
    assert "Marsh" not in answer.content.decode()


def test_nobody_of_another_site_is_found(world: World) -> None:
    called(make_world("Ridge", roles=(Role.INTAKE,)))
    page = post(as_role(world, Role.INTAKE), "/find", letters="dana").content.decode()
    assert "Nobody found" in page


def details(patient: Patient, **changes: Any) -> dict[str, Any]:
    known = {"given_name": patient.given_name, "family_name": patient.family_name}
    return {
        **known,
        "sex": "unknown",
        "phone": patient.phone,
        "version": patient.version,
        **changes,
    }


def test_a_misspelled_name_is_corrected_with_a_trace(world: World) -> None:
    client, patient = as_role(world, Role.INTAKE), called(world, "Dnaa")
    path = f"/p/{patient.code}/details"
    assert post(client, path, **details(patient, given_name="Dana")).status_code == 302
    patient.refresh_from_db()
    assert patient.given_name == "Dana"
    assert "by Intake" in client.get(path).content.decode()
    assert "Dana M." in post(client, "/find", letters="dana").content.decode()


def test_a_stale_correction_keeps_the_text_and_shows_what_is_saved(world: World) -> None:
    client, patient = as_role(world, Role.INTAKE), called(world)
    path = f"/p/{patient.code}/details"
    post(client, path, **details(patient, phone="410 555 0111"))
    answer = post(client, path, **details(patient, phone="410 555 0122"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="410 555 0122"' in page
    assert "phone 410 555 0111" in page
    patient.refresh_from_db()
    assert patient.phone == "410 555 0111"


def test_a_date_of_death_is_set_and_taken_back(world: World) -> None:
    client, patient = as_role(world, Role.INTAKE), called(world)
    path = f"/p/{patient.code}/details"
    alone = post(client, path, **details(patient, death_on="2020-02-29"))
    assert alone.status_code == 422
    post(client, path, **details(patient, death_on="2020-02-29", is_deceased="on"))
    patient.refresh_from_db()
    assert patient.death_on == date(2020, 2, 29)
    post(client, path, **details(patient))
    patient.refresh_from_db()
    assert (patient.is_deceased, patient.death_on) == (False, None)


def test_contact_permission_is_asked_again(world: World) -> None:
    client, patient = as_role(world, Role.INTAKE), called(world)
    answers = {"may_leave_message": "no", "email_is_ok": "yes", "sender_name": "Sam"}
    post(client, f"/p/{patient.code}/details/contact", **answers)
    said = contact_permission(patient)
    assert said is not None
    assert (said.may_leave_message, said.email_is_ok, said.sender_name) == (False, True, "Sam")


def upload(client: Client, raw: bytes, source: str = "Ridge Hospital") -> Any:
    return post(client, "/records/new", file=SimpleUploadedFile("x.json", raw), source=source)


def test_an_uploaded_record_is_shown_and_put_where_staff_say(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    known = world.patient("Esther", family_name="Saltmarsh", birth_on=date(1990, 4, 17))
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    page = client.get(address).content.decode()
    assert "Understood 1 of 2 entries" in page
    assert "Same birth date, family name, first name." in page
    assert " checked" not in page
    assert Arrival.objects.count() == 0
    assert post(client, address, person=known.code).status_code == 302
    assert ArrivedFact.objects.get().patient == known
    assert client.get(address).status_code == 404


def test_somebody_new_stays_unconfirmed_until_confirmed(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    answer = post(client, address, person="new")
    person = Patient.objects.get()
    assert answer.headers["Location"] == f"/p/{person.code}/details"
    assert not person.is_confirmed
    post(client, f"/p/{person.code}/details/confirm", version=person.version)
    person.refresh_from_db()
    assert person.is_confirmed


def test_the_same_upload_again_says_nothing_new(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    for _ in range(2):
        address = upload(client, bundle(LOW_MOOD)).headers["Location"]
        answer = post(client, address, person="new")
    assert "Nothing new" in client.get(answer.headers["Location"]).content.decode()
    assert Patient.objects.count() == 1


def test_nobody_is_chosen_beforehand_and_a_choice_is_needed(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    answer = post(client, address)
    assert answer.status_code == 422
    assert "Choose whose record this is" in answer.content.decode()
    assert Patient.objects.count() == 0


def test_somebody_with_another_name_is_found_by_letters(world: World) -> None:
    client, known = as_role(world, Role.INTAKE), called(world)
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    assert "Dana Marsh" in post(client, address, letters="mar").content.decode()
    post(client, address, person=known.code)
    assert ArrivedFact.objects.get().patient == known


def test_a_record_cannot_be_put_into_a_chart_that_is_not_open_to_me(world: World) -> None:
    client, stranger = as_role(world, Role.INTAKE), called(world)
    account = world.accounts[Role.INTAKE]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=stranger, account=account, now=NOW)
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    assert post(client, address, person=stranger.code).status_code == 422
    assert Arrival.objects.count() == 0


def test_a_file_put_aside_is_its_uploaders_alone(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    address = upload(as_role(world, Role.INTAKE), bundle(LOW_MOOD)).headers["Location"]
    assert as_role(other, Role.INTAKE).get(address).status_code == 404


def test_a_file_that_belongs_to_nobody_is_removed(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    address = upload(client, bundle(LOW_MOOD)).headers["Location"]
    post(client, f"{address}/discard")
    assert Draft.objects.count() == 0
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\x00\x01", b"[" * 5000, json.dumps({"resourceType": "Patient"}).encode()]
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(world: World, raw: bytes) -> None:
    answer = upload(as_role(world, Role.INTAKE), raw, source="Ridge & Sons")
    assert answer.status_code == 422
    assert "Ridge &amp; Sons" in answer.content.decode()
    assert Draft.objects.count() == 0


def test_a_file_of_ten_megabytes_is_refused_in_a_sentence(world: World) -> None:
    answer = upload(as_role(world, Role.INTAKE), b" " * 10_000_000)
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.content.decode()


def test_a_record_that_says_died_or_too_young_is_shown_as_such(world: World) -> None:
    client = as_role(world, Role.INTAKE)
    child = {**PATIENT, "birthDate": "2015-01-01", "deceasedDateTime": "2020-05-01"}
    page = client.get(upload(client, bundle(patient=child)).headers["Location"]).content.decode()
    assert "It says that this person died: 2020-05-01" in page
    assert "1-800-662-4357" in page


def received(world: World, raw: bytes) -> Patient:
    client = as_role(world, Role.INTAKE)
    post(client, upload(client, raw).headers["Location"], person="new")
    return Patient.objects.latest("pk")


def test_what_arrived_is_shown_by_kind_and_settled(world: World) -> None:
    person = received(world, bundle(LOW_MOOD))
    client, fact = as_role(world, Role.MEDICAL), ArrivedFact.objects.get()
    page = client.get(f"/p/{person.code}/record").content.decode()
    assert "Conditions, 1, not checked yet" in page
    post(client, f"/p/{person.code}/record/settle", confirmed=fact.pk)
    fact.refresh_from_db()
    assert fact.standing == "confirmed"


def test_a_director_reads_records_and_cannot_settle_them(world: World) -> None:
    person = received(world, bundle(LOW_MOOD))
    client, fact = as_role(world, Role.DIRECTOR), ArrivedFact.objects.get()
    assert "It is so" not in client.get(f"/p/{person.code}/record").content.decode()
    refused = post(client, f"/p/{person.code}/record/settle", confirmed=fact.pk)
    assert refused.status_code == 404
    fact.refresh_from_db()
    assert fact.standing == "unverified"


def test_the_original_is_handed_out_under_a_quiet_name(world: World) -> None:
    person = received(world, bundle(LOW_MOOD))
    address = f"/p/{person.code}/record/{Arrival.objects.get().pk}"
    answer = as_role(world, Role.COUNSELOR).get(address)
    assert b"".join(answer.streaming_content) == bundle(LOW_MOOD)  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.json"'


def test_the_original_of_somebody_else_is_not_there(world: World) -> None:
    received(world, bundle(LOW_MOOD))
    address = f"/p/{called(world).code}/record/{Arrival.objects.get().pk}"
    assert as_role(world, Role.COUNSELOR).get(address).status_code == 404


def test_a_whole_record_stays_a_light_page(world: World) -> None:
    today = datetime.now(UTC).date()
    person = received(world, invented_bundle(4, today=today, resources=190))
    page = as_role(world, Role.MEDICAL).get(f"/p/{person.code}/record")
    assert page.status_code == 200
    assert len(page.content) < 200_000


def test_the_timeline_links_a_correction_both_ways(world: World) -> None:
    actor, patient = world.actor(Role.MEDICAL), called(world)
    body = {"values": {"pulse_per_minute": 92}}
    first = sign_entry(
        actor=actor, patient=patient, kind=EntryKind.VITALS, body=body, happened_at=NOW, now=NOW
    )
    second = sign_entry(
        actor=actor,
        patient=patient,
        kind=EntryKind.VITALS,
        body={"values": {"pulse_per_minute": 82}},
        happened_at=NOW,
        now=NOW,
        corrects=first,
        reason="Misread",
    )
    page = as_role(world, Role.MEDICAL).get(f"/p/{patient.code}").content.decode()
    assert f'href="#entry-{first.pk}"' in page
    assert f'href="#entry-{second.pk}"' in page
    assert "pulse 82" in page
    assert "Misread" in page


def test_intake_sees_details_and_no_clinical_word(world: World) -> None:
    patient = called(world)
    client = as_role(world, Role.INTAKE)
    page = client.get(f"/p/{patient.code}/details").content.decode()
    assert "Timeline" not in page
    assert client.get(f"/p/{patient.code}").status_code == 404


@pytest.mark.parametrize(
    "path", ["inquiries", "inquiries/new", "find", "records/new"], ids=lambda path: path
)
def test_a_counselor_has_no_front_door(world: World, path: str) -> None:
    assert as_role(world, Role.COUNSELOR).get(f"/{path}").status_code == 403
