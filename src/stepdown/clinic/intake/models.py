"""From the first call to a booked assessment."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site


class Inquiry(Versioned):
    """Somebody asked for help, for themselves or for a person they love.

    That a decision was signed is not kept here: the chart says it.
    """

    class Status(models.TextChoices):
        NEW = "new", "New"
        BOOKED = "booked", "Booked"
        SEEN = "seen", "Seen"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="inquiries")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    asked_by = models.CharField(max_length=20)
    reason = models.TextField(max_length=1000, blank=True)
    last_use = models.CharField(max_length=120, blank=True)
    danger_signs = models.JSONField(default=list)
    work_hours = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=80, blank=True)
    first_contact_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "first_contact_at"])]


class AssessmentTime(models.Model):
    """One open place for an assessment, in the site's own time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="assessment_times")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=64)
    place = models.PositiveSmallIntegerField(default=1)
    by_video = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "on", "starts", "place"], name="one_row_per_place"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="time_goes_forward"),
        ]


class Booking(Versioned):
    """A person's place. Held while the call lasts, booked when it is agreed."""

    class State(models.TextChoices):
        HELD = "held", "Held"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        KEPT = "kept", "Kept"

    LIVE = (State.HELD, State.BOOKED)

    time = models.ForeignKey(AssessmentTime, models.PROTECT, related_name="bookings")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, choices=State.choices)
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["time"], condition=Q(state__in=["held", "booked"]), name="place_taken_once"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=["held", "booked"]),
                name="one_booking_per_person",
            ),
        ]
