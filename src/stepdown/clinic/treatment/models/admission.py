"""What is asked at admission, and who must be kept apart."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site


class ChecklistItem(Versioned):
    """One line of a site's own admission checklist."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="checklist")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    hint = models.CharField(max_length=200, blank=True)
    is_required = models.BooleanField(default=True)
    minors_only = models.BooleanField(default=False)
    skipped_for = models.JSONField(default=list, help_text="Ways in for which it is not asked")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="one_checklist_item_per_key")
        ]


class ChecklistMark(models.Model):
    """One item answered about one person: dated and signed in `entry`. The newest one stands."""

    class Answer(models.TextChoices):
        DONE = "done", "Done"
        DECLINED = "declined", "Offered, not wanted"
        NONE = "none", "Does not apply"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="checklist_marks")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    words = models.CharField(max_length=300, blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="one_mark_per_entry_and_item")
        ]
        indexes = [models.Index(fields=["patient", "key", "-marked_at"])]


class NoContact(models.Model):
    """Two people who must not meet here. Holds for both, until somebody lifts it with a reason:
    the end of an order asks for that, and opens nothing by itself."""

    class Kind(models.TextChoices):
        PARTNER = "partner", "Partner or former partner"
        RELATIVE = "relative", "Relative"
        ORDER = "order", "Legal order"
        OTHER = "other", "Another reason"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="no_contacts")
    other = models.ForeignKey(
        Patient, models.PROTECT, null=True, related_name="no_contacts_of_others"
    )
    other_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=300, blank=True)
    ends_on = models.DateField(null=True, help_text="Of an order; ask before it")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("patient")), name="apart_from_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="lifted_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["other"])]
