"""What a merge moved, so that undoing it moves exactly that back."""

from django.db import models

from stepdown.clinic.people.models import Merge


class MovedRows(models.Model):
    """The rows of one model that a merge took from the merged record into the one that stays.

    `before`: what a row of the record that stays said before a cautious rule changed it, by its
    id: {id: {column: value}}.
    """

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moved")
    model = models.CharField(max_length=60, help_text='Such as "chart.Entry"')
    rows = models.JSONField(default=list, help_text="[id]")
    before = models.JSONField(default=dict)
    newest = models.BigIntegerField(default=0, help_text="The model's highest id at the time")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "model"], name="one_list_a_model"),
        ]
