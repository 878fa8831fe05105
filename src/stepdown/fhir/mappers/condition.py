"""Condition: hl7.org/fhir/R4/condition."""

from stepdown.clinic.chart.arrivals import ArrivedDate, ArrivedItem, ItemKind
from stepdown.fhir.elements import concept, concepts, line, moment, period
from stepdown.fhir.mappers.arrival import Arrival


def map_condition(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    category = next((each.code for each in concepts(resource, "category")), "")
    return arrival.item(
        ItemKind.CONDITION,
        concept(resource, "code"),
        status=_status(arrival),
        category=category,
        span=(_start(arrival), _end(arrival)),
        value=line(resource, "onsetString") or concept(resource, "severity").label,
    )


def _status(arrival: Arrival) -> str:
    verification = concept(arrival.resource, "verificationStatus").code
    # Whoever reads "active" must not miss that somebody ruled it out.
    if verification == "refuted":
        return verification
    return concept(arrival.resource, "clinicalStatus").code or verification


def _start(arrival: Arrival) -> ArrivedDate | None:
    resource = arrival.resource
    onset = moment(resource, "onsetDateTime") or period(resource, "onsetPeriod")[0]
    return onset or moment(resource, "recordedDate")


def _end(arrival: Arrival) -> ArrivedDate | None:
    resource = arrival.resource
    return moment(resource, "abatementDateTime") or period(resource, "abatementPeriod")[1]
