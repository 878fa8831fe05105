"""Who and what a bundle's entries point to, and that they all speak of one person.

Resolution follows hl7.org/fhir/R4/bundle#references: the full address of an entry, or
``Type/id``; ``#id`` is a resource contained in the one that names it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stepdown.fhir.document import Json, UnableToReadRecord
from stepdown.fhir.elements import Unreadable, child, children, line

_NAMES_A_PATIENT = re.compile(r"(^|/)Patient[/?]")
_PERSON_KEYS = frozenset({"subject", "patient", "beneficiary"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of the bundle, with the names other entries may call it by."""

    resource: Json
    resource_type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class References:
    """All entries by name, and every name of the bundle's one person."""

    entries: dict[str, Json]
    person_names: frozenset[str]
    person_identifiers: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def find(self, reference: Json, *, inside: Json) -> Json | None:
        """The resource a Reference points to, or None where the bundle does not hold it."""
        target = line(reference, "reference", limit=2_000)
        if target.startswith("#"):
            return next(
                (r for r in children(inside, "contained") if r.get("id") == target[1:]), None
            )
        return self.entries.get(_without_version(target))

    def is_about_person(self, resource: Json) -> bool:
        """Whether the resource says that it is about the bundle's own person."""
        return any(self._means_person(child(resource, key)) for key in ("subject", "patient"))

    def _means_person(self, reference: Json) -> bool:
        target = line(reference, "reference", limit=2_000)
        if target:
            return _without_version(target) in self.person_names
        identifier = child(reference, "identifier")
        return (line(identifier, "system"), line(identifier, "value")) in self.person_identifiers

    def refuse_other_patients(self, resource: Json) -> None:
        """Raise UnableToReadRecord if anything in ``resource`` points to another patient."""
        for key, target in _targets(resource):
            if target not in self.person_names and self._may_be_patient(key, target):
                raise UnableToReadRecord(
                    "The file points to another patient than its own, so it may mix two people; "
                    "ask the sender for one person's record."
                )

    def _may_be_patient(self, key: str, target: str) -> bool:
        if _NAMES_A_PATIENT.search(target):
            return True
        # An address that leads nowhere in this file could be anybody.
        return key in _PERSON_KEYS and "/" not in target and target not in self.entries


def references_of(entries: list[Entry], patient: Entry) -> References:
    """The index of a bundle. Raises Unreadable where the person's identifiers have no shape."""
    by_name: dict[str, Json] = {}
    for entry in entries:
        for name in entry.names:
            by_name.setdefault(name, entry.resource)
    pairs = frozenset(
        (line(each, "system"), line(each, "value"))
        for each in children(patient.resource, "identifier")
        if each.get("value")
    )
    searches = {f"Patient?identifier={system}|{value}" for system, value in pairs}
    return References(by_name, frozenset({*patient.names, *searches}), pairs)


def names_of(resource: Json, resource_type: str, full_url: str) -> tuple[str, ...]:
    """What other entries may call this one, the most exact name first; may be empty."""
    own_id = line(resource, "id")
    local = f"{resource_type}/{own_id}" if own_id else ""
    return tuple(name for name in (full_url, local) if name)


def display_of(references: References, reference: Json, *, inside: Json) -> str:
    """The name of what is pointed to: as written beside the reference, or as it names itself."""
    shown = line(reference, "display", limit=500)
    if shown or not reference:
        return shown
    found = references.find(reference, inside=inside)
    try:
        return line(found or {}, "name", limit=500)
    except Unreadable:
        return ""  # a person's name is an object, not a line; nobody is named from here


def _targets(resource: Json) -> Iterator[tuple[str, str]]:
    """Every (key, target) of a Reference anywhere in the resource, without recursion."""
    waiting: list[tuple[str, Any]] = [("", resource)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, list):
            waiting.extend((key, member) for member in node)
        elif isinstance(node, dict):
            target = node.get("reference")
            if type(target) is str and target and not target.startswith("#"):
                yield key, _without_version(target)
            waiting.extend(node.items())


def _without_version(target: str) -> str:
    return target.strip().partition("/_history/")[0]
