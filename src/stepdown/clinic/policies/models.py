"""The clinic's own figures. Every change is a row; none is ever written over."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.people.models import Account, Site


class FigureChange(models.Model):
    """One figure of one policy of a site, as it holds from `made_at` on. `number` counts the
    changes of that policy, so it names the whole policy as it stood then."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="figure_changes")
    policy = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    value = models.IntegerField()
    lowest = models.IntegerField(help_text="As the limits were then")
    highest = models.IntegerField()
    source = models.CharField(max_length=300)
    is_confirmed = models.BooleanField()
    why = models.CharField(max_length=300)
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "policy", "number"], name="one_change_of_a_policy_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=F("lowest"), value__lte=F("highest")),
                name="a_figure_within_its_limits",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(why=""), name="a_figure_says_from_where_and_why"
            ),
        ]
