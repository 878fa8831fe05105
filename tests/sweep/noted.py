"""A note that is being written, one that waits, and a report, with marked words."""

from datetime import timedelta

from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient, Post, Site
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.formats import note_rules
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    IndividualText,
    Report,
    keep_counseling_note,
    report_incident,
    save_individual_note,
)
from stepdown.clinic.sessions.operations.co_signing import sign_note
from stepdown.clinic.sessions.queries import times_of
from stepdown.clinic.timetable.models import Series
from tests.clinic.world import NOW, TODAY
from tests.sweep.planted import hire

LONG_AGO = TODAY - timedelta(weeks=10)  # other addresses show the newest mark


def plant_notes(site: Site, patient: Patient, mark: str) -> None:
    counselor = Account.objects.get(email="counselor@harbor.example")
    write_marked_note(actor_for(counselor, now=NOW), patient, mark)
    _apart_from_the_chart(actor_for(counselor, now=NOW), patient, mark)
    _sign_under_supervision(site, counselor, patient, mark)


def _apart_from_the_chart(counselor: Actor, patient: Patient, mark: str) -> None:
    owes = counselor.account_id or 0
    keep_counseling_note(actor=counselor, patient=patient, on=TODAY, text=f"{mark} note", now=NOW)
    report_incident(
        actor=counselor,
        patient=patient,
        report=Report(NOW, f"{mark} came", f"{mark} told", "Call", owes, TODAY),
        step_id=None,
        now=NOW,
    )


def _sign_under_supervision(site: Site, lead: Account, patient: Patient, mark: str) -> None:
    trainee = hire(site, "trainee@harbor.example", Role.COUNSELOR)
    Post.objects.filter(account=trainee).update(supervisor=lead)
    with writing():
        sign_note(
            actor=actor_for(trainee, now=NOW),
            patient=patient,
            body={"title": f"{mark} hour", "own_line": f"{mark} said so"},
            happened_at=NOW,
            now=NOW,
        )


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
