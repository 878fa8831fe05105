"""Questionnaires made for tests, with words of nobody: "Words about item 3"."""

import json
from typing import Any

from stepdown.rules.instruments import INSTRUMENTS

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LOINC = "http://loinc.org"


def questionnaire(key: str, *, with_codes: bool = True) -> dict[str, Any]:
    """One that fits the instrument of this key."""
    instrument = INSTRUMENTS[key]
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": f"Invented {instrument.title}",
        "publisher": "Nobody",
        "copyright": "Invented for a test",
        "item": [
            {
                "linkId": item.key,
                "text": f"Words about item {item.key}",
                "type": "choice",
                "code": [{"system": LOINC, "code": item.loinc}]
                if with_codes and item.loinc
                else [],
                "answerOption": [option(value) for value in item.allowed],
            }
            for item in instrument.items
            if item.is_listed
        ],
    }


def option(value: int) -> dict[str, Any]:
    return {
        "extension": [{"url": ORDINAL, "valueDecimal": value}],
        "valueCoding": {"code": f"A{value}", "display": f"Answer {value}"},
    }


def as_file(form: dict[str, Any]) -> bytes:
    return json.dumps(form).encode()
