"""How long people wait from their first contact to their first service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import QuerySet

from stepdown.clinic.intake.models import Booking
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.progress.ways_in import MEASURED, WayIn, WayStep


@dataclass(frozen=True)
class Waits:
    """Of the people who first asked in the last 90 days. `median`: the middle one of their times
    from first contact to first service, None where nobody came yet."""

    median: timedelta | None
    came: int
    not_yet: int


def waits(ways: Iterable[WayIn], now: datetime) -> Waits:
    """The first service is the first assessment kept or the first session attended, whichever
    came earlier (one query)."""
    found = [*_waits(ways, _kept_assessments(now))]
    passed = [wait.total_seconds() for wait in found if wait is not None]
    middle = timedelta(seconds=median(passed)) if passed else None
    return Waits(middle, len(passed), len(found) - len(passed))


def _waits(ways: Iterable[WayIn], kept: dict[int, list[datetime]]) -> Iterator[timedelta | None]:
    """One for each person; None where they did not come yet."""
    for one in ways:
        came = [at for at in kept.get(one.patient_id, []) if at >= one.asked_at]
        started = one.reached.get(WayStep.STARTED)
        came += [started] if started else []
        yield min(came) - one.asked_at if came else None


def _kept_assessments(now: datetime) -> dict[int, list[datetime]]:
    """When the kept assessments of these months began, by patient, wherever they were: a database
    that were asked for those of some sites would begin from everybody there, of all years."""
    found: dict[int, list[datetime]] = {}
    first = (now - MEASURED - timedelta(days=1)).date()
    for patient_id, on, starts, zone in _kept_since(first):
        found.setdefault(patient_id or 0, []).append(instant_of(on, starts, zone))
    return found


@written_once
def _kept_since(first: date) -> QuerySet[Booking, tuple[int | None, date, time, str]]:
    kept = Booking.objects.filter(state=Booking.State.KEPT, time__on__gte=first)
    return kept.values_list("patient_id", "time__on", "time__starts", "time__zone")
