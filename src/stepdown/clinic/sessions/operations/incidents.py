"""Reporting an incident, and what follows from it until it is done."""

from dataclasses import dataclass
from datetime import date, datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.incidents import incidents_of, who_can_owe
from stepdown.clinic.sessions.models import Incident


class UnableToReport(Unable):
    """The report cannot be kept like this; the message says what to do."""


@dataclass(frozen=True)
class Report:
    """What happened, who was told, and what is owed by whom until when."""

    happened_at: datetime
    words: str
    told: str
    follow_up: str
    owed_by: int
    due_on: date


def report_incident(
    *, actor: Actor, patient: Patient, report: Report, step_id: int | None, now: datetime
) -> Incident:
    """Keeps the report. `step_id`: the safety step it follows. Raises UnableToReport."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    today = local_now(patient.site, now).date()
    if report.happened_at > now:
        raise UnableToReport("That has not happened yet. Check the day and the time.")
    if report.due_on < today:
        raise UnableToReport("The follow-up is due in the past. Choose today or a later day.")
    if report.owed_by not in dict(who_can_owe(patient, today)):
        raise UnableToReport("Choose a colleague here who may open this chart.")
    with writing():
        step = _free_step(patient, step_id)
        incident = Incident.objects.create(
            patient=patient,
            happened_at=report.happened_at,
            words=report.words,
            told=report.told,
            follow_up=report.follow_up,
            owed_by_id=report.owed_by,
            due_on=report.due_on,
            reported_by_id=actor.account_id or 0,
            reported_at=now,
            step=step,
        )
        content = {"words": report.words, "told": report.told, "follow_up": report.follow_up}
        record(
            actor=actor,
            verb="incident.reported",
            now=now,
            subject=incident,
            patient_id=patient.pk,
            content=content,
        )
    return incident


def _free_step(patient: Patient, step_id: int | None) -> Entry | None:
    """The person's own step that has no report yet; a report is kept without one, too."""
    steps = Entry.objects.filter(patient=patient, kind=EntryKind.UNFIT, incident=None)
    return steps.filter(pk=step_id or 0).first()


def finish_follow_up(
    *,
    actor: Actor,
    patient: Patient,
    incident_id: int,
    words: str,
    expected_version: int,
    now: datetime,
) -> None:
    """What was owed is done, in words; by who owes it or the director. Raises UnableToReport."""
    require(actor, Permission.READ_CHART, site_id=patient.site_id)
    with writing():
        incident = incidents_of(actor, patient).filter(pk=incident_id).first()
        if incident is None:
            raise UnableToReport("There is no such report here.")
        is_director = actor.can(Permission.SET_UP, site_id=patient.site_id)
        if incident.owed_by_id != actor.account_id and not is_director:
            raise NotAllowed("Only who owes the follow-up, or the director, finishes it.")
        if incident.done_at is not None:
            raise UnableToReport("This follow-up is done already.")
        if not words.strip():
            raise UnableToReport("Write what was done. One line is enough.")
        save_version(
            incident,
            expected=expected_version,
            done_words=words,
            done_by_id=actor.account_id,
            done_at=now,
        )
        record(
            actor=actor,
            verb="incident.followed_up",
            now=now,
            subject=incident,
            patient_id=patient.pk,
            content={"words": words},
        )
