"""CarePlan: hl7.org/fhir/R4/careplan. Its planned activities are its parts."""

from stepdown.clinic.chart.arrivals import ArrivedItem, ItemKind
from stepdown.fhir.document import Json
from stepdown.fhir.elements import (
    LIMIT_LABEL,
    Concept,
    child,
    children,
    concept,
    concepts,
    line,
    period,
    text,
)
from stepdown.fhir.mappers.arrival import Arrival, part


def map_care_plan(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    categories = concepts(resource, "category")
    first = categories[0] if categories else Concept((), "")
    activities = [_activity(arrival, each) for each in children(resource, "activity")]
    title = line(resource, "title", limit=LIMIT_LABEL)
    return arrival.item(
        ItemKind.CARE_PLAN,
        Concept(first.codings, title or first.label),
        value=text(resource, "description"),
        category=line(resource, "intent"),
        span=period(resource, "period"),
        parts=[part(what, value=status) for what, status in activities],
        also=[*categories, *(what for what, _ in activities)],
    )


def _activity(arrival: Arrival, activity: Json) -> tuple[Concept, str]:
    detail = child(activity, "detail")
    what = concept(detail, "code")
    if not what.label:
        pointed_to = arrival.labels_of([child(activity, "reference")])
        words = text(detail, "description", limit=LIMIT_LABEL)
        what = pointed_to[0] if pointed_to and not words else Concept((), words or "an activity")
    return what, line(detail, "status")
