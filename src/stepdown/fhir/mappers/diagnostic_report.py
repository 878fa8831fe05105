"""DiagnosticReport: hl7.org/fhir/R4/diagnosticreport. Its results arrive as observations."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.elements import concept, concepts, moment, moment_or_period, text
from stepdown.fhir.mappers.arrival import Arrival


def map_diagnostic_report(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    start, end = moment_or_period(resource, "effective")
    return arrival.item(
        ItemKind.REPORT,
        concept(resource, "code"),
        value=text(resource, "conclusion"),
        category=next((each.code for each in concepts(resource, "category")), ""),
        span=(start or moment(resource, "issued"), end),
    )
