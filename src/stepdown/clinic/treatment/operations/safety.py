"""The safety step: judged, acted on and signed in the same contact."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import Unable, writing
from stepdown.clinic.measures.operations import settle_alerts
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.facts import open_safety_step
from stepdown.rules.placement import SuicideRisk

DISPOSITIONS = {
    "goes_home": "Goes on today as planned",
    "seen_today": "Is seen by a medical professional today",
    "emergency": "Emergency evaluation now; somebody stays with them",
}
_ALLOWED = {
    SuicideRisk.NONE: set(DISPOSITIONS),
    SuicideRisk.LOW: set(DISPOSITIONS),
    SuicideRisk.MODERATE: {"seen_today", "emergency"},
    SuicideRisk.HIGH: {"emergency"},
}


class UnableToAnswerSafetyStep(Unable):
    """What was judged and what was done do not go together; the message says what to do."""


def answer_safety_step(
    *,
    actor: Actor,
    patient: Patient,
    risk: SuicideRisk,
    disposition: str,
    words: str,
    now: datetime,
    warning_signs: str = "",
    contacts: str = "",
    means: str = "",
) -> Entry:
    """Signs the judged risk, what is done about it and, where made, the safety plan.

    Needs no consent and no live credential: safety is never held up. Moderate risk means a
    medical professional today, high risk an emergency evaluation (Columbia triage; rules E2, S1).
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    _refuse_too_little(risk, disposition)
    with writing():
        asked = open_safety_step(patient)
        body = {
            "risk": risk.value,
            "disposition": disposition,
            "words": words,
            "warning_signs": warning_signs,
            "contacts": contacts,
            "means": means,
            "after_entry": asked.pk if asked else None,
        }
        kind = EntryKind.SAFETY_STEP
        step = sign_entry(
            actor=actor, patient=patient, kind=kind, body=body, happened_at=now, now=now
        )
        settle_alerts(actor=actor, patient=patient, step=step, now=now)
    return step


def _refuse_too_little(risk: SuicideRisk, disposition: str) -> None:
    if disposition not in DISPOSITIONS:
        raise UnableToAnswerSafetyStep("Choose what happens now.")
    if disposition not in _ALLOWED[risk]:
        raise UnableToAnswerSafetyStep(
            f"With {risk.value} risk, this is not enough."
            " Choose an evaluation, or correct the judged risk."
        )
