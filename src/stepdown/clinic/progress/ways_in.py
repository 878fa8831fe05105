"""When the people who asked lately came to each step of the way in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.queries import PRESENT

MEASURED = timedelta(days=90)


class WayStep(StrEnum):
    """A step of the way in; the value is what pages say."""

    BOOKED = "An assessment is booked"
    DECIDED = "The decision is signed"
    ADMITTED = "Admission"
    STARTED = "First session attended"


@dataclass(frozen=True)
class WayIn:
    """One person who first asked at `asked_at`, and when they first came to each step since."""

    patient_id: int
    asked_at: datetime
    reached: dict[WayStep, datetime]


def ways_in(sites: Collection[int], now: datetime) -> list[WayIn]:
    """Of the people who first asked in the last 90 days (one query). Whoever asked twice counts
    from the first time."""
    found: dict[int, WayIn] = {}
    for patient_id, asked_at, *moments in _asked(sites, now - MEASURED, now):
        reached = {step: at for step, at in zip(WayStep, moments, strict=True) if at}
        found.setdefault(patient_id, WayIn(patient_id, asked_at, reached))
    return [*found.values()]


@written_once
def _asked(
    sites: Collection[int], since: datetime, until: datetime
) -> QuerySet[Inquiry, tuple[int, datetime, *tuple[datetime | None, ...]]]:
    asked = Inquiry.objects.filter(first_contact_at__gte=since, first_contact_at__lte=until)
    ordered = asked.filter(patient__site__in=sites).order_by("first_contact_at", "pk")
    return ordered.values_list("patient_id", "first_contact_at", *map(_first, WayStep))


def _first(step: WayStep) -> Subquery:
    """When a person first came to the step after they asked."""
    patient, since = OuterRef("patient"), OuterRef("first_contact_at")
    if step is WayStep.BOOKED:
        booked = Booking.objects.filter(
            patient=patient, made_at__gte=since, state__in=("booked", "kept")
        )
        return Subquery(booked.order_by("made_at").values("made_at")[:1])
    if step is WayStep.STARTED:
        came = Attendance.objects.filter(
            patient=patient, session__starts_at__gte=since, status__in=PRESENT
        )
        at = "session__starts_at"
        return Subquery(came.order_by(at).values(at)[:1])
    kind = EntryKind.PLACEMENT if step is WayStep.DECIDED else EntryKind.ADMISSION
    signed = Entry.objects.filter(patient=patient, kind=kind, signed_at__gte=since)
    return Subquery(signed.order_by("signed_at").values("signed_at")[:1])
