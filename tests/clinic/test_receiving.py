"""A record arrives: what enters the chart, what never happens by itself, what is kept."""

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from stepdown.clinic.chart.models import Arrival, ArrivedFact
from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.chart.received import (
    arrivals_with_counts,
    arrived_person_fits_ages,
    has_unsettled_death,
    propose_matches,
)
from stepdown.clinic.chart.receiving import (
    Received,
    UnableToReceive,
    UnableToSettle,
    confirm_person,
    receive_record,
    settle_fact,
)
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.fhir.invented import invented_bundle
from stepdown.fhir.reader import read_bundle
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle
from tests.shared import shared_file

ESTHER = bundle(LOW_MOOD)
DIED = {**PATIENT, "deceasedDateTime": "2019-05-06T10:00:00-04:00"}


def receive(world: World, raw: bytes, patient: Patient | None = None, **changes: Any) -> Received:
    details = {
        "actor": world.actor(Role.INTAKE),
        "site": world.site,
        "patient": patient,
        "arrived": read_bundle(raw),
        "raw": raw,
        "source": "Ridge Hospital",
        "now": NOW,
    }
    return receive_record(**{**details, **changes})


def test_a_record_without_a_person_makes_an_unconfirmed_one(world: World) -> None:
    received = receive(world, ESTHER)
    assert received.is_new
    assert not received.patient.is_confirmed
    assert (received.patient.full_name, received.patient.birth_on) == (
        "Esther Jo Saltmarsh",
        date(1990, 4, 17),
    )
    (fact,) = ArrivedFact.objects.filter(patient=received.patient)
    assert (fact.label, fact.standing) == ("Depression", "unverified")
    assert fact.arrival.source == "Ridge Hospital"


def test_people_are_never_joined_by_name(world: World) -> None:
    known = world.patient("Esther", family_name="Saltmarsh", birth_on=date(1990, 4, 17))
    received = receive(world, ESTHER)
    assert received.patient.pk != known.pk
    assert not ArrivedFact.objects.filter(patient=known).exists()


def test_the_original_is_kept_as_it_came(world: World) -> None:
    received = receive(world, ESTHER)
    assert read_original(received.arrival.file_name) == ESTHER
    path = Path(settings.ATTACHMENTS_DIR) / received.arrival.file_name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Esther" not in path.name


@pytest.mark.parametrize("name", ["../secrets/django.key", "", "0" * 31, "Z" * 32])
def test_no_other_file_can_be_asked_for(world: World, name: str) -> None:
    receive(world, ESTHER)
    with pytest.raises(FileNotFoundError):
        read_original(name)


def test_the_same_file_again_is_nothing_new(world: World) -> None:
    first = receive(world, ESTHER)
    again = receive(world, ESTHER)
    assert (again.is_new, again.new_facts, again.patient) == (False, 0, first.patient)
    same_person = receive(world, ESTHER, first.patient)
    assert not same_person.is_new
    assert (Patient.objects.count(), Arrival.objects.count()) == (1, 1)


def test_a_longer_file_of_the_same_person_brings_only_what_is_new(world: World) -> None:
    first = receive(world, ESTHER)
    pain = {**LOW_MOOD, "id": "pain", "code": {"text": "Back pain"}}
    more = receive(world, bundle(LOW_MOOD, pain), first.patient)
    assert (more.is_new, more.new_facts) == (True, 1)
    assert ArrivedFact.objects.filter(patient=first.patient).count() == 2


def test_the_same_file_at_another_site_is_another_person(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    here, there = receive(world, ESTHER), receive(other, ESTHER)
    assert there.is_new
    assert here.patient != there.patient


def test_a_record_cannot_be_put_into_a_chart_of_another_site(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    with pytest.raises(UnableToReceive, match="another site"):
        receive(world, ESTHER, other.patient())


def test_only_those_who_receive_records_may(world: World) -> None:
    with pytest.raises(NotAllowed):
        receive(world, ESTHER, actor=world.actor(Role.BILLER))
    assert Patient.objects.count() == 0


def test_a_record_that_says_died_marks_a_new_person(world: World) -> None:
    received = receive(world, bundle(patient=DIED))
    assert received.patient.is_deceased
    assert received.patient.death_on == date(2019, 5, 6)
    assert has_unsettled_death(received.patient)


def test_a_record_that_says_died_does_not_overwrite_a_known_person(world: World) -> None:
    known = world.patient()
    receive(world, bundle(patient=DIED), known)
    known.refresh_from_db()
    assert not known.is_deceased
    assert has_unsettled_death(known)


def test_a_wrong_date_of_death_is_taken_back(world: World) -> None:
    person = receive(world, bundle(patient=DIED)).patient
    settle_death(world, person, "rejected")
    person.refresh_from_db()
    assert (person.is_deceased, person.death_on) == (False, None)
    assert not has_unsettled_death(person)


def test_a_confirmed_date_of_death_is_kept_with_its_day(world: World) -> None:
    known = world.patient()
    receive(world, bundle(patient=DIED), known)
    settle_death(world, known, "confirmed")
    known.refresh_from_db()
    assert (known.is_deceased, known.death_on) == (True, date(2019, 5, 6))


def test_died_without_a_date_is_still_died(world: World) -> None:
    person = receive(world, bundle(patient={**PATIENT, "deceasedBoolean": True})).patient
    assert (person.is_deceased, person.death_on) == (True, None)


def settle_death(world: World, person: Patient, standing: str) -> None:
    fact = ArrivedFact.objects.get(patient=person, kind="death")
    settle_fact(
        actor=world.actor(Role.MEDICAL),
        patient=person,
        fact_id=fact.pk,
        standing=standing,
        now=NOW,
    )


def test_intake_cannot_settle_what_a_record_says(world: World) -> None:
    person = receive(world, ESTHER).patient
    fact = ArrivedFact.objects.get(patient=person)
    with pytest.raises(NotAllowed):
        settle_fact(
            actor=world.actor(Role.INTAKE),
            patient=person,
            fact_id=fact.pk,
            standing="confirmed",
            now=NOW,
        )


def test_a_fact_of_somebody_else_cannot_be_settled_here(world: World) -> None:
    receive(world, ESTHER)
    with pytest.raises(UnableToSettle, match="not in this person's record"):
        settle_fact(
            actor=world.actor(Role.MEDICAL),
            patient=world.patient(),
            fact_id=ArrivedFact.objects.get().pk,
            standing="confirmed",
            now=NOW,
        )


def test_a_person_is_confirmed_once_from_the_version_seen(world: World) -> None:
    person = receive(world, ESTHER).patient
    intake = world.actor(Role.INTAKE)
    with pytest.raises(UnableToSave):
        confirm_person(actor=intake, patient=person, expected_version=9, now=NOW)
    confirm_person(actor=intake, patient=person, expected_version=1, now=NOW)
    person.refresh_from_db()
    assert person.is_confirmed


def test_matches_are_proposed_by_birth_date_phone_and_name(world: World) -> None:
    both = world.patient("Esther", family_name="Saltmarsh", birth_on=date(1990, 4, 17))
    world.patient("Anna", family_name="Saltmarsh", birth_on=date(1955, 1, 2))
    world.patient("Dana", birth_on=date(1990, 4, 17))
    found = propose_matches(
        world.actor(Role.INTAKE), site=world.site, person=read_bundle(ESTHER).person, now=NOW
    )
    assert found[0].patient == both
    assert found[0].reasons == ("birth date", "family name", "first name")
    assert [match.patient.given_name for match in found] == ["Esther", "Dana"]


def test_matches_never_come_from_another_site(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    other.patient("Esther", family_name="Saltmarsh", birth_on=date(1990, 4, 17))
    actor, person = world.actor(Role.INTAKE), read_bundle(ESTHER).person
    assert propose_matches(actor, site=world.site, person=person, now=NOW) == []


@pytest.mark.parametrize(
    ("born", "fits"),
    [("1990-04-17", True), ("2012-04-17", False), ("2008-11-23", True), ("2008-11-24", False)],
)
def test_ages_of_the_site_are_compared_on_the_day(world: World, born: str, fits: bool) -> None:
    person = read_bundle(bundle(patient={**PATIENT, "birthDate": born})).person
    assert arrived_person_fits_ages(world.site, person, TODAY) is fits


def test_a_birth_year_alone_is_outside_only_where_every_day_of_it_is(world: World) -> None:
    person = read_bundle(bundle(patient={**PATIENT, "birthDate": "2008"})).person
    assert arrived_person_fits_ages(world.site, person, TODAY)
    received = receive(world, bundle(patient={**PATIENT, "birthDate": "2008"}))
    assert received.patient.birth_on is None
    assert received.arrival.birth_on == "2008"


def test_a_whole_record_is_received_in_few_statements(
    world: World, django_assert_max_num_queries: Any
) -> None:
    raw = invented_bundle(3, today=TODAY, resources=190)
    arrived, actor = read_bundle(raw), world.actor(Role.INTAKE)
    with django_assert_max_num_queries(30):
        received = receive(world, raw, arrived=arrived, actor=actor)
    assert received.new_facts == len(arrived.items) > 100
    ((arrival, counts),) = arrivals_with_counts(received.patient)
    assert arrival.resource_count == 190
    assert sum(counts.values()) == received.new_facts


def test_the_ledger_holds_no_word_of_the_record(world: World) -> None:
    receive(world, ESTHER)
    event = LedgerEvent.objects.get(verb="record.received")
    kept = f"{event.verb} {event.subject} {event.purpose} {event.digest}"
    assert "Esther" not in kept
    assert "Depression" not in kept


TRANSFERS = ("Chet_Thompson", "Clemente_Kreiger", "Ernie_Rosenbaum", "Trenton_Turner")


@pytest.mark.parametrize("name", TRANSFERS)
def test_records_of_the_real_shape_enter_whole(world: World, name: str) -> None:
    raw = shared_file(f"fhir/transfers/{name}.json").read_bytes()
    arrived = read_bundle(raw)
    received = receive(world, raw)
    said_died = 1 if arrived.person.is_deceased else 0
    assert received.new_facts == len({item.digest for item in arrived.items}) + said_died
    assert ArrivedFact.objects.filter(patient=received.patient).count() == received.new_facts
