"""What happened, what must go out, and what was already done."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

TEXT_SIGNS = 160  # what one text message holds


class LedgerEvent(models.Model):
    """One event, chained to the one before it. Holds ids and digests, never clinical text."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # no foreign key: an event outlives its account
    came_from = models.CharField(max_length=45, blank=True)
    verb = models.CharField(max_length=60)
    patient_id = models.BigIntegerField(null=True, db_index=True)
    subject = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_event"


class OutboxMessage(models.Model):
    """Something that must leave the building; the worker delivers it.

    `about` names the matter, so that whatever waits about it can be withdrawn together. After
    `good_until` it is not delivered any more. `calendar` is one appointment as plain values. A text
    message goes to a number and is its body alone.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "E-mail"
        TEXT = "text", "Text message"

    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.MAIL)
    once_key = models.CharField(max_length=120, unique=True)
    patient_id = models.BigIntegerField(null=True, db_index=True)
    sender_name = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    calendar = models.JSONField(null=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    due_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True)
    at_most_once = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["delivered_at", "due_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="mail")
                | Q(
                    LessThanOrEqual(Length("body"), TEXT_SIGNS),
                    channel="text",
                    subject="",
                    calendar__isnull=True,
                    address__startswith="+",
                ),
                name="a_text_is_short_and_goes_to_a_number",
            )
        ]


class AnsweredPost(models.Model):
    """A form that was carried out, by its idempotency key, and where it led."""

    key = models.CharField(max_length=64, primary_key=True)
    account_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=200)
    location = models.CharField(max_length=300)
    at = models.DateTimeField(db_index=True)


class Versioned(models.Model):
    """Base of every editable record: a save names the version it started from."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
