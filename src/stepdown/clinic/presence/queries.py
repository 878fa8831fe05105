"""The code at the door, and who said that they are here."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.presence.door_rules import DoorRules, opens_at
from stepdown.clinic.presence.models import Presence
from stepdown.clinic.timetable.queries import DatedSession, week_of
from stepdown.clinic.timetable.times import monday_of

DIGITS = 6


def door_code(series_id: int, on: date) -> str:
    """Of one session on one day. Worked out, not kept: nothing holds it to be stolen."""
    made = salted_hmac("stepdown.presence", f"{series_id}.{on}", algorithm="sha256").digest()
    return f"{int.from_bytes(made[:8]) % 10**DIGITS:0{DIGITS}}"


def is_open(starts_at: datetime, ends_at: datetime, now: datetime, rules: DoorRules) -> bool:
    """Whether the code works: shortly before the start, until the end."""
    return opens_at(starts_at, rules) <= now < ends_at


def todays_sessions(patient: Patient, *, now: datetime) -> list[DatedSession]:
    """The person's own meetings of today, by time."""
    today = local_now(patient.site, now).date()
    return [one for one in week_of(patient, monday=monday_of(today)) if one.on == today]


def presence_of(patient: Patient, one: DatedSession) -> datetime | None:
    """When the person said that they are here."""
    return said_here(one.session.series_id, one.on).get(patient.pk)


def said_here(series_id: int, on: date) -> dict[int, datetime]:
    """When people said so, by person. For the roll, which lists whom one may see."""
    return dict(_said_here(series_id, on))


@written_once
def _said_here(series_id: int, on: date) -> QuerySet[Presence, tuple[int, datetime]]:
    said = Presence.objects.filter(series=series_id, on=on)
    return said.values_list("patient_id", "said_at")
