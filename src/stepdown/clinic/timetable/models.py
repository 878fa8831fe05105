"""The clinic's week, and the seats people have in it."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service


class AgeGroup(models.TextChoices):
    """Adults and adolescents never share a group."""

    ADULT = "adult", "Adults"
    ADOLESCENT = "adolescent", "Adolescents"


class Room(Versioned):
    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=40)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="one_room_per_name")]


class Program(Versioned):
    """A way of giving care at a site, such as the evening program; its taper is rules data."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="programs")
    name = models.CharField(max_length=60)
    taper_key = models.CharField(max_length=40)
    age_group = models.CharField(max_length=10, choices=AgeGroup.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="one_program_per_name")
        ]


class Series(Versioned):
    """A session that comes every week, in the site's own time. One seat: a one-to-one opening."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="series")
    service = models.CharField(max_length=10, choices=Service.choices)
    title = models.CharField(max_length=60)
    room = models.ForeignKey(Room, models.PROTECT, related_name="series")
    leader = models.ForeignKey(Account, models.PROTECT, related_name="series")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField(help_text="By the clock")
    clinical_minutes = models.PositiveSmallIntegerField(help_text="Breaks do not count")
    seats = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    by_video = models.BooleanField(default=False, help_text="People may ask to join by video")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="series_weekday"),
            models.CheckConstraint(
                condition=Q(clinical_minutes__lte=F("minutes")), name="breaks_do_not_count"
            ),
            models.UniqueConstraint(
                fields=["room", "weekday", "starts"],
                condition=Q(ends_on=None),
                name="room_starts_one_session",
            ),
            models.UniqueConstraint(
                fields=["leader", "weekday", "starts"],
                condition=Q(ends_on=None),
                name="leader_starts_one_session",
            ),
        ]


class WeekPlan(Versioned):
    """A whole week that was found for one person, offered and, once accepted, theirs."""

    class State(models.TextChoices):
        CURRENT = "current", "Current"
        PAST = "past", "Past"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="week_plans")
    state = models.CharField(max_length=8, choices=State.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    weekly_minutes = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT)


class Seat(models.Model):
    """A person's place in a series, half open; a make-up has one day, beside the agreed week. A
    trigger keeps every place single."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="taken_seats")
    plan = models.ForeignKey(WeekPlan, models.PROTECT, related_name="seats")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="seats")
    place = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    is_make_up = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "place"], condition=Q(ends_on=None), name="seat_taken_once"
            ),
            models.UniqueConstraint(
                fields=["series", "patient"], condition=Q(ends_on=None), name="one_seat_a_person"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="seat_period"
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="seat_number"),
            models.CheckConstraint(
                condition=Q(is_make_up=False) | Q(ends_on__isnull=False), name="make_up_ends"
            ),
        ]


class KeptPlace(models.Model):
    """A place in every group of a program, kept for somebody until they are back from detox.

    It counts until its last day (included) or until it is given back, whichever comes first.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="kept_places")
    program = models.ForeignKey(Program, models.PROTECT, related_name="kept_places")
    until_on = models.DateField()
    kept_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(given_back_at=None), name="one_kept_place_a_person"
            )
        ]


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
    """A member of staff is away from a day until a day (included); why is nobody's business."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="absences")
    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_period"),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="absence_undone_by_somebody"),
        ]
        indexes = [models.Index(fields=["account", "last_on"])]


class MeetingChange(Undoable):
    """What is different about one meeting of a series: it is cancelled (people may have gone to
    `instead`), or somebody else leads it."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="changes")
    on = models.DateField()
    is_cancelled = models.BooleanField(default=False)
    leader = models.ForeignKey(Account, models.PROTECT, null=True, related_name="stood_in")
    instead = models.ForeignKey(Series, models.PROTECT, null=True, related_name="+")
    absence = models.ForeignKey(StaffAbsence, models.PROTECT, related_name="changes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "on"], condition=Q(undone_at=None), name="one_change_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(is_cancelled=True, leader=None)
                | Q(is_cancelled=False, leader__isnull=False, instead=None),
                name="cancelled_or_led_by_somebody_else",
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
