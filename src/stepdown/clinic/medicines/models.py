"""The medicines a person takes, as they say it, and naloxone."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient


class Medicine(Versioned):
    """One medicine. `known_key`: its key in the panel of drug tests, where it is there."""

    class Standing(models.TextChoices):
        TAKING = "taking", "Taking"
        NOT_TAKING = "not_taking", "Not taking"
        CHANGED = "changed", "Changed"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="medicines")
    name = models.CharField(max_length=120)
    how = models.CharField(max_length=200, blank=True, help_text="How much and how often")
    known_key = models.CharField(max_length=30, blank=True)
    is_prescribed = models.BooleanField()
    standing = models.CharField(max_length=10, choices=Standing.choices)
    change = models.CharField(max_length=200, blank=True, help_text="What is different")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing="changed") | ~Q(change=""), name="a_change_is_told"
            )
        ]


class NaloxoneWord(models.Model):
    """What was said about naloxone on a day; the newest counts, and all stay."""

    class Standing(models.TextChoices):
        HAS_IT = "has_it", "Has it, and knows how to use it"
        GIVEN = "given", "Given today, and shown how to use it"
        NOT_WANTED = "not_wanted", "Offered, not wanted now"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="naloxone_words")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
