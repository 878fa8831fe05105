"""What a person agreed to. The signed words are an entry in the chart."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient


class Consent(models.Model):
    """From the moment it was given until it ends or is taken back."""

    class Kind(models.TextChoices):
        PRIVACY_NOTICE = "privacy_notice", "Privacy notice given"
        ASSESSMENT = "assessment", "Consent to be assessed"
        TREATMENT = "treatment", "Consent to treatment"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    entry = models.OneToOneField(Entry, models.PROTECT)
    signed_name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"], condition=Q(ends_at=None), name="one_live_consent"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="consent_period"
            ),
        ]
