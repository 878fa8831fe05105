"""A one-to-one session whose note is being written, with marked words."""

from datetime import timedelta

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.formats import note_rules
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import IndividualText, save_individual_note
from stepdown.clinic.sessions.queries import times_of
from stepdown.clinic.timetable.models import Series
from tests.clinic.world import NOW, TODAY

LONG_AGO = TODAY - timedelta(weeks=10)  # other addresses show the newest mark


def write_marked_note(counselor: Actor, patient: Patient, mark: str) -> None:
    attendance = Attendance.objects.create(
        session=_hour_long_ago(counselor),
        patient=patient,
        status=Attendance.Status.HERE,
        marked_at=NOW,
        marked_by_id=counselor.account_id or 0,
    )
    chosen = note_rules().formats[0]
    save_individual_note(
        actor=counselor,
        patient=patient,
        attendance_id=attendance.pk,
        text=IndividualText(chosen.key, {part.key: f"{mark} words" for part in chosen.parts}),
        expected_version=0,
        now=NOW,
    )


def _hour_long_ago(counselor: Actor) -> Session:
    series = Series.objects.filter(
        seats=1, weekday=LONG_AGO.weekday(), leader_id=counselor.account_id
    ).earliest("pk")
    starts_at, ends_at = times_of(series, LONG_AGO)
    times = {"starts_at": starts_at, "ends_at": ends_at}
    return Session.objects.get_or_create(series=series, on=LONG_AGO, defaults=times)[0]
