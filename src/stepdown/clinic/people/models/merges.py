"""Two records of one person."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.people.models.accounts import Account
from stepdown.clinic.people.models.patients import Patient


class Merge(models.Model):
    """From `at` on, what stood in `merged` is read in `kept`, until it is undone."""

    kept = models.ForeignKey(Patient, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Patient, models.PROTECT, related_name="was_merged")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two_records"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason="")),
                name="undoing_has_a_reason",
            ),
        ]


class TwoPeople(models.Model):
    """Somebody compared two records and says that these are two people: not proposed again."""

    one = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    other = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="said_once_of_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_one_order"),
        ]
