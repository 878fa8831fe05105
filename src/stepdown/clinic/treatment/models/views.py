"""What the person says about the advice and the decision."""

from django.db import models

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Account, Patient


class PersonsView(models.Model):
    """The person agrees with a placement decision, or sees it differently, in their own words.

    Never changed or removed (triggers); a later one stands beside it. `told_by` is whoever wrote
    it down: the person, or staff who heard it.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="views_of_decisions")
    placement = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True)
    told_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    is_own = models.BooleanField(help_text="Written by the person")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agrees=True) | ~models.Q(words=""), name="a_no_has_words"
            )
        ]
