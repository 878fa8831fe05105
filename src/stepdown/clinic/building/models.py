"""A draft of the clinic's week: the job that makes it, its weeks, and what it would add."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Site
from stepdown.clinic.timetable.models import Program, Room, Series
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service


class WeekBuild(Versioned):
    """One job at a site. It changes nothing that holds: its draft is published or not."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the worker"
        WORKING = "working", "Being built"
        DONE = "done", "Draft is ready"
        CANCELLED = "cancelled", "Stopped"
        FAILED = "failed", "Broken off"

    class Failure(models.TextChoices):
        STOPPED = "stopped", "The program was stopped meanwhile"
        CANNOT = "cannot", "The clinic's data do not make a week"
        FAULT = "fault", "A fault in the program"

    site = models.ForeignKey(Site, models.PROTECT, related_name="week_builds")
    starts_on = models.DateField()
    may_open = models.BooleanField(help_text="May propose sessions that do not exist yet")
    seed = models.PositiveIntegerField()
    seconds = models.PositiveSmallIntegerField(help_text="How long it may search")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    stop_asked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="Last sign of life")
    ended_at = models.DateTimeField(null=True)
    served = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    cost = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True, help_text="No week can cost less: proved")
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(state__in=["waiting", "working"]),
                name="one_build_goes_on",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working"], ended_at=None)
                | Q(state__in=["done", "cancelled", "failed"], ended_at__isnull=False),
                name="a_build_that_is_over_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="a_failed_build_says_why",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    state__in=["done", "cancelled"],
                ),
                name="only_a_draft_is_published",
            ),
        ]


class DraftSession(models.Model):
    """A weekly session that the draft would add. `series`: what it became."""

    build = models.ForeignKey(WeekBuild, models.PROTECT, related_name="sessions")
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    service = models.CharField(max_length=10, choices=Service.choices)
    title = models.CharField(max_length=60)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    leader = models.ForeignKey(Account, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    clinical_minutes = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    series = models.OneToOneField(Series, models.PROTECT, null=True, related_name="+")


class DraftWeek(models.Model):
    """What the draft has for one person: a whole week, or none and why."""

    class Why(models.TextChoices):
        NO_WEEK = "no_week", "Has no week yet"
        CLASH = "clash", "Their own times changed"

    class State(models.TextChoices):
        FITS = "fits", "A week that fits"
        NONE = "none", "No week"
        SENT = "sent", "Sent"
        LEFT_OUT = "left_out", "Left out"

    class Cause(models.TextChoices):
        OWN_TIMES = "own_times", "Their own fixed times stand in the way"
        LONG_DAY = "long_day", "The days would be too long"
        HOURS = "hours", "What is open does not reach the hours of their step"
        SEATS = "seats", "Others who go first, or wait longer, have the seats"
        ASKED = "asked", "Asks for other times in their own words: plan it with them"
        NOT_LOOKED = "not_looked", "Stopped before this was looked at"
        REFUSED = "refused", "Cannot be planned"

    build = models.ForeignKey(WeekBuild, models.PROTECT, related_name="weeks")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="draft_weeks")
    place = models.PositiveSmallIntegerField(help_text="Who goes first, then who waits longest")
    why = models.CharField(max_length=8, choices=Why.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    said = models.CharField(max_length=300, blank=True, help_text="The sentence of a refusal")
    weekly_minutes = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    disliked = models.PositiveSmallIntegerField(
        default=0, help_text="Sessions that reach into times the person would rather keep"
    )
    series = models.ManyToManyField(Series, related_name="+")
    sessions = models.ManyToManyField(DraftSession, related_name="weeks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "episode"], name="one_draft_week_a_person"),
            models.CheckConstraint(
                condition=Q(state="none") & ~Q(cause="") | ~Q(state="none") & Q(cause=""),
                name="no_week_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="left_out") | ~Q(said=""), name="left_out_says_why"
            ),
        ]
