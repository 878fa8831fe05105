"""Booking what still reaches the hours of a week, by the person or by staff who plan weeks."""

from datetime import datetime

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.forecast import low_week_of
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.make_up import NOT_FREE, make_up_times, take_make_up_seat
from stepdown.clinic.treatment.queries import open_episode


def make_up_hours(*, actor: Actor, patient: Patient, series_id: int, now: datetime) -> None:
    """A seat for one day of this week, in place of a meeting that the person did not come to.

    Raises UnableToSeat where the week comes out right meanwhile, or the time is not free.
    """
    if actor.account_id is None or actor.own_patient_id != patient.pk:
        require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)
    with writing():
        low, episode = low_week_of(patient, now=now), open_episode(patient)
        if low is None or episode is None:
            raise UnableToSeat("This week comes out right already. Nothing was booked.")
        for missed in low.missed:
            times = make_up_times(episode, missed, now=now)
            if any(one.session.series_id == series_id for one in times):
                break
        else:
            raise UnableToSeat(NOT_FREE)
        seat = take_make_up_seat(episode=episode, missed=missed, series_id=series_id, now=now)
        content = {"series": series_id, "on": str(seat.starts_on), "missed": str(missed.on)}
        record(
            actor=actor,
            verb="hours.made_up",
            now=now,
            subject=seat,
            patient_id=patient.pk,
            content=content,
        )
