"""Correcting a finding: its new version counts like a new finding, at the time it was taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.correcting import UnableToCorrect, entry_to_correct
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.facts import last_safety_contact
from stepdown.clinic.treatment.figures import USUAL
from stepdown.clinic.treatment.histories import UseHistory
from stepdown.clinic.treatment.operations.assessing import (
    history_body,
    instrument_body,
    require_recent,
    vitals_body,
)
from stepdown.clinic.treatment.operations.detox import open_need_if_found

ASKS = "needs_safety_step"
HOW_IT_WAS_ASKED = ("mode", "wording", "language")


def correct_vitals(
    *,
    actor: Actor,
    patient: Patient,
    entry_id: int,
    values: Mapping[str, float],
    danger_signs: Mapping[str, bool | None],
    taken_at: datetime,
    reason: str,
    now: datetime,
    taken_again: bool = False,
) -> Entry:
    """As `record_vitals`, in a new version. Raises UnableToCorrect too."""
    usual = in_force(USUAL, patient.site_id, now)
    body = vitals_body(values, danger_signs, usual, taken_again=taken_again)
    return _correct(actor, patient, entry_id, EntryKind.VITALS, body, taken_at, reason, now)


def correct_use_history(
    *,
    actor: Actor,
    patient: Patient,
    entry_id: int,
    history: UseHistory,
    taken_at: datetime,
    reason: str,
    now: datetime,
) -> Entry:
    """As `record_use_history`, in a new version. Raises UnableToCorrect too."""
    body = history_body(history, now)
    return _correct(actor, patient, entry_id, EntryKind.USE_HISTORY, body, taken_at, reason, now)


def correct_instrument(
    *,
    actor: Actor,
    patient: Patient,
    entry_id: int,
    instrument: str,
    answers: object,
    taken_at: datetime,
    reason: str,
    now: datetime,
    context: Mapping[str, object] | None = None,
    cannot_be_scored_because: str = "",
) -> Entry:
    """As `score_instrument`, in a new version of the same form. Raises UnableToCorrect too.

    A corrected answer that asks for the safety step opens it, and one that no longer asks closes
    it; after the step was answered, only a higher answer opens it again.
    """
    body = instrument_body(instrument, answers, context or {}, cannot_be_scored_because)
    return _correct(actor, patient, entry_id, EntryKind.INSTRUMENT, body, taken_at, reason, now)


def _correct(
    actor: Actor,
    patient: Patient,
    entry_id: int,
    kind: EntryKind,
    body: dict[str, Any],
    taken_at: datetime,
    reason: str,
    now: datetime,
) -> Entry:
    """Needs no consent: what stands in a record is put right also after consent has ended."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        old = entry_to_correct(patient, entry_id, reason=reason)
        _refuse_other_or_same(old, kind, body, taken_at)
        if taken_at != old.happened_at:
            require_recent(taken_at, now)
        body = {**body, **{key: old.body[key] for key in HOW_IT_WAS_ASKED if key in old.body}}
        if ASKS in body:
            body = {**body, ASKS: body[ASKS] and _asks_anew(patient, old, body)}
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=kind,
            body=body,
            happened_at=taken_at,
            now=now,
            corrects=old,
            reason=reason,
        )
        open_need_if_found(actor=actor, patient=patient, because=entry, now=now)
    return entry


def _refuse_other_or_same(
    old: Entry, kind: EntryKind, body: dict[str, Any], taken_at: datetime
) -> None:
    if old.kind != kind or old.body.get("instrument") != body.get("instrument"):
        raise UnableToCorrect("This entry is another form. Open it from the chart and correct it.")
    if taken_at == old.happened_at and _without_ask(old.body) == _without_ask(body):
        raise UnableToCorrect("Nothing is different from what was signed.")


def _without_ask(body: dict[str, Any]) -> str:
    left_out = {ASKS, *HOW_IT_WAS_ASKED}
    return content_digest({key: value for key, value in body.items() if key not in left_out})


def _asks_anew(patient: Patient, old: Entry, body: dict[str, Any]) -> bool:
    is_open = old.body.get(ASKS, False) and last_safety_contact(patient) < old.pk
    return is_open or body.get("concern", 0) > old.body.get("concern", 0)
