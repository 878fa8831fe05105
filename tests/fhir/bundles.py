"""Small bundles for the tests of one thing, and the way to change one."""

import json
from typing import Any

Json = dict[str, Any]

PATIENT: Json = {
    "resourceType": "Patient",
    "id": "one",
    "identifier": [{"system": "urn:example:record", "value": "77"}],
    "name": [{"family": "Saltmarsh", "given": ["Esther", "Jo"]}],
    "gender": "female",
    "birthDate": "1990-04-17",
}
SUBJECT: Json = {"subject": {"reference": "Patient/one"}}
LOW_MOOD: Json = {
    "resourceType": "Condition",
    "id": "mood",
    "code": {"text": "Depression"},
    **SUBJECT,
}


def entry(resource: Json, **more: Any) -> Json:
    return {"fullUrl": f"urn:uuid:{resource.get('id', 'none')}", "resource": resource, **more}


def bundle(*resources: Json, patient: Json | None = None, **more: Any) -> bytes:
    """A transaction of a patient (Esther unless given) and ``resources``."""
    entries = [entry(resource) for resource in (patient or PATIENT, *resources)]
    document = {"resourceType": "Bundle", "type": "transaction", "entry": entries, **more}
    return json.dumps(document).encode()
