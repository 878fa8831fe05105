"""Who stands in for a leader on a day opens the records of that day's people, from that morning
until the notes are signed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.roles import Purpose
from stepdown.clinic.timetable.models import MeetingChange, Seat, Series
from stepdown.clinic.timetable.week_rules import week_rules


def leaders_until(site: Site, on: date) -> datetime:
    """When those who led until `on` have signed their notes."""
    last = on + timedelta(days=week_rules().leader_access_days.value)
    return datetime.combine(last, time(), tzinfo=ZoneInfo(site.zone)).astimezone(UTC)


def leaders_of(patient: Patient, today: date) -> set[int]:
    """Who leads the sessions in which the person has a seat, in the end."""
    held = Seat.objects.filter(patient=patient, is_make_up=False).exclude(ends_on__lte=today)
    rows = held.values_list("series__leader_id", "series__co_leader_id")
    return {one for row in rows for one in row if one}


def open_to_stand_ins(
    patient: Patient, series: Iterable[Series], *, from_day: date, now: datetime
) -> None:
    """Who stands in on a later day opens the record of somebody whose seat is new, too."""
    live = MeetingChange.objects.filter(undone_at=None, leader__isnull=False, on__gte=from_day)
    for change in live.filter(series__in=list(series)):
        assert change.leader_id is not None  # filtered above
        open_to_stand_in(patient, change.leader_id, (change.series_id, change.on), now)


def open_to_stand_in(
    patient: Patient, account_id: int, meeting: tuple[int, date], now: datetime
) -> None:
    """`meeting`: its series and day. Inside writing()."""
    grant_access(
        patient=patient,
        account_id=account_id,
        purpose=Purpose.CARE,
        why=_reason(meeting),
        now=morning_of(patient.site, meeting[1], now),
        until=leaders_until(patient.site, meeting[1]),
    )


def end_stand_in(
    patient: Patient, account_id: int | None, meeting: tuple[int, date], now: datetime
) -> None:
    """`account_id` None: whoever stands in. Inside writing()."""
    begins = morning_of(patient.site, meeting[1], now)
    end_access(patient=patient, why=_reason(meeting), now=begins, account_id=account_id)


def morning_of(site: Site, on: date, now: datetime) -> datetime:
    """When who leads on that day may first read the records of its people."""
    morning = datetime.combine(on, time(), tzinfo=ZoneInfo(site.zone)).astimezone(UTC)
    return max(morning, now)


def _reason(meeting: tuple[int, date]) -> str:
    series_id, on = meeting
    return f"stands in on {on}, {series_id}"
