"""That somebody called a person who was missed, and what came of it."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.people.models import Account, Patient


class OutreachTry(models.Model):
    """One try to reach a person after a missed session. Written once; the next try is a new row."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "We talked"
        WORD_LEFT = "word_left", "Left a neutral word"
        NOT_REACHED = "not_reached", "Not reached"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="outreach_tries")
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    words = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, help_text="Empty: nothing more is owed")
    tried_at = models.DateTimeField()
    tried_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="reached", next_on=None)
                | Q(outcome="not_reached", next_on__isnull=False)
                | Q(outcome="word_left"),
                name="who_was_not_reached_is_tried_again",
            ),
        ]
        indexes = [models.Index(fields=["patient", "tried_at"])]
