"""Encounter: hl7.org/fhir/R4/encounter. Earlier care, with the place and how it ended."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ArrivedPart, ItemKind
from stepdown.fhir.elements import Concept, child, children, coding, concept, concepts, period
from stepdown.fhir.mappers.arrival import Arrival, part
from stepdown.fhir.references import display_of


def map_encounter(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    types = concepts(resource, "type")
    setting = coding(child(resource, "class"))
    reasons = concepts(resource, "reasonCode")
    reasons += arrival.labels_of(children(resource, "reasonReference"))
    return arrival.item(
        ItemKind.ENCOUNTER,
        types[0] if types else Concept((setting,), setting.label or setting.code),
        value="; ".join(reason.label for reason in reasons if reason.label),
        category=setting.code,
        span=period(resource, "period"),
        place=_place(arrival),
        parts=_discharge(arrival),
        also=[*types[1:], *reasons],
    )


def _place(arrival: Arrival) -> str:
    provider = child(arrival.resource, "serviceProvider")
    return display_of(arrival.references, provider, inside=arrival.resource)


def _discharge(arrival: Arrival) -> list[ArrivedPart]:
    stay = child(arrival.resource, "hospitalization")
    went_to = concept(stay, "dischargeDisposition")
    named = Concept(went_to.codings, "discharged to")
    return [part(named, value=went_to.label)] if went_to.label else []
