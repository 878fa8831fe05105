"""Calls that somebody makes about a changed day."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient


class ChangeCall(Versioned):
    """That a person is to be called about one day that changed, because nothing in writing reaches
    them in time. Open until they were told, nothing is different any more, or the day is past."""

    class Outcome(models.TextChoices):
        TOLD = "told", "Told them"
        WORD_LEFT = "word_left", "Left a neutral word"
        NOT_REACHED = "not_reached", "Not reached"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="change_calls")
    news = models.CharField(max_length=60, help_text="Which change")
    on = models.DateField()
    words = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    good_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome.choices, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    tried_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "news", "on"], name="called_once_a_change"),
            models.CheckConstraint(
                condition=Q(outcome="", tries=0, tried_at=None, tried_by=None)
                | ~Q(outcome="") & Q(tries__gt=0, tried_at__isnull=False, tried_by__isnull=False),
                name="a_call_is_made_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="told") | Q(withdrawn_at=None),
                name="who_was_told_was_told",
            ),
        ]
        indexes = [models.Index(fields=["good_until"])]
