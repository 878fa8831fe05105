"""How a person keeps track of their times: the address that their own calendar reads."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.people.models import Patient


class CalendarFeed(models.Model):
    """The address of one person's times, kept as a digest only; without one it is turned off."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=None, ended_at__isnull=False)
                | Q(digest__isnull=False, ended_at=None),
                name="a_feed_that_ended_opens_nothing",
            ),
        ]
