"""Single days and terms that differ from what comes every week."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Site
from stepdown.clinic.timetable.models.offered import Room, Series


class Undoable(Versioned):
    """Base of what somebody changed about single days: it holds until somebody takes it back."""

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


UNDONE_BY_SOMEBODY = Q(undone_at=None, undone_by=None) | Q(
    undone_at__isnull=False, undone_by__isnull=False
)


class ClosedTime(Undoable):
    """A site is closed on a day, from a time until another (None: until the day's end).

    It cancels each meeting in it that had not begun when it was entered; one that it cancelled
    before it was taken back stays cancelled. A trigger lets no two overlap.
    """

    class Why(models.TextChoices):
        HOLIDAY = "holiday", "Holiday"
        WEATHER = "weather", "Snow or storm"
        POWER = "power", "No power or water"
        OTHER = "other", "Something else"

    site = models.ForeignKey(Site, models.PROTECT, related_name="closed_times")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField(null=True)
    why = models.CharField(max_length=8, choices=Why.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")), name="closed_time_period"
            ),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="opened_by_somebody"),
        ]
        indexes = [models.Index(fields=["site", "on"])]


class StaffAbsence(Undoable):
    """A member of staff is away from a day until a day (included), or for a part of one day, half
    open; why is nobody's business."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="absences")
    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_period"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | Q(
                    starts__isnull=False,
                    ends__isnull=False,
                    ends__gt=F("starts"),
                    last_on=F("first_on"),
                ),
                name="absence_of_a_part_of_one_day",
            ),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="absence_undone_by_somebody"),
        ]
        indexes = [models.Index(fields=["account", "last_on"])]


class MeetingChange(Undoable):
    """What is different about one meeting of a series: it is cancelled (people may have gone to
    `instead`), or somebody else has the place of its leader (or `of_second` leader); without a
    `leader` nobody has, and the other leads alone."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="changes")
    on = models.DateField()
    is_cancelled = models.BooleanField(default=False)
    of_second = models.BooleanField(default=False)
    leader = models.ForeignKey(Account, models.PROTECT, null=True, related_name="stood_in")
    instead = models.ForeignKey(Series, models.PROTECT, null=True, related_name="+")
    absence = models.ForeignKey(StaffAbsence, models.PROTECT, related_name="changes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "on", "of_second"],
                condition=Q(undone_at=None),
                name="one_change_a_leader",
            ),
            models.CheckConstraint(
                condition=Q(is_cancelled=True, leader=None) | Q(is_cancelled=False, instead=None),
                name="cancelled_or_led_by_others",
            ),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="change_undone_by_somebody"),
        ]


class SeriesTerm(Undoable):
    """What a series is, or was, on the days from `first_on` until `until_on` (not included), where
    that differs from the series itself, which says what holds in the end.

    `is_exception`: one day is different. Otherwise these are the days before a lasting change.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="terms")
    first_on = models.DateField()
    until_on = models.DateField()
    is_exception = models.BooleanField()
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    leader = models.ForeignKey(Account, models.PROTECT, related_name="+")
    starts = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("first_on")), name="term_period"),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="term_undone_by_somebody"),
            models.UniqueConstraint(
                fields=["series", "first_on", "is_exception"],
                condition=Q(undone_at=None),
                name="one_term_from_a_day",
            ),
        ]
        indexes = [models.Index(fields=["series", "until_on"])]
