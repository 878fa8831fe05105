"""What each type of resource puts into the chart."""

from typing import Any

import pytest

from stepdown.clinic.chart.arrivals import ArrivedItem, ArrivedPart, ItemKind, Notable
from stepdown.fhir.reader import read_bundle
from tests.fhir.bundles import SUBJECT, bundle

SNOMED = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def read_one(resource_type: str, *others: dict[str, Any], **fields: Any) -> ArrivedItem:
    resource = {"resourceType": resource_type, "id": "r", **SUBJECT, **fields}
    return read_bundle(bundle(resource, *others)).items[0]


def coded(system: str, code: str, label: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": label}]}


def test_a_condition() -> None:
    item = read_one(
        "Condition",
        code=coded(ICD, "F10.20", "Alcohol use disorder"),
        clinicalStatus=coded("s", "active", ""),
        onsetDateTime="2015-06",
        abatementDateTime="2020-01-02",
    )
    assert (item.kind, item.code, item.label) == (
        ItemKind.CONDITION,
        "F10.20",
        "Alcohol use disorder",
    )
    assert (item.status, item.notable) == ("active", Notable.SUBSTANCE_USE)
    assert item.starts
    assert item.ends
    assert (item.starts.text, item.starts.exact_on) == ("2015-06", None)
    assert item.ends.exact_on is not None


def test_a_condition_somebody_ruled_out_never_reads_as_active() -> None:
    item = read_one(
        "Condition",
        code={"text": "Epilepsy"},
        clinicalStatus=coded("s", "active", ""),
        verificationStatus=coded("s", "refuted", ""),
    )
    assert item.status == "refuted"


def test_a_medicine_named_by_code_with_a_coded_dose() -> None:
    dose = {
        "timing": {"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}},
        "asNeededBoolean": True,
        "doseAndRate": [{"doseQuantity": {"value": 1.50, "unit": "mg"}}],
    }
    item = read_one(
        "MedicationRequest",
        status="active",
        intent="order",
        medicationCodeableConcept={"text": "Lorazepam 1 MG Oral Tablet"},
        dosageInstruction=[dose],
        authoredOn="2026-01-05",
    )
    assert item.value == "1.5 mg, 1 x every 6 h, as needed"
    assert (item.category, item.status, item.notable) == ("order", "active", Notable.BENZODIAZEPINE)


def test_a_medicine_in_an_entry_of_its_own() -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": {"text": "methadone 10 mg/mL"}}
    item = read_one(
        "MedicationRequest", medicine, medicationReference={"reference": "Medication/m"}
    )
    assert (item.label, item.notable) == ("methadone 10 mg/mL", Notable.OPIOID_TREATMENT)


def test_a_medicine_contained_in_a_statement() -> None:
    inner = {"resourceType": "Medication", "id": "m", "code": {"text": "melatonin"}}
    item = read_one(
        "MedicationStatement", contained=[inner], medicationReference={"reference": "#m"}
    )
    assert (item.label, item.category) == ("melatonin", "statement")


def test_a_medicine_known_only_by_the_words_beside_a_lost_reference() -> None:
    item = read_one(
        "MedicationRequest", medicationReference={"reference": "Medication/x", "display": "iron"}
    )
    assert item.label == "iron"


def test_an_allergy_with_its_reactions() -> None:
    item = read_one(
        "AllergyIntolerance",
        patient=SUBJECT["subject"],
        code={"text": "penicillin"},
        criticality="high",
        category=["medication"],
        reaction=[{"manifestation": [{"text": "hives"}], "severity": "severe"}],
    )
    assert (item.value, item.category) == ("high", "medication")
    assert item.parts == (ArrivedPart("", "hives", "severe", ""),)


def test_blood_pressure_keeps_both_numbers() -> None:
    def half(label: str, value: int) -> dict[str, Any]:
        return {"code": {"text": label}, "valueQuantity": {"value": value, "unit": "mm[Hg]"}}

    item = read_one(
        "Observation",
        code={"text": "Blood pressure"},
        component=[half("Upper", 131), half("Lower", 84)],
        effectiveDateTime="2026-03-01T08:15:00-05:00",
    )
    assert [(part.label, part.value) for part in item.parts] == [("Upper", "131"), ("Lower", "84")]
    assert item.starts
    assert item.starts.text == "2026-03-01T08:15:00-05:00"


@pytest.mark.parametrize(
    ("given", "value", "unit"),
    [
        ({"valueQuantity": {"value": 7, "comparator": "<", "unit": "ng/mL"}}, "<7", "ng/mL"),
        ({"valueQuantity": {"value": 0, "code": "%"}}, "0", "%"),
        ({"valueCodeableConcept": {"text": "never smoked"}}, "never smoked", ""),
        ({"valueString": "line one\nline two"}, "line one\nline two", ""),
        ({"valueBoolean": False}, "no", ""),
        ({"valueInteger": 27}, "27", ""),
        ({"valueRange": {"low": {"value": 1, "unit": "g"}}}, "1 to ?", "g"),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 8}}}, "1 : 8", ""),
        ({"valueTime": "10:30:00"}, "10:30:00", ""),
        ({"valueDateTime": "2024-05"}, "2024-05", ""),
        ({"valuePeriod": {"start": "2024", "end": "2025"}}, "2024 to 2025", ""),
    ],
)
def test_every_sort_of_value(given: dict[str, Any], value: str, unit: str) -> None:
    item = read_one("Observation", code={"text": "x"}, **given)
    assert (item.value, item.unit) == (value, unit)


def test_a_number_keeps_every_digit() -> None:
    raw = bundle(
        {
            "resourceType": "Observation",
            "code": {"text": "x"},
            "valueQuantity": {"value": "N"},
            **SUBJECT,
        }
    )
    item = read_bundle(raw.replace(b'"N"', b"7.10000000000000000001")).items[0]
    assert item.value == "7.10000000000000000001"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "it gives no value"),
        ({"dataAbsentReason": {"coding": [{"code": "unknown"}]}}, "could not give the value"),
        ({"hasMember": [{"reference": "Observation/9"}]}, "only groups"),
        ({"valueInteger": 1, "valueString": "1"}, "shape that is not read"),
        ({"valueSampledData": {"origin": {}}}, "shape that is not read"),
        ({"valueInteger": 1, "focus": [{"display": "sister"}]}, "beside the person"),
        ({"valueQuantity": {"value": "7"}}, "not a number"),
    ],
)
def test_an_observation_without_a_usable_value_is_listed(
    given: dict[str, Any], reason: str
) -> None:
    observation = {"resourceType": "Observation", "id": "r", "code": {"text": "x"}, **SUBJECT}
    record = read_bundle(bundle({**observation, **given}))
    assert record.items == ()
    assert reason in record.not_understood[0].reason


def test_a_residential_stay() -> None:
    house = {"resourceType": "Organization", "id": "h", "name": "Lakeview House"}
    item = read_one(
        "Encounter",
        house,
        status="finished",
        **{"class": {"code": "IMP"}},
        type=[coded(SNOMED, "56876005", "Rehabilitation")],
        period={"start": "2026-09-01", "end": "2026-09-29"},
        reasonCode=[{"text": "Opioid use disorder"}],
        serviceProvider={"reference": "Organization/h"},
        hospitalization={"dischargeDisposition": {"text": "home"}},
    )
    assert (item.place, item.value, item.category) == (
        "Lakeview House",
        "Opioid use disorder",
        "IMP",
    )
    assert item.notable is Notable.SUBSTANCE_CARE
    assert [(part.label, part.value) for part in item.parts] == [("discharged to", "home")]
    assert item.ends
    assert item.ends.text == "2026-09-29"


def test_a_visit_because_of_an_overdose_is_pointed_out() -> None:
    why = {
        "resourceType": "Condition",
        "id": "c",
        "code": coded(SNOMED, "55680006", "x"),
        **SUBJECT,
    }
    item = read_one(
        "Encounter",
        why,
        type=[{"text": "Emergency visit"}],
        reasonReference=[{"reference": "Condition/c"}],
    )
    assert item.notable is Notable.OVERDOSE


def test_a_procedure_not_done_keeps_that_in_sight() -> None:
    item = read_one(
        "Procedure", status="not-done", code={"text": "x"}, performedPeriod={"start": "2024"}
    )
    assert item.status == "not-done"
    assert item.starts


def test_a_care_plan_with_its_activities() -> None:
    activity = {"detail": {"code": {"text": "Drug addiction therapy"}, "status": "in-progress"}}
    item = read_one("CarePlan", title="Aftercare", intent="plan", activity=[activity])
    assert (item.label, item.category) == ("Aftercare", "plan")
    assert item.parts == (ArrivedPart("", "Drug addiction therapy", "in-progress", ""),)
    assert item.notable is Notable.SUBSTANCE_CARE


def test_an_immunization_and_a_report() -> None:
    shot = read_one(
        "Immunization",
        patient=SUBJECT["subject"],
        vaccineCode={"text": "Flu shot"},
        occurrenceDateTime="2025-10",
    )
    report = read_one("DiagnosticReport", code={"text": "Blood tests"}, conclusion="Within limits")
    assert (shot.kind, shot.label) == (ItemKind.IMMUNIZATION, "Flu shot")
    assert (report.kind, report.value) == (ItemKind.REPORT, "Within limits")


@pytest.mark.parametrize(
    ("code", "flag"),
    [
        ("T40.2X1A", Notable.OVERDOSE),
        ("T40.411A", Notable.OVERDOSE),
        ("T42.4X2D", Notable.OVERDOSE),
        ("T51.0X1A", Notable.OVERDOSE),
        ("T40.2X5A", None),
        ("T40.2X6A", None),
        ("F11.20", Notable.SUBSTANCE_USE),
        ("F19", Notable.SUBSTANCE_USE),
        ("F17.210", None),
        ("F32.1", None),
    ],
)
def test_codes_that_point_a_condition_out(code: str, flag: Notable | None) -> None:
    assert read_one("Condition", code=coded(ICD, code, "x")).notable is flag


def test_many_short_texts_cannot_add_up_to_one_that_is_too_long() -> None:
    procedure = {"resourceType": "Procedure", "id": "r", "code": {"text": "x"}, **SUBJECT}
    reasons = [{"text": "y" * 499}] * 9
    record = read_bundle(bundle({**procedure, "reasonCode": reasons}))
    assert record.items == ()
    assert record.not_understood[0].reason == "its texts together are too long"
