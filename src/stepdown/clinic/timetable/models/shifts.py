"""When staff work, and how much direct contact a site asks of one person."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Site
from stepdown.clinic.timetable.models.days import UNDONE_BY_SOMEBODY, Undoable


class Shift(Undoable):
    """Weekly working hours at a site, half open, on the site's wall clock; several a day, so that a
    break is a gap. From a day until a day (not included). A trigger lets no two of one person
    overlap, at whichever site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="shifts")
    account = models.ForeignKey(Account, models.PROTECT, related_name="shifts")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    ends = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_times"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="shift_period",
            ),
            models.CheckConstraint(condition=UNDONE_BY_SOMEBODY, name="shift_undone_by_somebody"),
        ]
        indexes = [models.Index(fields=["site", "account"])]


class ContactLimit(Versioned):
    """The most minutes of direct contact that a site asks of one person, a day and a week."""

    site = models.OneToOneField(Site, models.PROTECT, related_name="contact_limit")
    day_minutes = models.PositiveSmallIntegerField()
    week_minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(day_minutes__gt=0, week_minutes__gte=F("day_minutes")),
                name="contact_limit_of_a_day_within_the_week",
            )
        ]
