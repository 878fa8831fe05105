"""What a person agreed to. The signed words are an entry in the chart."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Account, Patient
from stepdown.rules.consent import Scope, Topic


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


class Sharing(models.Model):
    """A consent to tell somebody something: to whom, what, why and until when (42 CFR 2.31(a)).

    What was signed stays as it is, by trigger; only its end is written, once.
    """

    class RecipientKind(models.TextChoices):
        LOVED_ONE = "loved_one", "Loved one"
        PROFESSIONAL = "professional", "Medical professional"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="sharings")
    entry = models.OneToOneField(Entry, models.PROTECT)
    recipient_kind = models.CharField(max_length=20, choices=RecipientKind.choices)
    recipient_name = models.CharField(max_length=150)
    recipient_is = models.CharField(max_length=120, blank=True, help_text="Sister; or a hospital")
    topics = models.JSONField(help_text="Keys of Topic")
    purpose = models.CharField(max_length=200)
    signed_name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    lasts_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lasts_until__gt=F("starts_at"))
                & (Q(ended_at=None) | Q(ended_at__gte=F("starts_at"))),
                name="sharing_period",
            )
        ]
        indexes = [models.Index(fields=["patient", "lasts_until"])]

    @property
    def scope(self) -> Scope:
        topics = frozenset(Topic(key) for key in self.topics)
        return Scope(topics, self.starts_at, self.lasts_until, self.ended_at)

    @property
    def recipient(self) -> str:
        """Rosa Marsh (sister)."""
        return (
            f"{self.recipient_name} ({self.recipient_is})"
            if self.recipient_is
            else (self.recipient_name)
        )


class Disclosure(models.Model):
    """Somebody was told something: one line of the account that a person may ask for (42 CFR
    2.25). A trigger refuses one that no live consent allows. Never changed, never removed."""

    class How(models.TextChoices):
        PAGE = "page", "Looked at their own page"
        MESSAGE = "message", "A message on their own page"
        MAIL = "mail", "By e-mail"
        PHONE = "phone", "On the phone"
        PAPER = "paper", "On paper"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="disclosures")
    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="disclosures")
    topic = models.CharField(max_length=20)
    how = models.CharField(max_length=10, choices=How.choices)
    what = models.CharField(max_length=2000, help_text="The words that were told, or what they saw")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Account, models.PROTECT, null=True)
    once_key = models.CharField(max_length=60, unique=True, null=True, help_text="One look a day")

    class Meta:
        indexes = [models.Index(fields=["patient", "told_at"])]


class Invitation(models.Model):
    """By which a loved one comes in to what a sharing lets them see. The code is made from `seed`
    and the server's secret, so that nobody joins with a copy of the database alone."""

    sharing = models.OneToOneField(Sharing, models.PROTECT, related_name="invitation")
    seed = models.CharField(max_length=32)
    code_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    email = models.EmailField(blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="connections")
    connected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account=None, connected_at=None)
                | Q(account__isnull=False, connected_at__isnull=False, used_at__isnull=False),
                name="connected_after_the_code_was_used",
            )
        ]
