"""What is told in an examination, until it is signed."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient


class PartInWork(Versioned):
    """One part of an examination as somebody saved it last. Not in the chart before it is signed:
    signing moves all parts into one entry and removes these rows.

    `answers` by the keys of `rules.examination`; `sources`: where an answer that stands as it was
    known already comes from; `writers`: [{account, name, at}], one for each, newest last.
    """

    class How(models.TextChoices):
        PERSON = "person", "In person"
        PHONE = "phone", "By phone"
        VIDEO = "video", "By video"
        PAPER = "paper", "From paper"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="parts_in_work")
    part = models.CharField(max_length=30)
    answers = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    left_out_because = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=10, choices=How.choices)
    writers = models.JSONField(default=list)
    saved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "part"], name="one_part_in_work"),
            models.CheckConstraint(
                condition=Q(left_out_because="") | Q(answers={}), name="answered_or_left_out"
            ),
        ]
