"""Results are signed into the chart, each with what it was read from. None has a consequence
before a laboratory or the person has confirmed it; a constraint holds that too."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.drug_tests.models import DrugTest
from stepdown.clinic.drug_tests.queries import shown_test, taken_by
from stepdown.clinic.ledger.operations import Unable, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import (
    Measured,
    Reading,
    Readings,
    Sample,
    Taken,
    Validity,
    checked_validity,
    default_panel,
    read_test,
)

Body = dict[str, Any]


class UnableToEnterResult(Unable):
    """The result cannot be signed like this; the message says what is missing."""


def sign_screen(
    *,
    actor: Actor,
    patient: Patient,
    test_id: int,
    readings: Readings,
    screen: Mapping[str, bool],
    now: datetime,
    reason: str = "",
) -> Entry:
    """The quick test of a given sample: found or not by key of group, and what was measured.

    Signed again, with `reason`, it corrects the one before, as long as nothing was confirmed.
    Warmth comes from the sample itself. Raises UnableToEnterResult, UnableToSign.
    """
    require(actor, Permission.COLLECT_SAMPLES, site_id=patient.site_id)
    with writing():
        test = _given_test(patient, test_id, now)
        if test.confirmed is not None:
            raise UnableToEnterResult("This test was confirmed. Correct the confirmation instead.")
        _require_reason(test.screened, reason)
        if not screen:
            raise UnableToEnterResult("Enter at least one group of the quick test.")
        _require_kind(screen, test)
        readings = _with_warmth(readings, test)
        facts: Body = {
            "basis": "quick test",
            "readings": _kept(readings),
            "screen": {key: screen[key] for key in screen},
        }
        reading = _read(facts, taken_by(patient))
        entry = _signed(actor, test, facts, reading, now, test.screened, reason)
        save_version(test, expected=test.version, screened=entry, outcome=reading.outcome)
    return entry


def confirm_result(
    *,
    actor: Actor,
    patient: Patient,
    test_id: int,
    laboratory: str,
    levels: Mapping[str, Measured],
    agreed: str,
    now: datetime,
    reason: str = "",
) -> Entry:
    """A laboratory's levels by key of drug, or in `agreed` what the person says is so.

    What the medicines were at the quick test is read again as the list stands now: a prescription
    that came later explains the result too.
    """
    require(actor, Permission.COLLECT_SAMPLES, site_id=patient.site_id)
    with writing():
        test = _given_test(patient, test_id, now)
        if test.screened is None:
            raise UnableToEnterResult("Enter the quick test first.")
        _require_reason(test.confirmed, reason)
        facts = {
            "basis": _basis(test) if levels else "the person says so",
            "readings": test.screened.body["readings"],
            "screen": test.screened.body["screen"],
            **_confirmation(laboratory.strip(), levels, agreed.strip()),
        }
        reading = _read(facts, taken_by(patient))
        entry = _signed(actor, test, facts, reading, now, test.confirmed, reason)
        save_version(test, expected=test.version, confirmed=entry, outcome=reading.outcome)
    return entry


def _basis(test: DrugTest) -> str:
    return "second breath test" if test.specimen.is_breath else "laboratory"


def _confirmation(laboratory: str, levels: Mapping[str, Measured], agreed: str) -> Body:
    if bool(levels) == bool(agreed):
        raise UnableToEnterResult(
            "Enter what the second test found, or what the person says: one of the two."
        )
    if levels and not laboratory:
        raise UnableToEnterResult("Name the laboratory, or the device.")
    kept = {key: [str(one.level), str(one.cut_off)] for key, one in levels.items()}
    return {"laboratory": laboratory, "levels": kept, "agreed": agreed}


def _given_test(patient: Patient, test_id: int, now: datetime) -> DrugTest:
    test = shown_test(patient, test_id, now=now)
    if test is None or test.state != DrugTest.State.GIVEN:
        raise UnableToEnterResult("No sample was given for this test.")
    return test


def _require_reason(before: Entry | None, reason: str) -> None:
    if before is not None and not reason.strip():
        raise UnableToEnterResult("Write why the result before is corrected.")


def _require_kind(screen: Mapping[str, bool], test: DrugTest) -> None:
    fitting = {one.key for one in default_panel().groups_of(test.specimen.kind)}
    if not fitting.issuperset(screen):
        raise UnableToEnterResult(f"This was {test.specimen.kind.value}. Enter what it can show.")


def _with_warmth(readings: Readings, test: DrugTest) -> Readings:
    cup = test.specimen
    return replace(
        readings, temperature=cup.temperature, temperature_minutes=cup.temperature_minutes
    )


def _kept(readings: Readings) -> Body:
    """As JSON keeps them exactly: decimals as text."""
    values = {name: getattr(readings, name) for name in Readings.__dataclass_fields__}
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()
    }


def _readings(kept: Body) -> Readings:
    exact: Body = {
        name: Decimal(value) if isinstance(value, str) else value for name, value in kept.items()
    }
    return Readings(**exact)


def _read(facts: Body, taken: tuple[Taken, ...]) -> Reading:
    levels = {
        key: Measured(Decimal(level), Decimal(cut_off))
        for key, (level, cut_off) in facts.get("levels", {}).items()
    }
    return read_test(
        default_panel(),
        validity=checked_validity(_readings(facts["readings"])),
        screen=facts["screen"],
        laboratory=levels,
        taken=taken,
        is_agreed=bool(facts.get("agreed")),
    )


def _findings(validity: Validity, kind: Sample) -> list[str]:
    words = [one.words for one in validity.findings]
    if validity.is_measured or kind is Sample.BREATH:
        return words
    return [*words, "Creatinine and gravity were not measured"]


def _signed(
    actor: Actor,
    test: DrugTest,
    facts: Body,
    reading: Reading,
    now: datetime,
    before: Entry | None,
    reason: str,
) -> Entry:
    validity = checked_validity(_readings(facts["readings"]))
    body = {
        "on": test.on.isoformat(),
        "sample": test.specimen.label,
        "given": test.specimen.kind.value,
        "outcome": reading.outcome.value,
        "findings": _findings(validity, test.specimen.kind),
        "lines": {line.name: line.words for line in reading.lines},
        "cautions": {line.name: line.caution for line in reading.lines if line.caution},
        "medicines": [one.medicine.name for one in taken_by(test.patient)],
        "rules_versions": [default_panel().version, validity.rules_version],
        **facts,
    }
    return sign_entry(
        actor=actor,
        patient=test.patient,
        kind=EntryKind.DRUG_TEST,
        body=body,
        happened_at=test.specimen.given_at,
        now=now,
        corrects=before,
        reason=reason.strip() if before else "",
    )
