"""Weeks that no longer fit: somebody's own times changed after the week was agreed on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import behind, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.times import minute_of_day
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
    first: dict[int, _Beside] = {}
    for row in _beside_firm_times(door_of(actor, Permission.PLAN_WEEKS, now), now.date()):
        one = _Beside(*row)
        if one.patient_id not in first and _runs_into(one, now):
            first[one.patient_id] = one
    seats = {seat.pk: seat for seat in _seats([one.seat_id for one in first.values()])}
    return [_clash(seats[one.seat_id], one) for one in first.values()]


class _Beside(NamedTuple):
    """A seat, and a fixed time of the person on the same weekday. As plain values: of all weeks
    few clash."""

    seat_id: int
    patient_id: int
    zone: str
    travel_minutes: int | None
    starts: time
    minutes: int
    busy_from: time
    busy_until: time
    until_on: date | None
    kind: str


@written_once
def _beside_firm_times(door: Door, day: date) -> QuerySet[Seat, tuple[Any, ...]]:
    """Of weeks that hold, in the order of _Beside."""
    held = Seat.objects.filter(live_on(day), is_make_up=False, plan__episode__status="active")
    beside = held.filter(
        patient__in=behind(door),
        patient__commitments__weekday=F("series__weekday"),
        patient__commitments__firmness=Firmness.NEVER,
    )
    ordered = beside.order_by("patient__code", "series__weekday", "series__starts", "pk")
    return ordered.values_list(
        *("pk", "patient_id", "patient__site__zone", "patient__travel_minutes"),
        *("series__starts", "series__minutes"),
        *(f"patient__commitments__{name}" for name in ("starts", "ends", "until_on", "kind")),
    )


@written_once
def _seats(numbers: Collection[int]) -> QuerySet[Seat]:
    return Seat.objects.filter(pk__in=numbers).select_related("patient", "series")


def _runs_into(one: _Beside, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(one.zone)).date()
    if one.until_on is not None and one.until_on < today:
        return False
    way, begins = one.travel_minutes or 0, minute_of_day(one.starts)
    ends = begins + one.minutes
    busy_from, busy_until = minute_of_day(one.busy_from), minute_of_day(one.busy_until)
    return busy_from < ends + way and begins - way < busy_until


def _clash(seat: Seat, one: _Beside) -> Clash:
    patient, series = seat.patient, seat.series
    kind = CommitmentKind(one.kind)
    return Clash(patient.code, patient.short_name, series.title, series.weekday, kind)
