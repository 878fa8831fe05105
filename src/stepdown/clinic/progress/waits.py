"""How long people wait from their first contact to their first service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import OuterRef, Subquery

from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.queries import PRESENT

MEASURED = timedelta(days=90)


@dataclass(frozen=True)
class Waits:
    """Of the people who first asked in the last 90 days. `median`: the middle one of their times
    from first contact to first service, None where nobody came yet."""

    median: timedelta | None
    came: int
    not_yet: int


def waits(sites: Iterable[int], now: datetime) -> Waits:
    """The first service is the first assessment kept or the first session attended, whichever
    came earlier (two queries)."""
    found = [*_waits(list(sites), now)]
    passed = [wait.total_seconds() for wait in found if wait is not None]
    middle = timedelta(seconds=median(passed)) if passed else None
    return Waits(middle, len(passed), len(found) - len(passed))


def _waits(sites: list[int], now: datetime) -> Iterator[timedelta | None]:
    """One for each person, from the first time they asked; None where they did not come yet."""
    kept, seen = _kept_assessments(sites, now), set[int]()
    attended = Attendance.objects.filter(
        patient=OuterRef("patient"),
        status__in=PRESENT,
        session__starts_at__gte=OuterRef("first_contact_at"),
    ).order_by("session__starts_at")
    asked = Inquiry.objects.filter(
        patient__site__in=sites, first_contact_at__range=(now - MEASURED, now)
    ).annotate(first_session=Subquery(attended.values("session__starts_at")[:1]))
    values = asked.values_list("patient_id", "first_contact_at", "first_session")
    for patient_id, asked_at, first_session in values.order_by("first_contact_at", "pk"):
        if patient_id not in seen:
            seen.add(patient_id)
            came = [at for at in kept.get(patient_id, []) if at >= asked_at]
            came += [first_session] if first_session else []
            yield min(came) - asked_at if came else None


def _kept_assessments(sites: list[int], now: datetime) -> dict[int, list[datetime]]:
    """When the kept assessments of these months began, by patient."""
    kept = Booking.objects.filter(
        state=Booking.State.KEPT,
        patient__site__in=sites,
        time__on__gte=(now - MEASURED - timedelta(days=1)).date(),
    )
    found: dict[int, list[datetime]] = {}
    values = kept.values_list("patient_id", "time__on", "time__starts", "time__zone")
    for patient_id, on, starts, zone in values:
        found.setdefault(patient_id or 0, []).append(instant_of(on, starts, zone))
    return found
