"""Somebody in care comes to a session that is not in their week: they are put on its roll."""

from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.sessions.queries import members_of
from stepdown.clinic.timetable.joining import suits_together
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.make_up import take_seat_that_day
from stepdown.clinic.timetable.queries import DatedSession, meetings, planned_weeks
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import open_episode

# the same words whatever the reason: it may be somebody else's
NOT_THIS_ONE = "They cannot join this session today. Talk with them apart, and ask their team."


class UnableToWalkIn(Unable):
    """The person cannot be put on this roll; the message says what to do."""


def walk_in(*, actor: Actor, session: Session, patient_id: int, now: datetime) -> None:
    """A seat for today. Which hours the person has planned stays as it is.

    Raises UnableToWalkIn, or UnableToPlanWeek where the person's own week cannot be read.
    """
    require(actor, Permission.LEAD_SESSIONS, site_id=session.series.program.site_id)
    with writing():
        session.refresh_from_db(fields=["state"])
        (meeting,) = meetings([(session.series, session.on)])
        _refuse_session(session, meeting, now)
        episode = _episode(session, _opened(actor, patient_id, now))
        if not suits_together(episode, session.series, meeting):
            raise UnableToWalkIn(NOT_THIS_ONE)
        try:
            seat = take_seat_that_day(episode=episode, meeting=meeting, now=now)
        except UnableToSeat as error:
            raise UnableToWalkIn("Every seat of this session is taken today.") from error
        content = {"session": session.pk, "on": str(session.on)}
        record(
            actor=actor,
            verb="session.walked_in",
            now=now,
            subject=seat,
            patient_id=patient_id,
            content=content,
        )


def _opened(actor: Actor, patient_id: int, now: datetime) -> Patient:
    mine = patients_open_to(actor, Permission.LEAD_SESSIONS, now).select_related("site")
    patient = mine.filter(pk=patient_id).first()
    if patient is None:
        raise UnableToWalkIn("Find them again by letters of their name, then press.")
    return patient


def _refuse_session(session: Session, meeting: DatedSession, now: datetime) -> None:
    if session.state == Session.State.CLOSED:
        raise UnableToWalkIn("This roll is closed. Write a note in the chart instead.")
    if meeting.is_cancelled:
        raise UnableToWalkIn("This session is cancelled.")
    if local_now(session.series.program.site, now).date() != session.on:
        raise UnableToWalkIn("This is done on the day of the session, when they are here.")


def _episode(session: Session, patient: Patient) -> Episode:
    if members_of(session).filter(pk=patient.pk).exists():
        raise UnableToWalkIn("They are on this roll already.")
    episode = open_episode(patient)
    is_here = patient.site_id == session.series.program.site_id
    if episode is None or episode.status != Episode.Status.ACTIVE or not is_here:
        raise UnableToWalkIn("They are not in care here now. Their chart says where they stand.")
    if not planned_weeks(patient, on=session.on):
        raise UnableToWalkIn("They have no week yet. Find one with them under Week first.")
    return episode
