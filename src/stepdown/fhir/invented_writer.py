"""How an invented record is put together: entries with addresses that hold."""

import random
import uuid
from datetime import date

from stepdown.fhir.document import Json

LOINC = "http://loinc.org"
CLASSES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def concept(system: str, code: str, label: str) -> Json:
    return {"coding": [{"system": system, "code": code, "display": label}], "text": label}


def at(day: date, hour: int = 9) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00+00:00"


class Writer:
    """Collects entries about one patient; every address comes from the seeded ``chance``."""

    def __init__(self, chance: random.Random, *, patient: Json) -> None:
        self.chance = chance
        self._entries: list[Json] = []
        self.patient = self.add("Patient", patient)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, resource_type: str, body: Json) -> Json:
        """Add a resource; returns the Reference by which others name it."""
        own_id = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        resource = {"resourceType": resource_type, "id": own_id, **body}
        self._entries.append(
            {
                "fullUrl": f"urn:uuid:{own_id}",
                "resource": resource,
                "request": {"method": "POST", "url": resource_type},
            }
        )
        return {"reference": f"urn:uuid:{own_id}"}

    def about_person(self, resource_type: str, body: Json) -> Json:
        return self.add(resource_type, {"subject": self.patient, **body})

    def observe(self, category: str, what: Json, day: date, body: Json) -> Json:
        return self.about_person(
            "Observation",
            {
                "status": "final",
                "category": [{"coding": [{"code": category}]}],
                "code": what,
                "effectiveDateTime": at(day, self.chance.randint(7, 20)),
                **body,
            },
        )

    def measure(self, category: str, code: str, row: list[str | float], day: date) -> Json:
        """An observation of a number inside the bounds of ``row``: label, low, high, unit."""
        label, low, high, unit = row
        value = round(self.chance.uniform(float(low), float(high)), 1)
        quantity = {"value": value, "unit": unit, "code": unit}
        return self.observe(
            category, concept(LOINC, code, str(label)), day, {"valueQuantity": quantity}
        )

    def bundle(self) -> Json:
        return {"resourceType": "Bundle", "type": "transaction", "entry": self._entries}
