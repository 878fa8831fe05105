"""Reference material agrees: vectors come out equal, official codes stand in order."""

import json

import pytest

from stepdown.rules.instruments import INSTRUMENTS, score
from tests.shared import shared_file


def test_phq9_items_are_those_of_the_official_form_in_order() -> None:
    form = json.loads(shared_file("instruments/phq9-fhir-r4.json").read_text())
    official = [item["code"][0]["code"] for item in form["item"]]
    scored = [item for item in INSTRUMENTS["phq-9"].items if item.is_scored]
    assert [item.loinc for item in scored] == official[:9]
    assert INSTRUMENTS["phq-9"].total_loinc == official[9]
    assert INSTRUMENTS["phq-9"].panel_loinc == form["code"][0]["code"]


WITHOUT_VECTORS = {"taps", "phq-2", "tea", "urica", "readiness-rulers", "daily-check-in"}


@pytest.mark.parametrize("key", sorted(set(INSTRUMENTS) - WITHOUT_VECTORS))
def test_reference_vectors_come_out_equal(key: str) -> None:
    vectors = json.loads(shared_file("domain/vectors.json").read_text())
    ours = [vector for vector in vectors if vector["instrument"] == key]
    assert ours, f"the reference has no vector for {key}"
    for vector in ours:
        result = score(key, vector["answers"], vector["context"]).as_dict()
        assert {name: result[name] for name in vector["expected"]} == vector["expected"]


def test_no_reference_vector_is_about_an_instrument_we_lack() -> None:
    vectors = json.loads(shared_file("domain/vectors.json").read_text())
    assert {vector["instrument"] for vector in vectors} == set(INSTRUMENTS) - WITHOUT_VECTORS
