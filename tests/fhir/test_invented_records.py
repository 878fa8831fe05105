"""Our own records: the same for one seed, whole, and their references hold."""

import json
from datetime import date
from typing import Any

import pytest

from stepdown.clinic.chart.arrivals import ItemKind, Notable, Sex
from stepdown.fhir.invented import InventedPerson, invented_bundle, invented_person
from stepdown.fhir.reader import read_bundle

TODAY = date(2026, 11, 23)


def references_in(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(references_in, node))
    if not isinstance(node, dict):
        return set()
    own = {node["reference"]} if "reference" in node else set()
    return own.union(*map(references_in, node.values()))


@pytest.mark.parametrize("seed", range(8))
def test_every_reference_leads_to_an_entry(seed: int) -> None:
    entries = json.loads(invented_bundle(seed, today=TODAY))["entry"]
    addresses = {entry["fullUrl"] for entry in entries}
    assert len(addresses) == len(entries) == 90
    assert references_in(entries) - addresses == {"#sleep"}


def test_one_seed_gives_one_record_and_another_gives_another() -> None:
    assert invented_bundle(5, today=TODAY) == invented_bundle(5, today=TODAY)
    assert invented_bundle(5, today=TODAY) != invented_bundle(6, today=TODAY)


@pytest.mark.parametrize("seed", range(8))
def test_the_story_ends_in_a_residential_stay_days_ago(seed: int) -> None:
    record = read_bundle(invented_bundle(seed, today=TODAY, resources=190))
    [stay] = [item for item in record.items if item.label == "Residential stay for substance use"]
    assert stay.notable is Notable.SUBSTANCE_CARE
    assert stay.place
    assert stay.starts
    assert stay.ends
    assert stay.starts.first_on < stay.ends.first_on < TODAY
    starts = [item.starts.first_on for item in record.items if item.starts]
    assert max(starts) <= stay.ends.first_on
    assert {item.kind for item in record.items} == set(ItemKind)


def test_an_invented_person_is_an_adult_within_reach_of_nobody() -> None:
    for seed in range(40):
        found = invented_person(seed, today=TODAY)
        age = (TODAY - found.birth_on).days // 365.25
        assert 18 <= age <= 64
        assert " 555-01" in found.phone
        assert found.email.endswith("@example.org")


def test_the_caller_may_name_the_person() -> None:
    born_on, died_on = date(2012, 2, 29), date(2024, 3, 1)
    somebody = InventedPerson("Farida", "Kettleby", born_on, Sex.OTHER, death_on=died_on)
    person = read_bundle(invented_bundle(1, today=TODAY, person=somebody)).person
    assert (person.given_name, person.family_name, person.sex) == ("Farida", "Kettleby", Sex.OTHER)
    assert person.birth_on
    assert person.birth_on.exact_on == born_on
    assert person.death_on
    assert person.death_on.exact_on == died_on
    assert person.phone == ""


@pytest.mark.parametrize("resources", [69, 191])
def test_a_record_has_the_size_of_a_real_one(resources: int) -> None:
    with pytest.raises(ValueError, match="70 to 190"):
        invented_bundle(1, today=TODAY, resources=resources)
