"""What a readable record becomes: one item for each resource, or a line saying why not."""

import hashlib
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stepdown.clinic.chart.arrivals import ItemKind, Notable, NotUnderstood
from stepdown.fhir.invented import invented_bundle
from stepdown.fhir.reader import read_bundle
from tests.fhir.bundles import LOW_MOOD, PATIENT, SUBJECT, bundle, entry
from tests.shared import shared_file

TODAY = date(2026, 11, 23)
INVENTED = [(seed, size) for seed, size in [(1, 70), (2, 90), (3, 128), (4, 190), (11, 190)]]
TRANSFERS = {
    "Chet_Thompson": (117, "1968-10-11"),
    "Clemente_Kreiger": (70, None),
    "Ernie_Rosenbaum": (190, "1941-03-29"),
    "Trenton_Turner": (173, None),
}


def transfer(name: str) -> Path:
    return shared_file(f"fhir/transfers/{name}.json")


@pytest.mark.parametrize(("seed", "size"), INVENTED)
def test_nothing_of_an_invented_record_is_lost_silently(seed: int, size: int) -> None:
    record = read_bundle(invented_bundle(seed, today=TODAY, resources=size))
    assert record.resource_count == size
    assert len(record.items) + record.lost_count == size - 1
    assert {entry.resource_type for entry in record.not_understood} == {
        "Claim",
        "Medication",
        "Organization",
        "Practitioner",
    }


@pytest.mark.parametrize("name", TRANSFERS)
def test_nothing_of_a_transferred_record_is_lost_silently(name: str) -> None:
    raw, (count, death_on) = transfer(name).read_bytes(), TRANSFERS[name]
    started = time.perf_counter()
    record = read_bundle(raw)
    assert time.perf_counter() - started < 2
    assert record.resource_count == count
    assert len(record.items) + record.lost_count == count - 1
    found = record.person.death_on
    assert (found.first_on.isoformat() if found else None) == death_on
    assert record.person.is_deceased is (death_on is not None)


def test_a_child_who_died_is_read_with_age_and_date_of_death() -> None:
    person = read_bundle(transfer("Ernie_Rosenbaum").read_bytes()).person
    assert person.death_on is not None
    assert person.ages_on(person.death_on.first_on) == (2, 2)


def test_an_overdose_and_earlier_care_are_pointed_out() -> None:
    record = read_bundle(transfer("Trenton_Turner").read_bytes())
    flags = [(item.kind, item.notable) for item in record.items if item.notable]
    assert flags.count((ItemKind.CONDITION, Notable.OVERDOSE)) == 1
    assert flags.count((ItemKind.ENCOUNTER, Notable.SUBSTANCE_CARE)) == 4


def test_identity_numbers_stay_in_the_original() -> None:
    person = read_bundle(transfer("Chet_Thompson").read_bytes()).person
    assert [identifier.kind for identifier in person.identifiers] == ["", "MR"]


def test_the_record_is_known_by_its_bytes_and_an_item_by_its_own_content() -> None:
    raw = bundle(LOW_MOOD)
    spaced = raw.replace(b", ", b",\n ")
    one, other = read_bundle(raw), read_bundle(spaced)
    assert one.digest == hashlib.sha256(raw).hexdigest() != other.digest
    assert one.items == other.items
    changed = read_bundle(bundle({**LOW_MOOD, "recordedDate": "2020"}))
    assert changed.items[0].digest != one.items[0].digest


def test_what_is_not_read_is_listed_by_type_with_count_and_reason() -> None:
    claims = [{"resourceType": "Claim", "id": f"c{n}"} for n in range(3)]
    record = read_bundle(bundle(LOW_MOOD, *claims, {"resourceType": "Flag", "id": "f"}))
    assert record.not_understood == (
        NotUnderstood("Claim", 3, "bills and coverage are not part of the chart"),
        NotUnderstood("Flag", 1, "entries of this type are not read yet"),
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, "entered in error"),
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "a modifier"),
        ({"implicitRules": "urn:x"}, "a modifier"),
        ({"doNotPerform": True}, "must NOT be done"),
        ({"subject": None}, "does not say that it is about this person"),
        ({"subject": {"reference": "Group/all"}}, "does not say that it is about this person"),
        ({"code": None}, "does not say what it is"),
        ({"code": "Depression"}, "code has the wrong shape"),
        ({"code": {"text": 5}}, "text is not text"),
        ({"code": {"text": "x" * 501}}, "longer than 500 characters"),
        ({"code": {"text": "low\x00mood"}}, "cannot be shown"),
        ({"code": {"text": "low\ud800mood"}}, "cannot be shown"),
        ({"onsetDateTime": "2021-02-29"}, "onsetDateTime is not a date"),
        ({"onsetDateTime": "yesterday"}, "onsetDateTime is not a date"),
    ],
)
def test_an_entry_in_doubt_is_listed_and_the_rest_is_read(
    change: dict[str, Any], reason: str
) -> None:
    other = {**LOW_MOOD, "id": "other"}
    record = read_bundle(bundle({**LOW_MOOD, **change}, other))
    assert [item.source_id for item in record.items] == ["urn:uuid:other"]
    [listed] = record.not_understood
    assert (listed.resource_type, listed.count) == ("Condition", 1)
    assert reason in listed.reason


def test_an_entry_that_asks_for_deletion_or_comes_twice_is_listed() -> None:
    entries = [entry(PATIENT), entry(LOW_MOOD), entry(LOW_MOOD)]
    entries.append(entry({**LOW_MOOD, "id": "gone"}, request={"method": "DELETE"}))
    entries.append({"request": {"method": "DELETE", "url": "Condition/9"}})
    record = read_bundle(bundle(entry=entries))
    assert len(record.items) == 1
    assert record.lost_count == 3
    assert record.resource_count == 5


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/one"},
        {"reference": "urn:uuid:one"},
        {"reference": "Patient/one/_history/3"},
        {"reference": "Patient?identifier=urn:example:record|77"},
        {"identifier": {"system": "urn:example:record", "value": "77"}},
    ],
)
def test_every_legal_way_to_name_the_own_person_is_understood(subject: dict[str, Any]) -> None:
    assert len(read_bundle(bundle({**LOW_MOOD, "subject": subject})).items) == 1


def test_emoji_and_right_to_left_text_arrive_unchanged() -> None:
    label = "حزن 😔 שלום"
    record = read_bundle(bundle({**LOW_MOOD, "code": {"text": label}}))
    assert record.items[0].label == label


def test_confidentiality_marks_of_the_sender_are_kept() -> None:
    meta = {"security": [{"code": "R"}, {"code": "ETH"}]}
    assert read_bundle(bundle(meta=meta)).security_labels == ("R", "ETH")


def test_an_entry_without_an_address_is_named_by_its_place() -> None:
    entries = [entry(PATIENT), {"resource": {**SUBJECT, "resourceType": "Procedure"}}]
    entries[1]["resource"]["code"] = {"text": "Counseling"}
    assert read_bundle(bundle(entry=entries)).items[0].source_id == "entry/2"


def test_the_same_content_under_two_addresses_is_taken_once() -> None:
    nameless = {key: value for key, value in LOW_MOOD.items() if key != "id"}
    entries = [entry(PATIENT)]
    entries += [{"fullUrl": f"urn:uuid:{n}", "resource": nameless} for n in range(2)]
    record = read_bundle(bundle(entry=entries))
    assert len(record.items) == 1
    assert record.not_understood[0].reason == "it repeats an entry that came before it"
