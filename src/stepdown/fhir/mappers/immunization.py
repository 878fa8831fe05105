"""Immunization: hl7.org/fhir/R4/immunization."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.elements import concept, line, moment
from stepdown.fhir.mappers.arrival import Arrival


def map_immunization(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    return arrival.item(
        ItemKind.IMMUNIZATION,
        concept(resource, "vaccineCode"),
        value=line(resource, "occurrenceString"),
        span=(moment(resource, "occurrenceDateTime"), None),
    )
