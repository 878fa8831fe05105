"""Writing down what came of a try to reach somebody who was missed."""

from datetime import date, datetime, timedelta
from typing import Any

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.outreach.outreach_rules import OUTREACH
from stepdown.clinic.outreach.queries import Outcome, outreach_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.reaching import reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force


class UnableToNoteOutreach(Unable):
    """This cannot be written down like that; the message says what to do."""


def note_outreach(
    *,
    actor: Actor,
    patient: Patient,
    outcome: str,
    words: str,
    next_on: date | None,
    now: datetime,
) -> OutreachTry:
    """One try. Who was not reached is tried again on a day; who was, is owed nothing more.

    Raises UnableToNoteOutreach.
    """
    require(actor, Permission.LEAD_SESSIONS, site_id=patient.site_id)
    with writing():
        if outreach_of(patient, now=now) is None:
            raise UnableToNoteOutreach("Nothing is owed here any more. Look at the list of tries.")
        next_on = None if outcome == Outcome.REACHED else next_on
        _refuse(patient, Outcome(outcome), next_on, now)
        told: dict[str, Any] = {"outcome": Outcome(outcome), "words": words, "next_on": next_on}
        by: dict[str, Any] = {"tried_at": now, "tried_by_id": actor.account_id}
        made = OutreachTry.objects.create(patient=patient, **told, **by)
        content = {"outcome": outcome, "next_on": str(next_on or "")}
        record(
            actor=actor,
            verb="outreach.tried",
            now=now,
            subject=made,
            patient_id=patient.pk,
            content=content,
        )
    return made


def _refuse(patient: Patient, outcome: Outcome, next_on: date | None, now: datetime) -> None:
    if outcome == Outcome.WORD_LEFT and not reach_of(patient).may_leave_word:
        raise UnableToNoteOutreach(
            f"{patient.short_name} has not agreed to messages. If one was left, choose “Not"
            f" reached” and tell the director. Leave none from now on."
        )
    if outcome == Outcome.NOT_REACHED and next_on is None:
        raise UnableToNoteOutreach("Choose the day of the next try.")
    today = local_now(patient.site, now).date()
    rules = in_force(OUTREACH, patient.site_id, now)
    furthest = today + timedelta(days=rules.furthest_days.value)
    if next_on is not None and not today <= next_on <= furthest:
        raise UnableToNoteOutreach(
            f"Choose a next day from today to {furthest:%A, %B} {furthest.day}."
        )
