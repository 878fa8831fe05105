"""Whom the next session expects, and what is good to know of each before it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import behind, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.needs import open_safety_people
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.timetable.models import Seat

HISTORY = timedelta(days=60)  # who has not come for this long begins anew


@dataclass(frozen=True)
class ExpectedPerson:
    """Somebody with a seat in a session of the day, and what is good to know before it."""

    patient_id: int
    code: str
    short_name: str
    is_first_time: bool
    missed_last_two: bool
    has_open_safety_step: bool


def expected_people(actor: Actor, series_id: int, on: date, now: datetime) -> list[ExpectedPerson]:
    """The people of one session who are open to the actor, by name (three queries)."""
    people = _seated(door_of(actor, Permission.LEAD_SESSIONS, now), series_id, on)
    numbers = [one.pk for one in people]
    unsafe = set(_unsafe_of(numbers))
    statuses: dict[int, list[str]] = {}
    for patient_id, status in _lately(numbers, now - HISTORY):
        statuses.setdefault(patient_id, []).append(status)
    return [
        ExpectedPerson(
            patient_id=one.pk,
            code=one.code,
            short_name=one.short_name,
            is_first_time=one.pk not in statuses,
            missed_last_two=statuses.get(one.pk, [])[:2] == [Attendance.Status.MISSED] * 2,
            has_open_safety_step=one.pk in unsafe,
        )
        for one in people
    ]


@written_once
def _seated(door: Door, series_id: int, on: date) -> QuerySet[Patient]:
    seats = Seat.objects.filter(live_on(on), series=series_id)
    people = behind(door).filter(pk__in=seats.values("patient"))
    return people.order_by("given_name", "family_name", "pk")


@written_once
def _unsafe_of(patients: Collection[int]) -> QuerySet[Patient, int]:
    asked = Patient.objects.filter(pk__in=patients)
    return open_safety_people(asked).values_list("pk", flat=True)


@written_once
def _lately(patients: Collection[int], since: datetime) -> QuerySet[Attendance, tuple[int, str]]:
    """The marks of closed rolls, the newest first."""
    closed = Attendance.objects.filter(session__state=Session.State.CLOSED, patient__in=patients)
    marks = closed.filter(session__starts_at__gte=since).order_by("-session__starts_at")
    return marks.values_list("patient_id", "status")
