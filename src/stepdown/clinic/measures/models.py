"""Forms that people are asked to fill in, the words they are asked in, and alarms they raise."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site


class WordingPack(models.Model):
    """The official words of one instrument, as a file gave them; one is in use at a time."""

    instrument_key = models.CharField(max_length=40)
    language = models.CharField(max_length=20, default="en")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    source = models.CharField(max_length=300)
    license = models.TextField()
    intro = models.TextField(blank=True)
    items = models.JSONField(help_text="[{key, text, choices: [[value, text]]}]")
    installed_at = models.DateTimeField()
    installed_by = models.ForeignKey(Account, models.PROTECT, null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument_key"], condition=Q(retired_at=None), name="one_wording_in_use"
            )
        ]


class AskedForm(models.Model):
    """One form that a person was asked to fill in. Every answer is kept as soon as it is given.

    Whoever holds the code may answer, until it expires; only its digest is kept.
    """

    class Mode(models.TextChoices):
        STAFF = "staff", "Asked by staff"
        TABLET = "tablet", "On a tablet here"
        PHONE = "phone", "On their own phone"

    class State(models.TextChoices):
        OPEN = "open", "Being filled in"
        FINISHED = "finished", "To be signed"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="asked_forms")
    instrument_key = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=10)
    wording = models.ForeignKey(WordingPack, models.PROTECT, null=True)
    mode = models.CharField(max_length=6, choices=Mode.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    code_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    answers = models.JSONField(default=dict, help_text="{item key: value}")
    asked_by = models.ForeignKey(Account, models.PROTECT)
    asked_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    help_seen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="signed", entry__isnull=False)
                | (~Q(state="signed") & Q(entry=None)),
                name="a_signed_form_has_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["finished", "signed"]) | Q(finished_at__isnull=False),
                name="a_finished_form_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="a_code_lasts_for_a_while"
            ),
        ]
        indexes = [models.Index(fields=["patient", "state"])]


class SafetyAlert(models.Model):
    """An answer asks for the safety step. Somebody by name takes it; a signed step settles it."""

    asked = models.OneToOneField(AskedForm, models.PROTECT, related_name="alert")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="safety_alerts")
    concern = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    in_staffed_hours = models.BooleanField()
    acknowledged_by = models.ForeignKey(Account, models.PROTECT, null=True)
    acknowledged_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(concern__gt=0), name="an_alert_has_a_concern"),
            models.CheckConstraint(
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="acknowledged_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | Q(acknowledged_by__isnull=False),
                name="settled_after_acknowledged",
            ),
        ]
        indexes = [models.Index(fields=["patient", "settled_by"])]


class SafetyCover(Versioned):
    """Who is told at a site when an answer asks for the safety step, and how soon the next one.

    Absent or `asks_remotely` false: nobody is staffed to be told, so it is not asked remotely.
    """

    site = models.OneToOneField(Site, models.PROTECT, related_name="safety_cover")
    asks_remotely = models.BooleanField(default=False)
    staffed_days = models.CharField(max_length=7, blank=True, help_text="Digits, 0 is Monday")
    staffed_from = models.TimeField(null=True)
    staffed_until = models.TimeField(null=True)
    on_call_emails = models.JSONField(default=list, help_text="In the order in which they are told")
    escalate_minutes = models.PositiveSmallIntegerField(default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(asks_remotely=False) | ~Q(on_call_emails=[]),
                name="remote_asking_needs_somebody_on_call",
            ),
            models.CheckConstraint(
                condition=Q(escalate_minutes__gte=1, escalate_minutes__lte=120),
                name="escalation_within_two_hours",
            ),
        ]
