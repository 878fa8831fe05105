"""The weeks of people, and the seats and places they have."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.timetable.models.offered import Program, Series
from stepdown.clinic.treatment.models import Episode


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
        indexes = [models.Index(fields=["ends_on"])]  # most have ended long ago


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


class HeldPlace(models.Model):
    """A place in a session held for somebody who was sent a week, until it is released."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="held_places")
    series = models.ForeignKey(Series, models.PROTECT, related_name="held_places")
    place = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "place"], condition=Q(released_at=None), name="place_held_once"
            )
        ]
        indexes = [models.Index(fields=["released_at"])]  # most were released long ago


MOST_PLANS = 4  # more cannot be compared


class Proposal(Versioned):
    """A whole week offered to the person, who takes it or asks for other times. Up to four wait
    side by side, each an `option`; taking one ends the others."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for an answer"
        TAKEN = "taken", "Taken"
        OTHER = "other", "Other times asked for"
        ENDED = "ended", "Taken back, or its hour passed"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="proposals")
    series = models.ManyToManyField(Series, related_name="+")
    starts_on = models.DateField()
    held_until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    wish = models.CharField(max_length=500, blank=True, help_text="In the person's words")
    option = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "option"],
                condition=Q(state="waiting"),
                name="one_proposal_waits_an_option",
            ),
            models.CheckConstraint(
                condition=Q(option__gte=1, option__lte=MOST_PLANS), name="few_plans_at_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "other"]) | Q(answered_at__isnull=False),
                name="answered_at_a_time",
            ),
        ]
