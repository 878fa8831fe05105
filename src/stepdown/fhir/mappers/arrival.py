"""What every mapper is given, and how it builds the item it answers with."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from stepdown.clinic.chart.arrivals import ArrivedDate, ArrivedItem, ArrivedPart, ItemKind
from stepdown.fhir.document import Json
from stepdown.fhir.elements import LIMIT_CODE, LIMIT_TEXT, Concept, Unreadable, concept, line
from stepdown.fhir.notable import notable_flag
from stepdown.fhir.references import References

Span = tuple[ArrivedDate | None, ArrivedDate | None]
NO_SPAN: Span = (None, None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One resource about the person, with the name it is known by in its bundle."""

    resource: Json
    source_id: str
    references: References

    @property
    def digest(self) -> str:
        canonical = json.dumps(self.resource, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("ascii")).hexdigest()

    @property
    def status(self) -> str:
        return line(self.resource, "status")

    def pointed_to(self, reference: Json) -> Json:
        """The resource a Reference leads to; empty where the bundle does not hold it."""
        return self.references.find(reference, inside=self.resource) or {}

    def labels_of(self, references: Iterable[Json]) -> list[Concept]:
        """The ``code`` of each resource pointed to, left out where there is none."""
        found = (self.pointed_to(reference) for reference in references)
        return [concept(resource, "code") for resource in found if resource.get("code")]

    def item(
        self,
        kind: ItemKind,
        what: Concept,
        *,
        value: str = "",
        unit: str = "",
        status: str = "",
        category: str = "",
        span: Span = NO_SPAN,
        place: str = "",
        parts: Iterable[ArrivedPart] = (),
        also: Iterable[Concept] = (),
    ) -> ArrivedItem:
        """The item; ``also`` are further concepts that can make it notable."""
        if not what.label:
            raise Unreadable("it does not say what it is")
        # Joined texts can grow past what each part may hold.
        if len(value) > LIMIT_TEXT or len(category) > LIMIT_CODE:
            raise Unreadable("its texts together are too long")
        return ArrivedItem(
            kind=kind,
            code=what.code,
            code_system=what.system,
            label=what.label,
            value=value,
            unit=unit,
            status=status or self.status,
            category=category,
            starts=span[0],
            ends=span[1],
            place=place,
            parts=tuple(parts),
            notable=notable_flag(kind, (what, *also)),
            source_id=self.source_id,
            digest=self.digest,
        )


def part(what: Concept, *, value: str = "", unit: str = "") -> ArrivedPart:
    return ArrivedPart(code=what.code, label=what.label, value=value, unit=unit)


def refuse_error(resource: Json) -> None:
    """Raise Unreadable for what its sender took back, or for what may mean its own opposite.

    Sources: hl7.org/fhir/R4/extensibility#modifierExtension (an unknown modifier can negate),
    hl7.org/fhir/R4/resource-definitions#Resource.implicitRules, and ``doNotPerform`` of requests.
    """
    verification = concept(resource, "verificationStatus").code
    if "entered-in-error" in (resource.get("status"), verification):
        raise Unreadable("its sender marked it as entered in error")
    if resource.get("modifierExtension") or resource.get("implicitRules"):
        raise Unreadable("it carries a modifier that can change its meaning")
    if resource.get("doNotPerform") is True:
        raise Unreadable("it says what must NOT be done; read it in the original")
