"""What a person says at the door: I am here."""

from django.db import models

from stepdown.clinic.people.models import Patient
from stepdown.clinic.timetable.models import Series


class Presence(models.Model):
    """That a person said on their own phone, with the code at the door, that they are here. It
    proposes a mark; the roll says who was there."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="presences")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    on = models.DateField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "series", "on"], name="one_presence_a_session"
            ),
        ]
        indexes = [models.Index(fields=["series", "on"])]
