"""Weeks that no longer fit: somebody's own times changed after the week was agreed on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.models import Commitment
from stepdown.clinic.treatment.queries import CommitmentKind, Firmness


@dataclass(frozen=True)
class Clash:
    """A session of somebody's week, on `weekday` (0 is Monday), and what it runs into now."""

    code: str
    short_name: str
    title: str
    weekday: int
    commitment: CommitmentKind


def clashing_weeks(actor: Actor, *, now: datetime) -> list[Clash]:
    """One for each person open to the actor, who plans weeks (two queries)."""
    people = patients_open_to(actor, Permission.PLAN_WEEKS, now)
    seats = list(_beside_firm_times(now).filter(patient__in=people))
    busy = Commitment.objects.filter(patient__in={seat.patient_id for seat in seats})
    firm: dict[int, list[Commitment]] = {}
    for one in busy.filter(firmness=Firmness.NEVER):
        firm.setdefault(one.patient_id, []).append(one)
    first: dict[str, Clash] = {}
    for seat in seats:
        for one in firm.get(seat.patient_id, []):
            if _runs_into(seat, one, now):
                first.setdefault(seat.patient.code, _clash(seat, one))
    return list(first.values())


def _beside_firm_times(now: datetime) -> QuerySet[Seat]:
    """Seats of weeks that hold, of people with a fixed time on the same weekday."""
    fixed = Commitment.objects.filter(
        patient=OuterRef("patient"), weekday=OuterRef("series__weekday"), firmness=Firmness.NEVER
    )
    held = Seat.objects.filter(
        live_on(now.date()), Exists(fixed), is_make_up=False, plan__episode__status="active"
    )
    ordered = held.order_by("patient__code", "series__weekday", "series__starts", "pk")
    return ordered.select_related("patient__site", "series")


def _runs_into(seat: Seat, busy: Commitment, now: datetime) -> bool:
    today = local_now(seat.patient.site, now).date()
    is_over = busy.until_on is not None and busy.until_on < today
    if is_over or busy.weekday != seat.series.weekday:
        return False
    way = seat.patient.travel_minutes or 0
    begins = minute_of_day(seat.series.starts)
    ends = begins + seat.series.minutes
    return minute_of_day(busy.starts) < ends + way and begins - way < minute_of_day(busy.ends)


def _clash(seat: Seat, busy: Commitment) -> Clash:
    patient, series = seat.patient, seat.series
    kind = CommitmentKind(busy.kind)
    return Clash(patient.code, patient.short_name, series.title, series.weekday, kind)
