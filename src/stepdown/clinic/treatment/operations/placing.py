"""The signed placement decision: what was advised, what was decided, and why."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.advising import StandingAdvice, advice_for, unsettled_detox_rules
from stepdown.clinic.treatment.facts import assessment_parts, safety_is_open
from stepdown.clinic.treatment.operations.detox import open_need
from stepdown.clinic.treatment.operations.rules import keep_shipped
from stepdown.rules.placement import Edition, Outcome, UnableToFindLevel, level
from stepdown.rules.taper.levels import INTENSIVE_OUTPATIENT


class PlacementDecision(StrEnum):
    """What the clinician decides about the advice."""

    FOLLOW = "follow"
    OTHER = "other"
    WAIT = "wait"
    DETOX = "detox"


class UnableToPlace(Unable):
    """The decision cannot be signed as it stands; the message says what comes first."""


def sign_placement(
    *,
    actor: Actor,
    patient: Patient,
    decision: PlacementDecision,
    reason: str,
    now: datetime,
    level_code: str = "",
    edition: Edition = "3rd",
    until_on: date | None = None,
) -> Entry:
    """Signs the advice as it stands now, then the decision on it. `reason` is always needed.

    `level_code` is for another level than advised, `until_on` for waiting. DETOX, and advice
    that asks for detox, open a need that only a medical professional settles. Raises
    UnableToPlace, UnableToReadFacts, UnableToSign.
    """
    require(actor, Permission.DECIDE_PLACEMENT, site_id=patient.site_id)
    if not reason.strip():
        raise UnableToPlace("Write the reason for this decision. One line is enough.")
    with writing():
        standing = advice_for(patient, now=now, edition=edition)
        code = _decided_level(standing, decision, level_code, edition)
        _refuse_unrated(patient, standing, code, now)
        if code == INTENSIVE_OUTPATIENT:
            _refuse_unsafe_start(patient, standing)
        body = {
            "decision": decision.value,
            "level_code": code,
            "edition": _edition(standing, decision, edition),
            "reason": reason,
            "advised": standing.advice.outcome.value,
            "advice": _sign_advice(actor, patient, standing, edition, now).pk,
            "until_on": until_on.isoformat() if until_on else None,
        }
        entry = _signed(actor, patient, EntryKind.PLACEMENT, body, now)
        if decision is PlacementDecision.DETOX or unsettled_detox_rules(patient, now=now):
            open_need(actor=actor, patient=patient, because=entry, now=now)
    return entry


def _refuse_unrated(patient: Patient, standing: StandingAdvice, code: str, now: datetime) -> None:
    """The assessor rates first; what is urgent waits for no rating."""
    is_urgent = standing.advice.outcome in (Outcome.EMERGENCY, Outcome.DETOX_FIRST)
    if code and not is_urgent and not assessment_parts(patient, now=now)["rating"].is_fresh:
        raise UnableToPlace("Rate the six areas first. Then decide, with the advice beside it.")


def _signed(
    actor: Actor, patient: Patient, kind: EntryKind, body: dict[str, Any], now: datetime
) -> Entry:
    return sign_entry(actor=actor, patient=patient, kind=kind, body=body, happened_at=now, now=now)


def _decided_level(
    standing: StandingAdvice, decision: PlacementDecision, level_code: str, edition: Edition
) -> str:
    if decision is PlacementDecision.OTHER:
        try:
            return level(level_code, edition).code
        except UnableToFindLevel as error:
            raise UnableToPlace("Choose the level that you decide on.") from error
    if decision is not PlacementDecision.FOLLOW:
        return ""
    if standing.advice.outcome is Outcome.CANNOT_ADVISE_YET:
        raise UnableToPlace("There is no advice to follow yet. Find out what is missing, or wait.")
    suggested = standing.advice.suggested_level
    return suggested.code if suggested else ""


def _edition(standing: StandingAdvice, decision: PlacementDecision, edition: Edition) -> Edition:
    suggested = standing.advice.suggested_level
    if decision is PlacementDecision.FOLLOW and suggested:
        return suggested.edition  # adolescents stay on the 3rd edition
    return edition


def _refuse_unsafe_start(patient: Patient, standing: StandingAdvice) -> None:
    if safety_is_open(patient):
        raise UnableToPlace("The safety step is open. Answer it before this decision.")
    if standing.advice.outcome is Outcome.EMERGENCY:
        raise UnableToPlace(
            "A danger sign stands in the chart. When it has passed, examine again and sign then."
        )


def _sign_advice(
    actor: Actor, patient: Patient, standing: StandingAdvice, edition: Edition, now: datetime
) -> Entry:
    keep_shipped(site=patient.site, now=now)  # so that this advice can be made again
    body = {
        "facts": standing.facts.as_snapshot(),
        "advice": standing.advice.as_dict(),
        "ruleset_version": standing.advice.ruleset_version,
        "ruleset_approved": standing.rules.is_approved,
        "edition": edition,
    }
    return _signed(actor, patient, EntryKind.ADVICE, body, now)
