"""Whatever arrives, the answer is a record or a sentence, and never another failure."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.fhir.invented import invented_bundle
from stepdown.fhir.mappers import MAPPERS
from stepdown.fhir.reader import UnableToReadRecord, read_bundle
from tests.fhir.bundles import LOW_MOOD, PATIENT, bundle

FIELDS = (
    *("resourceType", "id", "meta", "text", "name", "family", "given", "use", "gender", "code"),
    *("birthDate", "telecom", "system", "value", "identifier", "coding", "subject", "reference"),
    *("fullUrl", "resource", "request", "period", "start", "class", "valueQuantity", "type"),
    *("component", "category", "contained", "activity", "reaction", "reasonCode", "status"),
)
words = st.sampled_from([*FIELDS, *MAPPERS, "Patient/one", "#a", "1990-02-29"]) | st.text(
    st.characters(), max_size=8
)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
fields = st.dictionaries(words, trees, max_size=6)
patient_enough = settings(deadline=None, max_examples=200)
WHOLE = invented_bundle(4, today=date(2026, 11, 23), resources=70)


def read_or_refuse(raw: bytes) -> None:
    with suppress(UnableToReadRecord):
        record = read_bundle(raw)
        assert len(record.items) + record.lost_count + 1 == record.resource_count
        # Half characters would pass here and fail in a database.
        for item in record.items:
            (item.label + item.value + item.source_id).encode()


@patient_enough
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    read_or_refuse(raw)


@patient_enough
@given(trees)
def test_any_json(document: Any) -> None:
    read_or_refuse(json.dumps(document).encode())


@patient_enough
@given(st.lists(trees, max_size=4), fields)
def test_any_entries(entries: list[Any], more: dict[str, Any]) -> None:
    document = {**more, "resourceType": "Bundle", "type": "transaction", "entry": entries}
    read_or_refuse(json.dumps(document).encode())


@patient_enough
@given(fields)
def test_any_patient(change: dict[str, Any]) -> None:
    read_or_refuse(bundle(LOW_MOOD, patient={**PATIENT, **change, "resourceType": "Patient"}))


@patient_enough
@given(st.sampled_from(sorted(MAPPERS)), fields)
def test_any_resource(resource_type: str, change: dict[str, Any]) -> None:
    about = {key: {"reference": "Patient/one"} for key in ("subject", "patient")}
    known = {"id": "r", "resourceType": resource_type, **about}
    read_or_refuse(bundle({"code": {"text": "x"}, **change, **known}))


@patient_enough
@given(st.integers(min_value=0), trees)
def test_any_change_at_any_place_of_a_whole_record(place: int, tree: Any) -> None:
    document = json.loads(WHOLE)
    places = list(places_in(document))
    container, key = places[place % len(places)]
    container[key] = tree
    read_or_refuse(json.dumps(document).encode())


def places_in(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a JSON document."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from places_in(node[key])
