"""The chart's pages: people are found, details corrected, entries read."""

from datetime import date, timedelta
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.intake.operations import book_time
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.queries import current_phase
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, World, make_world
from tests.web.front_door import as_role, called, open_time, post, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_later(time_machine: TimeMachineFixture) -> None:
    """Pages read the clock; people of the world were registered at NOW."""
    time_machine.move_to(NOW + timedelta(minutes=1))


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
    assert Patient.objects.get().death_on == date(2020, 2, 29)
    post(client, path, **details(Patient.objects.get()))
    patient.refresh_from_db()
    assert (patient.is_deceased, patient.death_on) == (False, None)


def test_contact_permission_is_asked_again(world: World) -> None:
    client, patient = as_role(world, Role.INTAKE), called(world)
    before = contact_permission(patient)
    assert before is not None
    answers = {"may_leave_message": "no", "email_is_ok": "yes", "sender_name": "Sam"}
    answers["version"] = str(before.version)
    post(client, f"/p/{patient.code}/details/contact", **answers)
    said = contact_permission(patient)
    assert said is not None
    assert (said.may_leave_message, said.email_is_ok, said.sender_name) == (False, True, "Sam")


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


def test_the_banner_says_where_a_person_stands(world: World) -> None:
    patient, client = called(world), as_role(world, Role.MEDICAL)
    page = f"/p/{patient.code}"
    assert "In contact, no time booked" in client.get(page).content.decode()
    slot = open_time(world)
    book_time(actor=world.actor(Role.INTAKE), patient=patient, time=slot, now=NOW)
    assert "Assessment booked for Wed, Nov 25, 6:00 pm" in client.get(page).content.decode()


def test_the_banner_of_somebody_in_care_says_week_and_hours(world: World) -> None:
    patient = called(world)
    episode = in_care(world, patient)
    page = as_role(world, Role.MEDICAL).get(f"/p/{patient.code}").content.decode()
    hours = current_phase(episode).weekly_minutes / 60  # type: ignore[union-attr] # just begun
    assert f"Step 1, {hours:g} hours a week" in page
