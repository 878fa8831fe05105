"""MedicationRequest and MedicationStatement: hl7.org/fhir/R4/medicationrequest, -statement."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.document import Json
from stepdown.fhir.elements import (
    LIMIT_LABEL,
    Concept,
    Unreadable,
    child,
    children,
    concept,
    line,
    moment,
    moment_or_period,
    number,
    quantity,
    text,
    truth,
)
from stepdown.fhir.mappers.arrival import Arrival


def map_medication_request(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    return arrival.item(
        ItemKind.MEDICINE,
        _medicine(arrival),
        value=_dose(children(resource, "dosageInstruction")),
        category=line(resource, "intent"),
        span=(moment(resource, "authoredOn"), None),
    )


def map_medication_statement(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    return arrival.item(
        ItemKind.MEDICINE,
        _medicine(arrival),
        value=_dose(children(resource, "dosage")),
        category="statement",
        span=moment_or_period(resource, "effective"),
    )


def _medicine(arrival: Arrival) -> Concept:
    written = concept(arrival.resource, "medicationCodeableConcept")
    if written.label:
        return written
    reference = child(arrival.resource, "medicationReference")
    found = concept(arrival.pointed_to(reference), "code")
    if found.label:
        return found
    display = line(reference, "display", limit=LIMIT_LABEL)
    if not display:
        raise Unreadable("it does not say which medicine")
    return Concept((), display)


def _dose(instructions: list[Json]) -> str:
    """The dose as one line; what the sender wrote in words comes before what it coded."""
    return "; ".join(filter(None, (_instruction(each) for each in instructions)))


def _instruction(instruction: Json) -> str:
    written = text(instruction, "text") or text(instruction, "patientInstruction")
    if written:
        return written
    doses = (quantity(each, "doseQuantity") for each in children(instruction, "doseAndRate"))
    dose = next((" ".join(filter(None, each)) for each in doses if each[0]), "")
    as_needed = "as needed" if truth(instruction, "asNeededBoolean") else ""
    return ", ".join(filter(None, (dose, _rhythm(instruction), as_needed)))


def _rhythm(instruction: Json) -> str:
    timing = child(instruction, "timing")
    repeat = child(timing, "repeat")
    times, length = number(repeat, "frequency"), number(repeat, "period")
    if not (times and length):
        return concept(timing, "code").label
    return f"{times} x every {length} {line(repeat, 'periodUnit')}".strip()
