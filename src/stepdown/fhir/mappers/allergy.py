"""AllergyIntolerance: hl7.org/fhir/R4/allergyintolerance. Also says "no known allergy"."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.elements import children, concept, concepts, line, lines, moment
from stepdown.fhir.mappers.arrival import Arrival, part


def map_allergy(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    verification = concept(resource, "verificationStatus").code
    clinical = concept(resource, "clinicalStatus").code
    return arrival.item(
        ItemKind.ALLERGY,
        concept(resource, "code"),
        value=line(resource, "criticality"),
        status=verification if verification == "refuted" else clinical or verification,
        category=", ".join(lines(resource, "category")),
        span=(moment(resource, "onsetDateTime") or moment(resource, "recordedDate"), None),
        parts=[
            part(manifestation, value=line(reaction, "severity"))
            for reaction in children(resource, "reaction")
            for manifestation in concepts(reaction, "manifestation")
        ],
    )
