"""A need for supervised detox: opened by what is found, settled by a medical professional only."""

from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.advising import (
    open_detox_need,
    unsettled_detox_rules,
    withdrawal_advice,
)
from stepdown.clinic.treatment.models import DetoxNeed, DetoxReferral


class UnableToSettle(Unable):
    """The detox need cannot be settled like this; the message says what is missing."""


def open_need(*, actor: Actor, patient: Patient, because: Entry, now: datetime) -> DetoxNeed:
    """Opens a need for the reason signed in `because`; one that is open already stays the one."""
    with writing():
        need = open_detox_need(patient)
        if need is None:
            need = DetoxNeed.objects.create(patient=patient, opened_by=because, opened_at=now)
            record(
                actor=actor,
                verb="detox.needed",
                now=now,
                subject=need,
                patient_id=patient.pk,
                content={"because": because.pk},
            )
    return need


def open_need_if_found(*, actor: Actor, patient: Patient, because: Entry, now: datetime) -> bool:
    """Opens a need where the rules find one in the facts as they now stand."""
    found = unsettled_detox_rules(patient, now=now)
    if found:
        open_need(actor=actor, patient=patient, because=because, now=now)
    return bool(found)


def settle_detox_need(
    *, actor: Actor, patient: Patient, outcome: str, note: str, now: datetime
) -> DetoxNeed:
    """`outcome`: cleared, or handled_here (medicine started, the person attends meanwhile)."""
    require(actor, Permission.CLEAR_WITHDRAWAL, site_id=patient.site_id)
    if outcome not in {DetoxNeed.State.CLEARED, DetoxNeed.State.HANDLED_HERE}:
        raise UnableToSettle("Choose: cleared, or handled here meanwhile.")
    if not note.strip():
        raise UnableToSettle("Write what was found and what was done, in a line or two.")
    with writing():
        need = open_detox_need(patient)
        if need is None:
            raise UnableToSettle("No detox need is open, so there is nothing to settle.")
        if DetoxReferral.objects.filter(need=need).exclude(status__in=DetoxReferral.OVER).exists():
            raise UnableToSettle(
                "A referral to detox is under way. Note first that the person is back, or that"
                " the referral was declined."
            )
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.WITHDRAWAL,
            body={"outcome": outcome, "note": note, **_ground(patient, now)},
            happened_at=now,
            now=now,
        )
        need.state, need.settled_by = outcome, entry
        need.save(update_fields=["state", "settled_by"])
        record(actor=actor, verb="detox.settled", now=now, subject=need, patient_id=patient.pk)
    return need


def _ground(patient: Patient, now: datetime) -> dict[str, Any]:
    """What the decision was made on: the rules that asked for detox, and the facts."""
    standing = withdrawal_advice(patient, now=now)
    return {
        "rules": list(standing.detox_rules),
        "facts": standing.facts.as_snapshot(),
        "ruleset_version": standing.advice.ruleset_version,
    }
