"""One mapper per resource type: a pure function from an arrived resource to an item."""

from collections.abc import Callable, Mapping

from stepdown.clinic.chart.arrivals import ArrivedItem
from stepdown.fhir.mappers.allergy import map_allergy
from stepdown.fhir.mappers.arrival import Arrival
from stepdown.fhir.mappers.care_plan import map_care_plan
from stepdown.fhir.mappers.condition import map_condition
from stepdown.fhir.mappers.diagnostic_report import map_diagnostic_report
from stepdown.fhir.mappers.encounter import map_encounter
from stepdown.fhir.mappers.immunization import map_immunization
from stepdown.fhir.mappers.medication import map_medication_request, map_medication_statement
from stepdown.fhir.mappers.observation import map_observation
from stepdown.fhir.mappers.procedure import map_procedure

MAPPERS: Mapping[str, Callable[[Arrival], ArrivedItem]] = {
    "AllergyIntolerance": map_allergy,
    "CarePlan": map_care_plan,
    "Condition": map_condition,
    "DiagnosticReport": map_diagnostic_report,
    "Encounter": map_encounter,
    "Immunization": map_immunization,
    "MedicationRequest": map_medication_request,
    "MedicationStatement": map_medication_statement,
    "Observation": map_observation,
    "Procedure": map_procedure,
}
