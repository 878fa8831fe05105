"""Who may open whose record, why, and for how long. Treatment and consents write here."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.people.models.accounts import ROLE_CHOICES, Account, Site
from stepdown.clinic.people.models.patients import Patient
from stepdown.clinic.people.roles import Purpose

PURPOSE_CHOICES = [(purpose.value, purpose.value) for purpose in Purpose]


class AccessGrant(models.Model):
    """To one account, or to everyone who holds a role at a site."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="access_grants")
    account = models.ForeignKey(Account, models.PROTECT, null=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES, blank=True)
    purpose = models.CharField(max_length=10, choices=PURPOSE_CHOICES)
    why = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, site=None, role="")
                | (Q(account=None, site__isnull=False) & ~Q(role="")),
                name="grant_to_account_or_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="grant_period"
            ),
        ]
        indexes = [
            # each answers its half of the door by itself, without those that have ended
            models.Index(fields=["account", "purpose", "ends_at", "starts_at", "patient"]),
            models.Index(fields=["site", "role", "purpose", "ends_at", "starts_at", "patient"]),
        ]


class AccessBlock(models.Model):
    """Shuts one member of staff out of one chart, for instance because they are neighbors."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="access_blocks")
    account = models.ForeignKey(Account, models.PROTECT)
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "account"], name="one_block_per_account")
        ]
