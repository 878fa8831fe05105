"""What a person asks of the groups they come to."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Patient


class GroupWish(Versioned):
    """In which language and among whom somebody would like their groups, and whether care for
    another condition goes along. Every answer is voluntary; no row: none was given."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="group_wish")
    language = models.CharField(max_length=40, blank=True, help_text="With commas between")
    only_language = models.BooleanField(default=False, help_text="Comes to no other")
    gender = models.CharField(max_length=10, blank=True, help_text="A key of tracks.toml")
    only_gender = models.BooleanField(default=False, help_text="Comes to no other")
    is_co_occurring = models.BooleanField(null=True, help_text="Empty: not asked")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only_language=False) | ~Q(language=""), name="only_in_a_language"
            ),
            models.CheckConstraint(
                condition=Q(only_gender=False) | ~Q(gender=""), name="only_among_somebody"
            ),
        ]
