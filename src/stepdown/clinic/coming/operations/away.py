"""A colleague is away and people join another group: who had said that they cannot come is not
expected there either."""

from datetime import datetime
from typing import Any

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.coming.queries import Says, Wish
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.timetable.absences import arrange_absence
from stepdown.clinic.timetable.models import MeetingChange, StaffAbsence


def arrange_away(*, actor: Actor, now: datetime, **asked: Any) -> StaffAbsence:
    """As `arrange_absence`, which takes the rest. The other time that somebody chose stays theirs.

    Raises UnableToCover.
    """
    with writing():
        absence = arrange_absence(actor=actor, now=now, **asked)
        for change in MeetingChange.objects.filter(absence=absence, instead__isnull=False):
            _excuse(actor, change, now)
    return absence


def _excuse(actor: Actor, change: MeetingChange, now: datetime) -> None:
    assert change.instead_id is not None  # asked for
    said = SessionAnswer.objects.filter(series=change.series_id, on=change.on, says=Says.AWAY)
    for one in said:
        excused, is_new = SessionAnswer.objects.get_or_create(
            patient_id=one.patient_id,
            series_id=change.instead_id,
            on=change.on,
            defaults={
                "says": Says.AWAY,
                "why": one.why,
                "wish": Wish.NONE,  # what they wish for stands with what they said first
                "said_at": one.said_at,
            },
        )
        if is_new:
            record(
                actor=actor,
                verb="session.excused",
                now=now,
                subject=excused,
                patient_id=one.patient_id,
            )
