"""Records of invented people, for the demo and the tests; one seed gives one record.

Each tells one story: a hospital, withdrawal management, a residential stay that ended days ago,
and the person now coming to a program. Nothing in them belongs to anybody.
"""

import json
import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from stepdown.clinic.chart.arrivals import Sex
from stepdown.fhir.document import Json
from stepdown.fhir.invented_story import write_story
from stepdown.fhir.invented_writer import Writer

FEWEST_RESOURCES = 70
MOST_RESOURCES = 190


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Demographics of the person a record is about; empty text leaves a field out."""

    given_name: str
    family_name: str
    birth_on: date
    sex: Sex
    phone: str = ""
    email: str = ""
    death_on: date | None = None


def invented_bundle(
    seed: int, *, today: date, person: InventedPerson | None = None, resources: int = 90
) -> bytes:
    """A FHIR R4 transaction bundle with exactly ``resources`` entries, as UTF-8 JSON.

    The same arguments give the same bytes. Without ``person`` an adult is invented too.
    Raises ValueError outside 70 to 190 resources.
    """
    if not FEWEST_RESOURCES <= resources <= MOST_RESOURCES:
        raise ValueError(f"resources must be {FEWEST_RESOURCES} to {MOST_RESOURCES}")
    chance = random.Random(f"record {seed}")
    stock = _stock()
    somebody = invented_person(seed, today=today)
    writer = Writer(chance, patient=_patient(person or somebody, chance, stock))
    write_story(writer, stock, today=today, resources=resources)
    return json.dumps(writer.bundle(), indent=1, ensure_ascii=False).encode()


def invented_person(seed: int, *, today: date) -> InventedPerson:
    """An invented adult of 19 to 64 years on ``today``."""
    chance, stock = random.Random(f"person {seed}"), _stock()
    sex = chance.choice([Sex.FEMALE, Sex.MALE])
    given_name = chance.choice(stock[f"{sex.value}_names"])
    family_name = chance.choice(stock["family_names"])
    return InventedPerson(
        given_name=given_name,
        family_name=family_name,
        birth_on=today - timedelta(days=chance.randint(19 * 366, 64 * 365)),
        sex=sex,
        # 555-0100 to 555-0199 is kept free for invented people by the numbering plan.
        phone=f"({chance.randint(201, 989)}) 555-01{chance.randint(0, 99):02}",
        email=f"{given_name}.{family_name}@example.org".lower(),
    )


@cache
def _stock() -> dict[str, Any]:
    return tomllib.loads(files("stepdown.fhir").joinpath("invented.toml").read_text("utf-8"))


def _patient(person: InventedPerson, chance: random.Random, stock: dict[str, Any]) -> Json:
    contacts = {"phone": person.phone, "email": person.email}
    number = chance.randint(100_000, 999_999)
    patient: Json = {
        "identifier": [
            {
                "type": {"coding": [{"code": "MR"}]},
                "system": "urn:example:record",
                "value": f"{number}",
            }
        ],
        "name": [{"use": "official", "family": person.family_name, "given": [person.given_name]}],
        "telecom": [{"system": key, "value": value} for key, value in contacts.items() if value],
        "gender": person.sex.value,
        "birthDate": person.birth_on.isoformat(),
        "address": [
            {
                "use": "home",
                "line": [f"{chance.randint(1, 240)} {chance.choice(stock['streets'])}"],
                "city": chance.choice(stock["cities"]),
                "state": "NY",
                "country": "US",
            }
        ],
    }
    if person.death_on is not None:
        patient["deceasedDateTime"] = person.death_on.isoformat()
    return patient
