"""Observation: hl7.org/fhir/R4/observation. Panels such as blood pressure keep their parts."""

from collections.abc import Callable

from stepdown.clinic.chart.arrivals import ArrivedItem, ArrivedPart, ItemKind
from stepdown.fhir.document import Json
from stepdown.fhir.elements import (
    Unreadable,
    child,
    children,
    concept,
    concepts,
    line,
    moment,
    moment_or_period,
    number,
    period,
    quantity,
    text,
    truth,
)
from stepdown.fhir.mappers.arrival import Arrival, part

Measured = tuple[str, str]


def map_observation(arrival: Arrival) -> ArrivedItem:
    resource = arrival.resource
    if children(resource, "focus"):
        raise Unreadable("it is about somebody or something beside the person")
    value, unit = measured(resource)
    parts = [_part(component) for component in children(resource, "component")]
    if not value and not parts:
        raise Unreadable(_why_without_value(resource))
    start, end = moment_or_period(resource, "effective")
    return arrival.item(
        ItemKind.OBSERVATION,
        concept(resource, "code"),
        value=value,
        unit=unit,
        category=next((each.code for each in concepts(resource, "category")), ""),
        span=(start or moment(resource, "effectiveInstant") or moment(resource, "issued"), end),
        parts=parts,
    )


def measured(node: Json) -> Measured:
    """Value and unit of ``value[x]`` as text; both empty where none is given."""
    given = [key for key, value in node.items() if key.startswith("value") and value is not None]
    if not given:
        return "", ""
    if len(given) > 1 or given[0] not in _VALUES:
        raise Unreadable("its value has a shape that is not read yet")
    return _VALUES[given[0]](node, given[0])


def _part(component: Json) -> ArrivedPart:
    value, unit = measured(component)
    if not value:
        value = concept(component, "dataAbsentReason").label
    return part(concept(component, "code"), value=value, unit=unit)


def _why_without_value(resource: Json) -> str:
    if children(resource, "hasMember"):
        return "it only groups other entries"
    absent = concept(resource, "dataAbsentReason").code
    return "its sender could not give the value" if absent else "it gives no value"


def _truth(node: Json, key: str) -> Measured:
    return ("yes" if truth(node, key) else "no"), ""


def _moment(node: Json, key: str) -> Measured:
    found = moment(node, key)
    return (found.text if found else ""), ""


def _period(node: Json, key: str) -> Measured:
    return _between([each.text if each else "" for each in period(node, key)]), ""


def _range(node: Json, key: str) -> Measured:
    low, high = quantity(child(node, key), "low"), quantity(child(node, key), "high")
    return _between([low[0], high[0]]), low[1] or high[1]


def _ratio(node: Json, key: str) -> Measured:
    ratio = child(node, key)
    ends = [" ".join(filter(None, quantity(ratio, end))) for end in ("numerator", "denominator")]
    return " : ".join(filter(None, ends)), ""


def _between(ends: list[str]) -> str:
    return " to ".join(end or "?" for end in ends) if any(ends) else ""


_VALUES: dict[str, Callable[[Json, str], Measured]] = {
    "valueQuantity": quantity,
    "valueCodeableConcept": lambda node, key: (concept(node, key).label, ""),
    "valueString": lambda node, key: (text(node, key), ""),
    "valueBoolean": _truth,
    "valueInteger": lambda node, key: (number(node, key), ""),
    "valueRange": _range,
    "valueRatio": _ratio,
    "valueTime": lambda node, key: (line(node, key), ""),
    "valueDateTime": _moment,
    "valuePeriod": _period,
}
