"""Who stands in for a leader on a day opens the records of that day's people, from that morning
until the notes are signed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.roles import Purpose
from stepdown.clinic.timetable.models import MeetingChange, Series
from stepdown.clinic.timetable.week_rules import week_rules


def leaders_until(site: Site, on: date) -> datetime:
    """When those who led until `on` have signed their notes."""
    last = on + timedelta(days=week_rules().leader_access_days.value)
    return datetime.combine(last, time(), tzinfo=ZoneInfo(site.zone)).astimezone(UTC)


def open_to_stand_ins(
    patient: Patient, series: Iterable[Series], *, from_day: date, now: datetime
) -> None:
    """Who stands in on a later day opens the record of somebody whose seat is new, too."""
    live = MeetingChange.objects.filter(undone_at=None, leader__isnull=False, on__gte=from_day)
    for change in live.filter(series__in=list(series)):
        assert change.leader_id is not None  # filtered above
        open_to_stand_in(patient, change.leader_id, change, now)


def open_to_stand_in(
    patient: Patient, account_id: int, change: MeetingChange, now: datetime
) -> None:
    """Inside writing()."""
    grant_access(
        patient=patient,
        account_id=account_id,
        purpose=Purpose.CARE,
        why=_reason(change),
        now=_begins(patient.site, change, now),
        until=leaders_until(patient.site, change.on),
    )


def end_stand_in(patient: Patient, change: MeetingChange, now: datetime) -> None:
    """Inside writing()."""
    end_access(
        patient=patient,
        why=_reason(change),
        now=_begins(patient.site, change, now),
        account_id=change.leader_id,  # None: whoever leads the group that took the people
    )


def _begins(site: Site, change: MeetingChange, now: datetime) -> datetime:
    morning = datetime.combine(change.on, time(), tzinfo=ZoneInfo(site.zone)).astimezone(UTC)
    return max(morning, now)


def _reason(change: MeetingChange) -> str:
    return f"stands in on {change.on}, {change.series_id}"
