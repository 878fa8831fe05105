"""Signing what a person filled in by themselves."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.measures.operations import mark_signed
from stepdown.clinic.measures.queries import form_to_sign, wording_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.operations.assessing import (
    UnableToAssess,
    asked_in,
    instrument_body,
    sign_finding,
)


def sign_asked_form(*, actor: Actor, patient: Patient, form_id: int, now: datetime) -> Entry:
    """Scores a finished form and signs it, as of the time at which the person finished it.

    Where the safety step was signed after the answer, the entry does not ask for it again.
    """
    with writing():
        form = form_to_sign(patient, form_id)
        if form is None:
            raise UnableToAssess("This form was signed or withdrawn already. Open the chart.")
        body = {
            **instrument_body(form.instrument_key, form.answers, {"sex": patient.sex}, ""),
            **asked_in(form.mode, wording_of(form)),
        }
        alert = getattr(form, "alert", None)
        if alert is not None and alert.settled_by_id is not None:
            body["needs_safety_step"] = False
        finished_at = form.finished_at or now
        entry = sign_finding(actor, patient, EntryKind.INSTRUMENT, body, finished_at, now)
        mark_signed(actor=actor, form=form, entry=entry, now=now)
    return entry
