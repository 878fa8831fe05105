"""People who were in care in the two years before: copies whose days lie so many weeks back, and
whose care has ended since. What was still open then (a roll, an unread result) stays as it was.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from benchmarks.cell import insert_rows, prepared
from stepdown.clinic.people.models import AccessGrant, Patient, Post
from stepdown.clinic.progress.needs import open_safety_people
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.timetable.models import Seat, Series, Shift, WeekPlan
from stepdown.clinic.treatment.models import Episode, TeamMember

RECENT, LONGEST_AGO = 12, 27  # weeks; with the weeks before, two years
REPEATS, SPAN = 6, 11  # how often there are weeks before, and how many the demo has
FURTHER = 20_000_000  # more than the highest number of a mark; a repeated one adds it to its own
LIFE = {"birth_on", "death_on"}
OPEN_ENDED = (Series, Seat, WeekPlan, TeamMember, Post)


def who_was_in_care() -> Q:
    """Nobody for whom a safety step is open: it would stay open after the end."""
    in_care = Patient.objects.filter(episodes__isnull=False)
    return Q(episodes__isnull=False) & ~Q(pk__in=open_safety_people(in_care).values("pk"))


def spread(times: int) -> list["Past"]:
    """So many courses of care, from the most recent to the one longest ago."""
    return [
        Past(RECENT + turn * (LONGEST_AGO - RECENT) // max(1, times - 1)) for turn in range(times)
    ]


@dataclass(frozen=True)
class Past:
    """When a copy was in care: so many weeks ago."""

    weeks: int

    @property
    def ago(self) -> timedelta:
        return timedelta(weeks=self.weeks)

    def move(self, made: models.Model) -> None:
        """All its days, back; what went on then has ended."""
        _move_back(made, self.ago)
        now = timezone.now() - self.ago
        if isinstance(made, Episode) and made.status != Episode.Status.ENDED:
            made.status, made.hold_reason = Episode.Status.ENDED, ""
            made.ended_on, made.end_reason = now.date(), Episode.EndReason.COMPLETED
        elif isinstance(made, OPEN_ENDED) and made.ends_on is None:
            made.ends_on = max(now.date(), made.starts_on + timedelta(days=1))
        elif isinstance(made, Shift) and made.valid_until is None:
            made.valid_until = max(now.date(), made.valid_from + timedelta(days=1))
        elif isinstance(made, AccessGrant) and made.ends_at is None:
            made.ends_at = max(now, made.starts_at)
        if isinstance(made, WeekPlan):
            made.state = WeekPlan.State.PAST


def insert_earlier_weeks(made: list[Any]) -> None:
    """Sessions and marks once more for the weeks before: a course of care is longer than what a
    demo shows. These marks have no note, and nobody came by video."""
    for _ in range(REPEATS):
        for one in made:
            _move_back(one, timedelta(weeks=SPAN))
            one.pk += FURTHER
            if isinstance(one, Attendance):
                one.session_id += FURTHER
                one.note_id, one.video_confirmed = None, False
                if one.status == Attendance.Status.VIDEO:
                    one.status = Attendance.Status.HERE
        fields = made[0]._meta.concrete_fields
        rows = ([getattr(one, field.attname) for field in fields] for one in made)
        insert_rows(type(made[0]), (prepared(type(made[0]), row) for row in rows))


def _move_back(made: models.Model, ago: timedelta) -> None:
    for field in made._meta.concrete_fields:
        if isinstance(field, models.DateField) and field.attname not in LIFE:
            when = getattr(made, field.attname)
            if when is not None:
                setattr(made, field.attname, when - ago)
