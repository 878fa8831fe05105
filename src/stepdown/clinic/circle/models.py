"""Who is beside a person: loved ones who come along, and support groups outside the clinic."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.timetable.models import Series


class FamilyGuest(Versioned):
    """One loved one, invited to one family session of a person, within the consent that lets them
    know its date. `note` is in the person's chart and nowhere else."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        WITHDRAWN = "withdrawn", "Not this time"
        CAME = "came", "Came"
        NOT_HERE = "not_here", "Did not come"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="family_guests")
    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="family_guests")
    series = models.ForeignKey(Series, models.PROTECT, related_name="family_guests")
    on = models.DateField()
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    note = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sharing", "series", "on"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(state="invited", settled_at=None, settled_by=None)
                | ~Q(state="invited") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(note=None) | Q(state="came"), name="a_note_about_who_came"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["came", "not_here"])
                | Q(settled_at__gte=models.F("starts_at")),
                name="who_came_is_known_from_the_start_on",
            ),
        ]
        indexes = [models.Index(fields=["patient", "on"])]


class OutsideMeeting(Versioned):
    """A support group outside the clinic that a person went to, in their own words. Verified by
    staff or not, it is never attended time: it has no minutes."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="outside_meetings")
    on = models.DateField()
    kind = models.CharField(max_length=120, help_text="In the person's words")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    verified_how = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=None, verified_how="")
                | Q(verified_at__isnull=False, verified_by__isnull=False, removed_at=None)
                & ~Q(verified_how="")
                & ~Q(verified_by=models.F("written_by")),
                name="verified_by_another_who_says_how",
            )
        ]
        indexes = [models.Index(fields=["patient", "on"])]
