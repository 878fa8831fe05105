"""What a record from elsewhere hands to the chart: plain values, nothing stored yet.

Every date keeps the precision its sender gave, because a year is not a birthday. Everything
the reader could not place is listed in ``ArrivedRecord.not_understood``; nothing is lost silently.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """Administrative gender; source: hl7.org/fhir/R4/valueset-administrative-gender."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    TIME = "time"


class ItemKind(StrEnum):
    CONDITION = "condition"
    MEDICINE = "medicine"
    ALLERGY = "allergy"
    OBSERVATION = "observation"
    ENCOUNTER = "encounter"
    PROCEDURE = "procedure"
    CARE_PLAN = "care_plan"
    IMMUNIZATION = "immunization"
    REPORT = "report"


class Notable(StrEnum):
    """Why a clinician should look at an item first. A pointer, never a diagnosis."""

    OVERDOSE = "overdose"
    SUBSTANCE_USE = "substance_use"
    SUBSTANCE_CARE = "substance_care"
    OPIOID_TREATMENT = "opioid_treatment"
    BENZODIAZEPINE = "benzodiazepine"
    OPIOID = "opioid"
    SEIZURE = "seizure"


@dataclass(frozen=True, slots=True)
class ArrivedDate:
    """A date as sent. ``first_on`` and ``last_on`` are the days its text can mean, both included.

    Of a time only its own calendar day counts here; the zone stays in ``text``.
    """

    text: str
    precision: Precision
    first_on: date
    last_on: date

    @property
    def exact_on(self) -> date | None:
        """The one day it means, or None where only a year or a month is known."""
        return self.first_on if self.first_on == self.last_on else None


@dataclass(frozen=True, slots=True)
class ArrivedIdentifier:
    """A number by which the sender knows the person; ``kind`` is a v2-0203 code such as MR."""

    system: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class ArrivedAddress:
    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def __str__(self) -> str:
        place = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (*self.lines, self.city, place) if part)


@dataclass(frozen=True, slots=True)
class ArrivedPerson:
    """The person of the record. Empty text means: not given.

    ``is_deceased`` can be true without ``death_on``; either can be wrong and needs a person to
    confirm it. Social security, passport and license numbers are not among ``identifiers``.
    """

    family_name: str
    given_name: str
    used_name: str
    birth_on: ArrivedDate | None
    is_deceased: bool
    death_on: ArrivedDate | None
    sex: Sex
    phone: str
    email: str
    address: ArrivedAddress
    language: str
    identifiers: tuple[ArrivedIdentifier, ...]

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """Youngest and oldest age in full years on ``day``; None without a birth date."""
        if self.birth_on is None:
            return None
        return _years(self.birth_on.last_on, day), _years(self.birth_on.first_on, day)


def _years(born_on: date, day: date) -> int:
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


@dataclass(frozen=True, slots=True)
class ArrivedPart:
    """One member of an item: the upper blood pressure, a reaction, an activity of a plan."""

    code: str
    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ArrivedItem:
    """One resource of the record, marked with where it came from.

    ``value`` and ``unit`` are text exactly as sent (a number keeps its digits). ``category`` is the
    sender's code for the sort of item (vital-signs, laboratory; IMP, AMB, EMER for encounters;
    order, plan, statement for medicines). ``digest`` is the SHA-256 of the resource alone, the
    same in whichever file it arrives.
    """

    kind: ItemKind
    code: str
    code_system: str
    label: str
    value: str
    unit: str
    status: str
    category: str
    starts: ArrivedDate | None
    ends: ArrivedDate | None
    place: str
    parts: tuple[ArrivedPart, ...]
    notable: Notable | None
    source_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """So many resources of one type that did not enter the chart, and why, in a short phrase."""

    resource_type: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class ArrivedRecord:
    """A whole record. ``len(items) + lost_count + 1 == resource_count`` (the one is the person).

    ``digest`` is the SHA-256 of the file's raw bytes. ``security_labels`` are the sender's own
    confidentiality marks on the file (codes), for instance that re-disclosure is restricted.
    """

    person: ArrivedPerson
    items: tuple[ArrivedItem, ...]
    not_understood: tuple[NotUnderstood, ...]
    security_labels: tuple[str, ...]
    resource_count: int
    digest: str

    @property
    def lost_count(self) -> int:
        return sum(entry.count for entry in self.not_understood)
