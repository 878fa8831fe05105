"""A FHIR R4 bundle of one person, as a record for the chart.

Nothing is stored and no clock is read here. Every resource either becomes an item or is listed
with the reason why not; a file that may mix people, or that means different things to different
readers, is refused whole with one sentence.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from stepdown.clinic.chart.arrivals import (
    ArrivedItem,
    ArrivedPerson,
    ArrivedRecord,
    NotUnderstood,
)
from stepdown.fhir.document import LIMIT_BYTES, Json, UnableToReadRecord, parse_document
from stepdown.fhir.elements import Unreadable, child, children, coding, line
from stepdown.fhir.mappers import MAPPERS
from stepdown.fhir.mappers.arrival import Arrival, refuse_error
from stepdown.fhir.mappers.patient import map_patient
from stepdown.fhir.references import Entry, References, names_of, references_of

__all__ = ["LIMIT_BYTES", "UnableToReadRecord", "read_bundle"]

LIMIT_ENTRIES = 10_000
LIMIT_ADDRESS = 500

_BUNDLE_TYPES = frozenset({"transaction", "batch", "collection", "document", "searchset"})
_TYPE_NAME = re.compile(r"[A-Z][A-Za-z]{1,63}")
_OTHER_VERSION = re.compile(r"/(DSTU2|STU3|R4B|R5|1\.0|3\.0|4\.3|5\.0)/")

_REPEATED = "it repeats an entry that came before it"
_MONEY = frozenset({"Account", "Claim", "ClaimResponse", "Coverage", "ExplanationOfBenefit"})
_HELPERS = frozenset(
    {"Location", "Medication", "Organization", "Practitioner", "PractitionerRole", "Provenance"}
)
_OLDER = frozenset({"MedicationOrder", "DiagnosticOrder", "ProcedureRequest", "ReferralRequest"})


def read_bundle(raw: bytes, *, limit_bytes: int = LIMIT_BYTES) -> ArrivedRecord:
    """The record in ``raw``, a FHIR R4 bundle as JSON. Raises UnableToReadRecord.

    Source of the format: hl7.org/fhir/R4/bundle. About 0.1 s for 700 KB.
    """
    bundle = parse_document(raw, limit_bytes=limit_bytes)
    try:
        entry_nodes = _entry_nodes(bundle)
        labels = tuple(coding(each).code for each in children(child(bundle, "meta"), "security"))
    except Unreadable as error:
        raise UnableToReadRecord(
            f"The bundle cannot be read because {error}; ask the sender to correct the file."
        ) from None
    listed = Counter[tuple[str, str]]()
    entries = list(_entries(entry_nodes, listed))
    patient = _only_patient(entries)
    person, references = _person(patient, entries)
    others = [entry for entry in entries if entry is not patient]
    for entry in others:
        references.refuse_other_patients(entry.resource)
    items = tuple(_items(others, references, listed))
    return ArrivedRecord(
        person=person,
        items=items,
        not_understood=_in_order(listed),
        security_labels=tuple(label for label in labels if label),
        resource_count=len(entry_nodes),
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _entry_nodes(bundle: Json) -> list[Json]:
    found = bundle.get("resourceType")
    if found != "Bundle":
        named = found if type(found) is str and _TYPE_NAME.fullmatch(found) else "something else"
        raise UnableToReadRecord(
            f"The file holds {named}, not a FHIR Bundle; ask for the whole record as one bundle."
        )
    _refuse_other_version(bundle)
    if line(bundle, "type") not in _BUNDLE_TYPES:
        raise UnableToReadRecord(
            "The bundle does not say that it is a transaction or a collection of one record; "
            "ask for a FHIR R4 transaction bundle."
        )
    nodes = children(bundle, "entry")
    if len(nodes) > LIMIT_ENTRIES:
        raise UnableToReadRecord(
            f"The bundle has more than {LIMIT_ENTRIES} entries; ask for the record in parts."
        )
    return nodes


def _refuse_other_version(bundle: Json) -> None:
    stated = bundle.get("fhirVersion") or child(bundle, "meta").get("fhirVersion") or "4.0.1"
    profiles = child(bundle, "meta").get("profile")
    named = " ".join(map(str, profiles)) if isinstance(profiles, list) else ""
    if not str(stated).startswith("4.0") or _OTHER_VERSION.search(named):
        raise UnableToReadRecord(
            "The record is in another version of FHIR; only R4 (4.0) is read here, "
            "so ask the sender for an R4 bundle."
        )


def _entries(nodes: list[Json], listed: Counter[tuple[str, str]]) -> Iterable[Entry]:
    taken: set[str] = set()
    for position, node in enumerate(nodes, start=1):
        resource_type = "entry"
        try:
            resource = child(node, "resource")
            resource_type = _resource_type(resource)
            _refuse_deletion(node)
            names = names_of(resource, resource_type, line(node, "fullUrl", limit=LIMIT_ADDRESS))
            names = names or (f"entry/{position}",)
            if names[0] in taken:
                raise Unreadable(_REPEATED)
        except Unreadable as error:
            if resource_type == "Patient":
                raise _unable_to_take_person(error) from None
            listed[resource_type, str(error)] += 1
            continue
        taken.add(names[0])
        yield Entry(resource, resource_type, names)


def _resource_type(resource: Json) -> str:
    named = resource.get("resourceType")
    if type(named) is not str or not _TYPE_NAME.fullmatch(named):
        raise Unreadable("it holds no resource")
    return named


def _refuse_deletion(node: Json) -> None:
    method = line(child(node, "request"), "method") or "POST"
    if method not in ("POST", "PUT"):
        raise Unreadable("it does not ask to be added")


def _only_patient(entries: list[Entry]) -> Entry:
    patients = [entry for entry in entries if entry.resource_type == "Patient"]
    if not patients:
        raise UnableToReadRecord(
            "The bundle names no patient; ask for the record together with the person it is about."
        )
    if len(patients) > 1:
        raise UnableToReadRecord(
            f"The bundle names {len(patients)} patients; ask for one person's record at a time."
        )
    return patients[0]


def _person(patient: Entry, entries: list[Entry]) -> tuple[ArrivedPerson, References]:
    try:
        refuse_error(patient.resource)
        return map_patient(patient.resource), references_of(entries, patient)
    except Unreadable as error:
        raise _unable_to_take_person(error) from None


def _unable_to_take_person(error: Unreadable) -> UnableToReadRecord:
    return UnableToReadRecord(
        f"The entry about the person cannot be taken because {error}; "
        "ask the sender to correct the file."
    )


def _items(
    entries: list[Entry], references: References, listed: Counter[tuple[str, str]]
) -> Iterable[ArrivedItem]:
    digests: set[str] = set()
    for entry in entries:
        try:
            item = _item(entry, references)
            if item.digest in digests:
                raise Unreadable(_REPEATED)
            digests.add(item.digest)
            yield item
        except Unreadable as error:
            listed[entry.resource_type, str(error)] += 1


def _item(entry: Entry, references: References) -> ArrivedItem:
    mapper = MAPPERS.get(entry.resource_type)
    if mapper is None:
        raise Unreadable(_why_not_read(entry.resource_type))
    refuse_error(entry.resource)
    if not references.is_about_person(entry.resource):
        raise Unreadable("it does not say that it is about this person")
    return mapper(Arrival(entry.resource, entry.names[0], references))


def _why_not_read(resource_type: str) -> str:
    if resource_type in _MONEY:
        return "bills and coverage are not part of the chart"
    if resource_type in _HELPERS:
        return "it only serves other entries, which name it where they need it"
    if resource_type in _OLDER:
        return "it belongs to a version of FHIR before R4"
    return "entries of this type are not read yet"


def _in_order(listed: Counter[tuple[str, str]]) -> tuple[NotUnderstood, ...]:
    return tuple(
        NotUnderstood(resource_type, count, reason)
        for (resource_type, reason), count in sorted(listed.items())
    )
