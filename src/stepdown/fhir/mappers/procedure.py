"""Procedure: hl7.org/fhir/R4/procedure. One not done keeps its status "not-done" in sight."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.elements import children, concept, concepts, moment_or_period
from stepdown.fhir.mappers.arrival import Arrival


def map_procedure(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    reasons = concepts(resource, "reasonCode")
    reasons += arrival.labels_of(children(resource, "reasonReference"))
    return arrival.item(
        ItemKind.PROCEDURE,
        concept(resource, "code"),
        value="; ".join(reason.label for reason in reasons if reason.label),
        category=concept(resource, "category").code,
        span=moment_or_period(resource, "performed"),
    )
