"""Demographics as they arrive: nothing guessed, nothing made more exact than it was."""

from datetime import date
from typing import Any

import pytest

from stepdown.clinic.chart.arrivals import ArrivedPerson, Precision, Sex
from stepdown.fhir.reader import read_bundle
from tests.fhir.bundles import PATIENT, bundle


def person(**change: Any) -> ArrivedPerson:
    return read_bundle(bundle(patient={**PATIENT, **change})).person


def test_the_official_name_is_taken_and_the_name_used_stands_beside_it() -> None:
    names = [
        {"use": "nickname", "given": ["Jo"]},
        {"use": "maiden", "family": "Old"},
        {"use": "official", "family": "Saltmarsh", "given": ["Esther", "Jo"]},
    ]
    found = person(name=names)
    assert (found.family_name, found.given_name, found.used_name) == (
        "Saltmarsh",
        "Esther Jo",
        "Jo",
    )


def test_a_name_written_as_one_text_is_not_split() -> None:
    found = person(name=[{"text": "María José de la Cruz"}])
    assert (found.family_name, found.given_name) == ("María José de la Cruz", "")


@pytest.mark.parametrize(
    ("written", "precision", "first_on", "last_on"),
    [
        ("1990", Precision.YEAR, date(1990, 1, 1), date(1990, 12, 31)),
        ("1992-02", Precision.MONTH, date(1992, 2, 1), date(1992, 2, 29)),
        ("2000-02-29", Precision.DAY, date(2000, 2, 29), date(2000, 2, 29)),
    ],
)
def test_a_partial_birth_date_keeps_its_precision(
    written: str, precision: Precision, first_on: date, last_on: date
) -> None:
    born = person(birthDate=written).birth_on
    assert born is not None
    assert (born.text, born.precision) == (written, precision)
    assert (born.first_on, born.last_on) == (first_on, last_on)
    assert born.exact_on == (first_on if first_on == last_on else None)


def test_an_age_is_a_span_where_the_birthday_is_not_known() -> None:
    assert person(birthDate="2008").ages_on(date(2026, 6, 1)) == (17, 18)
    assert person(birthDate="2008-06-02").ages_on(date(2026, 6, 1)) == (17, 17)
    assert person(birthDate=None).ages_on(date(2026, 6, 1)) is None


def test_a_death_can_be_known_without_its_date() -> None:
    found = person(deceasedBoolean=True)
    assert found.is_deceased
    assert found.death_on is None
    assert not person(deceasedBoolean=False).is_deceased


@pytest.mark.parametrize("sex", list(Sex))
def test_every_code_of_gender_is_read(sex: Sex) -> None:
    assert person(gender=sex.value).sex is sex


def test_a_gender_that_is_not_given_is_unknown() -> None:
    assert person(gender=None).sex is Sex.UNKNOWN


def test_the_number_a_person_carries_comes_before_the_one_at_home() -> None:
    telecom = [
        {"system": "phone", "value": "111", "use": "old"},
        {"system": "phone", "value": "222", "use": "home"},
        {"system": "phone", "value": "333", "use": "mobile"},
        {"system": "email", "value": "esther@example.org"},
    ]
    found = person(telecom=telecom)
    assert (found.phone, found.email) == ("333", "esther@example.org")


def test_a_person_without_phone_or_address_is_read() -> None:
    found = person()
    assert (found.phone, found.email, str(found.address)) == ("", "", "")


def test_the_current_address_and_the_preferred_language() -> None:
    addresses = [
        {"use": "old", "city": "Elsewhere"},
        {"line": ["4 Mill Terrace"], "city": "Port Hazel", "state": "NY", "postalCode": "10000"},
    ]
    spoken = [
        {"language": {"coding": [{"code": "en"}]}},
        {"language": {"coding": [{"code": "pt"}]}, "preferred": True},
    ]
    found = person(address=addresses, communication=spoken)
    assert str(found.address) == "4 Mill Terrace, Port Hazel, NY 10000"
    assert found.language == "pt"


def test_social_security_and_license_numbers_are_not_taken() -> None:
    identifiers = [
        {"type": {"coding": [{"code": code}]}, "system": "urn:x", "value": code}
        for code in ("MR", "SS", "DL", "PPN")
    ]
    assert [found.value for found in person(identifier=identifiers).identifiers] == ["MR"]
