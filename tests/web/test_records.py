"""Records that arrive by upload: shown, compared, put where staff say, and settled."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.models import Arrival, ArrivedFact, Draft
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.roles import Role
from stepdown.fhir.invented import invented_bundle
from tests.clinic.world import NOW, World, make_world
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle
from tests.web.front_door import as_role, called, post, received, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> None:
    """Pages read the clock; people of the world were registered at NOW."""
    time_machine.move_to(NOW + timedelta(minutes=1))


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


def test_the_board_asks_to_confirm_who_came_with_a_record(world: World) -> None:
    person, client = received(world, bundle(LOW_MOOD)), as_role(world, Role.INTAKE)
    assert f'href="/p/{person.code}/details"' in client.get("/inquiries").content.decode()
    post(client, f"/p/{person.code}/details/confirm", version=person.version)
    assert "Came with a record" not in client.get("/inquiries").content.decode()


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
    assert answer.content == bundle(LOW_MOOD)
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
