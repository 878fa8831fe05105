"""The chart: signed entries, and facts that arrived from elsewhere."""

from typing import Any

from django.db import models
from django.db.models import Q

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.people.models import Account, Credential, Patient
from stepdown.clinic.people.roles import Role

KIND_CHOICES = [(kind.value, kind.label) for kind in EntryKind]


class Entry(models.Model):
    """One signed statement. Immutable by a trigger; a correction is a new entry that links back.

    `patient` is whose chart it is read in. After a merge `signed_for` says in whose it was signed.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    happened_at = models.DateTimeField()
    body = models.JSONField()
    author = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    signed_as = models.CharField(max_length=20, choices=[(r.value, r.label) for r in Role])
    credential = models.ForeignKey(Credential, models.PROTECT, null=True)
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(max_length=300, blank=True)
    signed_for = models.ForeignKey(
        Patient, models.PROTECT, null=True, related_name="+", help_text="Set while read elsewhere"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="correction_has_a_reason"
            )
        ]
        indexes = [models.Index(fields=["patient", "kind", "-happened_at"])]

    def signed_content(self) -> dict[str, Any]:
        """What the signature covers, as stored."""
        return {
            "patient": self.signed_for_id or self.patient_id,
            "kind": str(self.kind),
            "happened_at": self.happened_at.timestamp(),
            "body": self.body,
            "author": self.author_id,
            "signed_as": str(self.signed_as),
            "signed_at": self.signed_at.timestamp(),
            "corrects": self.corrects_id,
            "reason": self.reason,
        }


class Draft(models.Model):
    """What somebody is still writing: theirs alone, never part of the chart."""

    author = models.ForeignKey(Account, models.CASCADE)
    subject = models.CharField(max_length=80)
    body = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "subject"], name="one_draft_per_subject")
        ]


class Arrival(models.Model):
    """A record that came from elsewhere: the original is kept, and what was understood of it.

    Of a PDF nothing is understood: `received_by` read it and said whose it is.
    """

    class Kind(models.TextChoices):
        FHIR = "fhir", "FHIR record"
        PDF = "pdf", "PDF"

    site = models.ForeignKey("people.Site", models.PROTECT)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="arrivals")
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120, help_text="In the attachments folder")
    file_kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FHIR)
    source = models.CharField(max_length=120)
    resource_count = models.PositiveIntegerField()
    not_understood = models.JSONField(default=list)
    says_deceased = models.BooleanField(default=False)
    death_on = models.CharField(max_length=10, blank=True)
    birth_on = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Account, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "digest"], name="one_arrival_per_person")
        ]


class ArrivedFact(models.Model):
    """One condition, medicine, allergy, observation or earlier stay, marked with its source.

    Unverified and apart from what this clinic found, until somebody reconciles it.
    """

    class Standing(models.TextChoices):
        UNVERIFIED = "unverified", "Not checked yet"
        CONFIRMED = "confirmed", "Confirmed with the person"
        REJECTED = "rejected", "Not so"

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="facts")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="arrived_facts")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=200, blank=True)
    code_system = models.CharField(max_length=200, blank=True)
    label = models.TextField()
    value = models.TextField(blank=True)
    unit = models.CharField(max_length=200, blank=True)
    parts = models.JSONField(default=list, help_text="[{code, label, value, unit}]")
    status = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=500, blank=True)
    source_id = models.CharField(max_length=500, blank=True)
    starts = models.CharField(max_length=40, blank=True, help_text="As precise as the source")
    ends = models.CharField(max_length=40, blank=True)
    notable = models.CharField(max_length=30, blank=True, help_text="Why staff should look")
    digest = models.CharField(max_length=64)
    standing = models.CharField(
        max_length=12, choices=Standing.choices, default=Standing.UNVERIFIED
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "digest"], name="a_fact_arrives_once")
        ]
        indexes = [models.Index(fields=["patient", "kind"])]
