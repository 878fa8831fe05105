"""The people in care, from the first contact on."""

import secrets

from django.db import models

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models.accounts import Account, Site

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read two ways
CODE_LENGTH = 8
EVERY_DAY = 2**7 - 1


def new_code() -> str:
    """A random name for addresses: says nothing about the person or their number."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Patient(Versioned):
    """A person known to one site: inquirer, in assessment, in care or past it."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="patients")
    account = models.OneToOneField(Account, models.PROTECT, null=True, related_name="patient")
    given_name = models.CharField(max_length=150)
    family_name = models.CharField(max_length=150, blank=True)
    name_used = models.CharField(max_length=150, blank=True)
    birth_on = models.DateField(null=True)
    is_deceased = models.BooleanField(default=False, help_text="With or without a known date")
    death_on = models.DateField(null=True)
    sex = models.CharField(max_length=10, default="unknown")
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(null=True, help_text="One way")
    video_is_possible = models.BooleanField(null=True, help_text="Empty: not asked yet")
    is_confirmed = models.BooleanField(default=True)
    search_text = models.CharField(max_length=260, db_index=True, editable=False)
    registered_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="Read there meanwhile"
    )

    class Meta:
        indexes = [  # the two orders in which lists of people begin
            models.Index(fields=["given_name", "family_name"]),
            models.Index(fields=["family_name", "given_name"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(death_on=None) | models.Q(is_deceased=True),
                name="a_date_of_death_says_deceased",
            )
        ]

    @property
    def short_name(self) -> str:
        """First name and initial: all that a screen others can see may show."""
        first = self.name_used or self.given_name
        return f"{first} {self.family_name[:1]}." if self.family_name else first

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class ContactPermission(Versioned):
    """How a person may be reached. Absent: not asked yet, so nothing is sent."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="contact_permission")
    may_leave_message = models.BooleanField()
    email_is_ok = models.BooleanField()
    sender_name = models.CharField(max_length=60)
    call_days = models.PositiveSmallIntegerField(
        default=EVERY_DAY, help_text="1 for Monday, 2 for Tuesday, 4 for Wednesday and so on, added"
    )
    call_from = models.TimeField(null=True, help_text="In the site's own time; empty: any time")
    call_until = models.TimeField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(call_from=None, call_until=None)
                | models.Q(
                    call_from__isnull=False,
                    call_until__isnull=False,
                    call_from__lt=models.F("call_until"),
                ),
                name="agreed_times_have_both_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(call_days__gte=1, call_days__lte=EVERY_DAY),
                name="agreed_days_are_weekdays",
            ),
        ]


class TextAgreement(Versioned):
    """That a person wants text messages, and to which number. Absent, or no number: none go.
    `how` they said so to staff; empty: on their own page."""

    class How(models.TextChoices):
        PHONE = "phone", "On the phone"
        ROOM = "room", "In the room"
        PAPER = "paper", "On paper, signed"

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="text_agreement")
    number = models.CharField(max_length=16, blank=True, help_text="As it is dialed from anywhere")
    may_name_us = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    how = models.CharField(max_length=5, choices=How.choices, blank=True)
    noted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", help_text="Empty: who said it did"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how="", noted_by=None)
                | models.Q(noted_by__isnull=False) & ~models.Q(how=""),
                name="what_was_said_was_noted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(number="") | models.Q(number__startswith="+"),
                name="texts_go_to_a_whole_number",
            ),
        ]
