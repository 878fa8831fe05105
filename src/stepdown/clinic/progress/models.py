"""How it goes, and the signed steps that follow from it."""

from django.db import models

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.treatment.models import Episode


class StepReview(models.Model):
    """A signed decision on the next step, with its evidence in the entry."""

    class Decision(models.TextChoices):
        MOVE_ON = "move_on", "Move to fewer hours"
        STAY = "stay", "Stay with these hours for now"
        MORE = "more", "More hours"

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="step_reviews")
    entry = models.OneToOneField(Entry, models.PROTECT)
    decision = models.CharField(max_length=8, choices=Decision.choices)
    from_phase = models.PositiveSmallIntegerField()
    to_phase = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    changes_level = models.BooleanField(default=False)
