"""How long each step takes, counted from the first contact: booked, decided, admitted, started."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from django.db.models import OuterRef, Subquery

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.progress.waits import MEASURED
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.queries import PRESENT


class WayStep(StrEnum):
    """A step of the way in; the value is what pages say."""

    BOOKED = "An assessment is booked"
    DECIDED = "The decision is signed"
    ADMITTED = "Admission"
    STARTED = "First session attended"


@dataclass(frozen=True)
class StepWait:
    """The middle time from first contact to a step, of the `people` who came that far."""

    step: WayStep
    median: timedelta
    people: int


def step_waits(sites: Iterable[int], now: datetime) -> tuple[StepWait, ...]:
    """Of the people who first asked in the last 90 days; a step nobody reached is left out.

    One query. Whoever asked twice counts from the first time.
    """
    asked = Inquiry.objects.filter(
        patient__site__in=list(sites), first_contact_at__range=(now - MEASURED, now)
    )
    found: dict[WayStep, list[float]] = {step: [] for step in WayStep}
    seen = set[int]()
    for patient_id, since, *reached in asked.values_list(
        "patient_id", "first_contact_at", *map(_first, WayStep)
    ).order_by("first_contact_at", "pk"):
        if patient_id not in seen:
            seen.add(patient_id)
            for step, at in zip(WayStep, reached, strict=True):
                found[step] += [(at - since).total_seconds()] if at else []
    return tuple(
        StepWait(step, timedelta(seconds=median(times)), len(times))
        for step, times in found.items()
        if times
    )


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
