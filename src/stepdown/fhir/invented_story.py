"""The story an invented record tells, from yearly check-ups to the end of a residential stay."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stepdown.fhir.document import Json
from stepdown.fhir.invented_writer import CLASSES, LOINC, Writer, at, concept

Stock = dict[str, Any]

_SNOMED = "http://snomed.info/sct"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_CVX = "http://hl7.org/fhir/sid/cvx"
_CLINICAL_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical"


@dataclass(frozen=True, slots=True)
class _Course:
    """The days of the story and the places it happens in."""

    stay_from: date
    stay_until: date
    hospital: Json
    residence: Json
    doctor: Json

    @property
    def hospital_on(self) -> date:
        return self.stay_from - timedelta(days=6)


def write_story(writer: Writer, stock: Stock, *, today: date, resources: int) -> None:
    """Write the story, then daily vitals of the stay until there are ``resources`` entries."""
    story = writer.chance.choice(stock["stories"])
    course = _course(writer, stock, today)
    _write_hospital(writer, course, story)
    _write_check_ups(writer, course)
    _write_conditions(writer, course, story)
    _write_medicines(writer, course, story)
    _write_care(writer, course)
    _write_labs(writer, course, stock)
    _write_vitals(writer, course, stock, resources)


def _course(writer: Writer, stock: Stock, today: date) -> _Course:
    chance = writer.chance
    stay_until = today - timedelta(days=chance.randint(2, 9))
    doctor = {"name": [{"family": chance.choice(stock["clinicians"])}]}
    return _Course(
        stay_from=stay_until - timedelta(days=chance.randint(28, 42)),
        stay_until=stay_until,
        hospital=writer.add("Organization", {"name": chance.choice(stock["hospitals"])}),
        residence=writer.add("Organization", {"name": chance.choice(stock["residences"])}),
        doctor=writer.add("Practitioner", doctor),
    )


def _write_hospital(writer: Writer, course: _Course, story: Stock) -> None:
    day = course.hospital_on
    why = _overdose() if story["overdose"] else concept(_ICD, *story["condition"])
    emergency = concept(_SNOMED, "50849002", "Emergency room visit")
    _visit(writer, "EMER", emergency, day, day, course.hospital, {"reasonCode": [why]})
    detox = {"text": "Withdrawal management in hospital"}
    _visit(writer, "IMP", detox, day, course.stay_from, course.hospital, {})
    stay = concept(_SNOMED, "56876005", "Residential stay for substance use")
    home = {"hospitalization": {"dischargeDisposition": {"text": "Home, outpatient program next"}}}
    _visit(writer, "IMP", stay, course.stay_from, course.stay_until, course.residence, home)


def _write_check_ups(writer: Writer, course: _Course) -> None:
    for years in (1, 2, 3):
        day = course.hospital_on - timedelta(days=365 * years - 40)
        _visit(writer, "AMB", {"text": "Yearly check-up"}, day, day, course.hospital, {})
        bill = {"patient": writer.patient, "status": "active", "created": day.isoformat()}
        writer.add("Claim", bill)


def _visit(
    writer: Writer, setting: str, what: Json, start: date, end: date, place: Json, more: Json
) -> None:
    visit = {
        "status": "finished",
        "class": {"system": CLASSES, "code": setting},
        "type": [what],
        "period": {"start": at(start, 8), "end": at(end, 15)},
        "serviceProvider": place,
        **more,
    }
    writer.about_person("Encounter", visit)


def _overdose() -> Json:
    return concept(_SNOMED, "55680006", "Overdose")


def _write_conditions(writer: Writer, course: _Course, story: Stock) -> None:
    years_ago = course.hospital_on.year - writer.chance.randint(2, 12)
    _condition(writer, concept(_ICD, *story["condition"]), str(years_ago), "active")
    low_mood = concept(_ICD, "F32.1", "Depression, moderate")
    _condition(writer, low_mood, f"{years_ago + 1}-05", "active")
    back_pain = concept(_ICD, "M54.50", "Low back pain")
    _condition(writer, back_pain, str(years_ago), "resolved")
    if story["overdose"]:
        _condition(writer, _overdose(), at(course.hospital_on), "resolved")


def _condition(writer: Writer, what: Json, onset: str, status: str) -> None:
    clinical = {"coding": [{"system": _CLINICAL_STATUS, "code": status}]}
    body = {"clinicalStatus": clinical, "code": what, "onsetDateTime": onset}
    writer.about_person("Condition", body)


def _write_medicines(writer: Writer, course: _Course, story: Stock) -> None:
    started = at(course.stay_from)
    main = writer.add("Medication", {"code": concept(_RXNORM, *story["medicine"])})
    order: Json = {"status": "active", "intent": "order", "authoredOn": started}
    order["requester"] = course.doctor
    daily = [{"text": "once a day"}]
    writer.about_person(
        "MedicationRequest", order | {"medicationReference": main, "dosageInstruction": daily}
    )
    mood = concept(_RXNORM, "321988", "escitalopram 10 mg tablet")
    writer.about_person("MedicationRequest", order | {"medicationCodeableConcept": mood})
    sleep = {"resourceType": "Medication", "id": "sleep", "code": {"text": "melatonin 3 mg tablet"}}
    statement = {"status": "completed", "effectiveDateTime": course.stay_from.isoformat()}
    writer.about_person(
        "MedicationStatement",
        statement | {"contained": [sleep], "medicationReference": {"reference": "#sleep"}},
    )


def _write_care(writer: Writer, course: _Course) -> None:
    penicillin = concept(_SNOMED, "91936005", "Penicillin")
    rash = [{"manifestation": [{"text": "rash"}], "severity": "mild"}]
    allergy = {"patient": writer.patient, "code": penicillin, "reaction": rash}
    writer.add("AllergyIntolerance", allergy)
    flu_shot = {"patient": writer.patient, "status": "completed"}
    flu_shot["vaccineCode"] = concept(_CVX, "140", "Flu shot")
    writer.add("Immunization", flu_shot | {"occurrenceDateTime": course.stay_from.isoformat()})
    talk = {"status": "completed", "code": {"text": "Counseling in a group"}}
    writer.about_person("Procedure", talk | {"performedDateTime": at(course.stay_until)})
    steps = ["Intensive outpatient program", "Visit to own doctor", "Support group"]
    plan = {
        "status": "active",
        "intent": "plan",
        "title": "Plan for after the stay",
        "period": {"start": course.stay_until.isoformat()},
        "activity": [{"detail": {"code": {"text": step}, "status": "scheduled"}} for step in steps],
    }
    writer.about_person("CarePlan", plan)


def _write_labs(writer: Writer, course: _Course, stock: Stock) -> None:
    for day in (course.hospital_on, course.stay_until - timedelta(days=3)):
        results = [
            writer.measure("laboratory", code, row, day) for code, row in stock["labs"].items()
        ]
        report = {"status": "final", "code": {"text": "Blood tests"}, "result": results}
        writer.about_person("DiagnosticReport", report | {"effectiveDateTime": at(day)})
        mood = concept(LOINC, "44261-6", "PHQ-9 total")
        writer.observe("survey", mood, day, {"valueInteger": writer.chance.randint(4, 21)})


def _write_vitals(writer: Writer, course: _Course, stock: Stock, resources: int) -> None:
    day = course.stay_from
    while True:
        for code, row in [("", []), *stock["vitals"].items()]:
            if len(writer) == resources:
                return
            if code:
                writer.measure("vital-signs", code, row, day)
            else:
                _write_blood_pressure(writer, day)
        day += timedelta(days=1)


def _write_blood_pressure(writer: Writer, day: date) -> None:
    bounds = (("8480-6", "Upper", 104, 158), ("8462-4", "Lower", 62, 98))
    parts = [
        {
            "code": concept(LOINC, code, f"{which} blood pressure"),
            "valueQuantity": {"value": writer.chance.randint(low, high), "unit": "mm[Hg]"},
        }
        for code, which, low, high in bounds
    ]
    what = concept(LOINC, "85354-9", "Blood pressure")
    writer.observe("vital-signs", what, day, {"component": parts})
