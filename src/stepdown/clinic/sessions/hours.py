"""Attended hours as a biller sees them: dates and minutes, nothing clinical."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Attendance, CoSignature, Session


@dataclass(frozen=True)
class AttendedDay:
    """One day as a biller sees it, all its sessions together: a day of care counts once, however
    many there were. `is_noted`: a signed note stands behind each, and a trainee's is co-signed."""

    on: date
    minutes: int
    is_noted: bool


@dataclass(frozen=True)
class PersonHours:
    """One person's attended days in a period."""

    name: str
    days: tuple[AttendedDay, ...]

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)


@dataclass(frozen=True)
class HoursPage:
    people: tuple[PersonHours, ...]
    has_more: bool


def hours_attended(
    actor: Actor, *, from_on: date, until_on: date, now: datetime, skip: int = 0, most: int = 50
) -> HoursPage:
    """Dates and minutes of closed rolls in [from_on, until_on), by person. Nothing clinical: no
    title, no service, no leader. Two queries."""
    marks = Attendance.objects.filter(
        session__state=Session.State.CLOSED,
        session__on__gte=from_on,
        session__on__lt=until_on,
        attended_minutes__gt=0,
    )
    people = patients_open_to(actor, Permission.SEE_HOURS, now)
    people = people.filter(Exists(marks.filter(patient=OuterRef("pk"))))
    ordered = people.order_by("family_name", "given_name", "pk")
    shown = list(ordered[skip : skip + most + 1])
    days: dict[int, dict[date, AttendedDay]] = defaultdict(dict)
    waits = CoSignature.objects.filter(entry=OuterRef("note"), signed=None)
    rows = marks.filter(patient__in=shown[:most]).annotate(waits=Exists(waits))
    fields = ("patient_id", "session__on", "attended_minutes", "note_id", "waits")
    ordered_rows = rows.order_by("session__starts_at").values_list(*fields)
    for patient_id, on, minutes, note_id, is_waiting in ordered_rows:
        is_noted = note_id is not None and not is_waiting
        before = days[patient_id].get(on, AttendedDay(on, 0, is_noted=True))
        days[patient_id][on] = AttendedDay(
            on, before.minutes + minutes, before.is_noted and is_noted
        )
    found = tuple(PersonHours(one.full_name, tuple(days[one.pk].values())) for one in shown[:most])
    return HoursPage(found, has_more=len(shown) > most)
