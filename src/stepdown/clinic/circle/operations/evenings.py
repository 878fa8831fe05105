"""A single family session is put into a person's week: their plan may ask for two a month."""

from datetime import date, datetime

from stepdown.clinic.circle.queries import family_choices
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.joining import suits_together
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.make_up import take_seat_that_day
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import open_episode

# the same words whatever the reason: it may be somebody else's
NOT_THIS_ONE = "They cannot join this session on that day. Choose another one."

NO_SEAT = "No seat is free that day, or they have no week yet. Look at their week first."


class UnableToPlanEvening(Unable):
    """This family session cannot be planned for the person; the message says what to do."""


def plan_family_session(
    *, actor: Actor, patient: Patient, series_id: int, on: date, now: datetime
) -> Seat:
    """A seat for that day, beside the week they have; the hours they have planned stay as they
    are. Raises UnableToPlanEvening, or UnableToPlanWeek where their week cannot be read."""
    require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)
    with writing():
        episode = open_episode(patient)
        if episode is None or episode.status != Episode.Status.ACTIVE:
            raise UnableToPlanEvening("They are not in care here now.")
        meeting = _chosen(patient, series_id, on, now)
        if not suits_together(episode, Series.objects.get(pk=series_id), meeting):
            raise UnableToPlanEvening(NOT_THIS_ONE)
        try:
            seat = take_seat_that_day(episode=episode, meeting=meeting, now=now)
        except UnableToSeat as error:
            raise UnableToPlanEvening(NO_SEAT) from error
        verb = "family_session.planned"
        record(actor=actor, verb=verb, now=now, subject=seat, patient_id=patient.pk)
    return seat


def _chosen(patient: Patient, series_id: int, on: date, now: datetime) -> DatedSession:
    for one in family_choices(patient, now):
        if (one.session.series_id, one.on) == (series_id, on):
            return one
    raise UnableToPlanEvening("This session is not to be had any more. Choose another one.")
