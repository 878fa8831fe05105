"""The hand-over to supervised detox, and the way back."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.treatment.models.care import DetoxNeed


class DetoxPlace(Versioned):
    """Where a site refers people for supervised withdrawal."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="detox_places")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30)
    contact = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=160, blank=True)
    takes = models.CharField(max_length=200, blank=True, help_text="Whom it takes, in words")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="one_detox_place_per_name")
        ]


class DetoxReferral(Versioned):
    """From the advice to a place that takes the person, and back. Never removed (trigger).

    While it is open, nobody enters the program and the need is not settled (triggers).
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        OFFERED = "offered", "Asked for a bed"
        ACCEPTED = "accepted", "Has a bed"
        SENT = "sent", "On the way"
        ARRIVED = "arrived", "There"
        COMPLETED = "completed", "Finished there"
        LEFT_EARLY = "left_early", "Left early"
        RETURNED = "returned", "Back"
        DECLINED = "declined", "Declined"
        NO_SHOW = "no_show", "Did not arrive"

    class Transport(models.TextChoices):
        STAFF = "staff", "Somebody from here goes along"
        FAMILY = "family", "Family or a friend drives"
        RIDE = "ride", "A paid ride"
        PICKED_UP = "picked_up", "The place picks them up"
        AMBULANCE = "ambulance", "Ambulance"

    class Naloxone(models.TextChoices):
        GIVEN = "given", "Given to take along"
        HAS = "has", "Has some already"
        REFUSED = "refused", "Offered, not wanted"

    OVER = (Status.RETURNED, Status.DECLINED, Status.NO_SHOW)
    NOT_THERE = (Status.DECLINED, Status.NO_SHOW)

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="detox_referrals")
    need = models.ForeignKey(DetoxNeed, models.PROTECT, related_name="referrals")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status.choices)
    owner = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, help_text="By when somebody looks again")
    place_name = models.CharField(max_length=120)
    place_phone = models.CharField(max_length=30)
    transport = models.CharField(max_length=12, choices=Transport.choices)
    naloxone = models.CharField(max_length=10, choices=Naloxone.choices)
    sharing = models.ForeignKey(Sharing, models.PROTECT, null=True, related_name="+")
    returns_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    discharged_at = models.DateTimeField(null=True)
    over_reason = models.CharField(max_length=300, blank=True)
    capacity_note = models.CharField(max_length=200, blank=True)
    risk_advice = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=~Q(status__in=("returned", "declined", "no_show")),
                name="one_open_referral",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("declined", "no_show"))
                | (~Q(over_reason="") & ~Q(risk_advice="")),
                name="declined_with_reason_and_risk",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("sent", "arrived")) | Q(sent_at__isnull=False),
                name="sent_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("proposed", "offered", "accepted", "sent", "arrived"))
                | Q(due_at__isnull=False),
                name="an_open_referral_is_due",
            ),
        ]


class ReferralStep(models.Model):
    """What happened to a referral, when, and who noted it."""

    referral = models.ForeignKey(DetoxReferral, models.PROTECT, related_name="steps")
    status = models.CharField(max_length=12, choices=DetoxReferral.Status.choices)
    words = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
