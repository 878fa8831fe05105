"""What is refused whole, each with one sentence that says what to do."""

import json
from typing import Any

import pytest

from stepdown.fhir.reader import LIMIT_BYTES, LIMIT_ENTRIES, UnableToReadRecord, read_bundle
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle

WHOLE = bundle(LOW_MOOD)
SECOND = {**PATIENT, "id": "two"}


def patient(**change: Any) -> bytes:
    return bundle(patient={**PATIENT, **change})


def named(family: str) -> bytes:
    return patient(name=[{"family": family, "given": ["Esther"]}])


def pointing_at(reference: str, key: str = "subject") -> bytes:
    return bundle({**LOW_MOOD, key: {"reference": reference}})


REFUSED = {
    "empty": (b"", "empty"),
    "only blanks": (b" \n\t ", "empty"),
    "not UTF-8": (b"\xff\xfe{\x00", "not UTF-8"),
    "Latin-1": (WHOLE.replace(b"Saltmarsh", b"S\xe4ltmarsh"), "not UTF-8"),
    "XML": (b"<Bundle xmlns='http://hl7.org/fhir'/>", "XML"),
    "not JSON": (b"hello", "not valid JSON"),
    "a PDF": (b"%PDF-1.7\n", "not valid JSON"),
    "two documents": (WHOLE + b"\n" + WHOLE, "not valid JSON"),
    "a number": (b"5", "no FHIR record"),
    "a list": (b"[]", "no FHIR record"),
    "another resource": (json.dumps(PATIENT).encode(), "holds Patient, not a FHIR Bundle"),
    "no type of resource": (b"{}", "not a FHIR Bundle"),
    "a history": (bundle(type="history"), "transaction"),
    "a type of the wrong kind": (bundle(type=["transaction"]), "type is not text"),
    "entries of the wrong kind": (bundle(entry={"a": 1}), "wrong shape"),
    "an entry that is text": (bundle(entry=["a"]), "wrong shape"),
    "too large": (b'"' + b"x" * LIMIT_BYTES + b'"', "larger than 5 MB"),
    "too many entries": (bundle(entry=[{}] * (LIMIT_ENTRIES + 1)), "more than 10000"),
    "nested lists": (b'{"a":' * 1 + b"[" * 200_000, "nested too deeply"),
    "nested objects": (b'{"a":' * 100 + b"1" + b"}" * 100, "nested too deeply"),
    "a field twice": (WHOLE.replace(b'"gender"', b'"id": "x", "gender"'), "stands twice"),
    "NaN": (WHOLE.replace(b'"female"', b"NaN"), "not a number"),
    "Infinity": (WHOLE.replace(b'"female"', b"-Infinity"), "not a number"),
    "STU3": (bundle(meta={"profile": ["http://hl7.org/fhir/STU3/bundle.html"]}), "only R4"),
    "R5": (bundle(fhirVersion="5.0.0"), "only R4"),
    "no patient": (bundle(entry=[]), "names no patient"),
    "no entries": (bundle(entry=None), "names no patient"),
    "two patients": (bundle(SECOND), "names 2 patients"),
    "the patient twice": (bundle(PATIENT), "repeats an entry"),
    "a patient in error": (patient(modifierExtension=[{"url": "urn:x"}]), "a modifier"),
    "another patient": (pointing_at("Patient/two"), "another patient"),
    "another patient by address": (pointing_at("https://a.example/Patient/one"), "another patient"),
    "another patient by search": (pointing_at("Patient?identifier=x|78"), "another patient"),
    "a patient who is not there": (pointing_at("urn:uuid:nobody"), "another patient"),
    "another patient deep inside": (pointing_at("Patient/two", "asserter"), "another patient"),
    "no name": (patient(name=[]), "gives no name"),
    "an empty name": (patient(name=[{}]), "gives no name"),
    "only an old name": (patient(name=[{"use": "old", "family": "Saltmarsh"}]), "gives no name"),
    "NUL in a name": (named("Salt\x00marsh"), "cannot be shown"),
    "a line break in a name": (named("Salt\nmarsh"), "cannot be shown"),
    "half a character in a name": (named("Salt\ud83dmarsh"), "cannot be shown"),
    "a long name": (named("S" * 151), "longer than 150"),
    "a name of the wrong kind": (patient(name="Esther"), "wrong shape"),
    "an unknown gender code": (patient(gender="xx"), "gender is not one of"),
    "a gender in capitals": (patient(gender="Female"), "gender is not one of"),
    "a birthday that never was": (patient(birthDate="2023-02-29"), "birthDate is not a date"),
    "a birthday in words": (patient(birthDate="17 April 1990"), "birthDate is not a date"),
    "a birthday that is a number": (patient(birthDate=1990), "birthDate is not text"),
    "an id of control characters": (patient(id="\x07"), "cannot be shown"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_one_sentence(case: str) -> None:
    raw, part = REFUSED[case]
    with pytest.raises(UnableToReadRecord) as refusal:
        read_bundle(raw)
    sentence = str(refusal.value)
    assert part in sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("cut", range(1, len(WHOLE), 7))
def test_a_file_cut_anywhere_is_called_cut(cut: int) -> None:
    with pytest.raises(UnableToReadRecord, match="ends in the middle"):
        read_bundle(WHOLE[:cut])


def test_the_limit_of_size_is_a_setting() -> None:
    with pytest.raises(UnableToReadRecord, match=r"larger than 0\.0001 MB"):
        read_bundle(WHOLE, limit_bytes=100)
    assert read_bundle(WHOLE, limit_bytes=len(WHOLE)).resource_count == 2


def test_a_file_that_begins_with_a_byte_order_mark_is_read() -> None:
    assert read_bundle(b"\xef\xbb\xbf" + WHOLE).resource_count == 2


def test_no_refusal_repeats_what_the_file_says_about_the_person() -> None:
    raw = patient(gender="Saltmarsh-secret", name=[{"family": "Saltmarsh-secret"}])
    with pytest.raises(UnableToReadRecord) as refusal:
        read_bundle(raw)
    assert "secret" not in str(refusal.value)
