"""Whether a urine sample can speak for the person, from what was measured on it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cache

from stepdown.rules.drug_tests.thresholds import Threshold, read_toml, threshold


class Finding(StrEnum):
    """What was noticed; the value is kept, `words` are shown."""

    ADULTERATED = "adulterated"
    SUBSTITUTED = "substituted"
    INCONSISTENT = "inconsistent"
    TEMPERATURE = "temperature"
    DILUTE = "dilute"
    UNUSUAL_PH = "unusual_ph"
    READ_LATE = "read_late"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def makes_invalid(self) -> bool:
        """Whether the sample says nothing either way. The others are something to talk about."""
        return self in _MAKES_INVALID


_WORDS = {
    Finding.ADULTERATED: "Something was added to the sample",
    Finding.SUBSTITUTED: "Creatinine and gravity are not those of urine",
    Finding.INCONSISTENT: "Creatinine and gravity do not fit each other",
    Finding.TEMPERATURE: "Not at body warmth within the first minutes",
    Finding.DILUTE: "Thinned: drinking a lot does this too",
    Finding.UNUSUAL_PH: "pH outside the usual range",
    Finding.READ_LATE: "Warmth was read too late to count",
}
_MAKES_INVALID = {
    Finding.ADULTERATED,
    Finding.SUBSTITUTED,
    Finding.INCONSISTENT,
    Finding.TEMPERATURE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What was measured; None: was not. `temperature` in degrees Fahrenheit, read
    `temperature_minutes` after the sample was given; creatinine mg/dL; nitrite mcg/mL."""

    temperature: Decimal | None = None
    temperature_minutes: int | None = None
    creatinine: Decimal | None = None
    gravity: Decimal | None = None
    ph: Decimal | None = None
    nitrite: Decimal | None = None
    has_foreign_substance: bool = False


@dataclass(frozen=True, slots=True)
class ValidityRules:
    """The versioned figures of `validity.toml`, with its units."""

    version: str
    creatinine_substituted_below: Threshold
    creatinine_dilute_below: Threshold
    gravity_substituted_up_to: Threshold
    gravity_substituted_from: Threshold
    gravity_dilute_below: Threshold
    nitrite_adulterated_from: Threshold
    ph_adulterated_from: Threshold
    ph_adulterated_below: Threshold
    ph_usual_from: Threshold
    ph_usual_up_to: Threshold
    temperature_from: Threshold
    temperature_up_to: Threshold
    temperature_within_minutes: Threshold


@dataclass(frozen=True, slots=True)
class Validity:
    """What was found, the gravest first, and by which version of the figures. `is_measured`:
    creatinine and gravity were read; without them a thinned or swapped sample is not noticed."""

    findings: tuple[Finding, ...]
    is_measured: bool
    rules_version: str

    @property
    def is_valid(self) -> bool:
        return not any(finding.makes_invalid for finding in self.findings)


@cache
def validity_rules() -> ValidityRules:
    data = read_toml("validity.toml")
    names = [field.name for field in fields(ValidityRules) if field.name != "version"]
    return ValidityRules(data["version"], **{name: threshold(data[name]) for name in names})


def checked_validity(readings: Readings) -> Validity:
    """Source: 49 CFR 40.88 and ASAM's pocket guide, as `validity.toml` names them."""
    rules = validity_rules()
    found = {
        *_added(readings, rules),
        *_strength(readings.creatinine, readings.gravity, rules),
        *_warmth(readings, rules),
    }
    is_measured = readings.creatinine is not None and readings.gravity is not None
    return Validity(tuple(one for one in Finding if one in found), is_measured, rules.version)


def _added(readings: Readings, rules: ValidityRules) -> Iterator[Finding]:
    ph, nitrite = readings.ph, readings.nitrite
    if readings.has_foreign_substance:
        yield Finding.ADULTERATED
    if nitrite is not None and nitrite >= rules.nitrite_adulterated_from.value:
        yield Finding.ADULTERATED
    if ph is None:
        return
    if ph >= rules.ph_adulterated_from.value or ph < rules.ph_adulterated_below.value:
        yield Finding.ADULTERATED
    elif not rules.ph_usual_from.value <= ph <= rules.ph_usual_up_to.value:
        yield Finding.UNUSUAL_PH


def _strength(
    creatinine: Decimal | None, gravity: Decimal | None, rules: ValidityRules
) -> Iterator[Finding]:
    """Needs both measures: alone, neither says anything."""
    if creatinine is None or gravity is None:
        return
    is_watery = gravity <= rules.gravity_substituted_up_to.value
    is_heavy = gravity >= rules.gravity_substituted_from.value
    if creatinine < rules.creatinine_substituted_below.value:
        yield Finding.SUBSTITUTED if is_watery or is_heavy else Finding.INCONSISTENT
    elif is_watery:
        yield Finding.INCONSISTENT
    elif (
        creatinine < rules.creatinine_dilute_below.value
        and gravity < rules.gravity_dilute_below.value
    ):
        yield Finding.DILUTE


def _warmth(readings: Readings, rules: ValidityRules) -> Iterator[Finding]:
    warmth, minutes = readings.temperature, readings.temperature_minutes
    if warmth is None or minutes is None:
        return
    if minutes > rules.temperature_within_minutes.value:
        yield Finding.READ_LATE
    elif not rules.temperature_from.value <= warmth <= rules.temperature_up_to.value:
        yield Finding.TEMPERATURE
