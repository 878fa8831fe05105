"""From the first call to a booked assessment."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Arrival
from stepdown.clinic.consents.models import Sharing
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.models.patients import new_code


class Inquiry(Versioned):
    """Somebody asked for help, for themselves or for a person they love.

    That a decision was signed is not kept here: the chart says it.
    """

    class Status(models.TextChoices):
        NEW = "new", "New"
        BOOKED = "booked", "Booked"
        SEEN = "seen", "Seen"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="inquiries")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    asked_by = models.CharField(max_length=20)
    reason = models.TextField(max_length=1000, blank=True)
    last_use = models.CharField(max_length=120, blank=True)
    medicines = models.CharField(max_length=200, blank=True)
    danger_signs = models.JSONField(default=list)
    is_pregnant = models.BooleanField(default=False)
    injects = models.BooleanField(default=False)
    work_hours = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=80, blank=True)
    first_contact_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "first_contact_at"])]


class AssessmentTime(models.Model):
    """One open place for an assessment, in the site's own time."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="assessment_times")
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=64)
    place = models.PositiveSmallIntegerField(default=1)
    by_video = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "on", "starts", "place"], name="one_row_per_place"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="time_goes_forward"),
        ]


class Booking(Versioned):
    """A person's place. Held while the call lasts, booked when it is agreed.

    Before a caller is written down, the hold belongs to the call in progress: `call` is its key
    and nobody's record knows of it.
    """

    class State(models.TextChoices):
        HELD = "held", "Held"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        KEPT = "kept", "Kept"

    LIVE = (State.HELD, State.BOOKED)

    time = models.ForeignKey(AssessmentTime, models.PROTECT, related_name="bookings")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="bookings")
    call = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, help_text="Until the reminder is in the outbox")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["remind_at"], condition=~Q(remind_at=None), name="to_remind")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["time"], condition=Q(state__in=["held", "booked"]), name="place_taken_once"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=["held", "booked"]),
                name="one_booking_per_person",
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state="held") & ~Q(call=""),
                name="one_hold_per_call",
            ),
            models.CheckConstraint(
                condition=Q(patient__isnull=False, call="")
                | (Q(patient=None, state__in=["held", "cancelled"]) & ~Q(call="")),
                name="held_for_a_person_or_a_call",
            ),
        ]

    @property
    def person(self) -> Patient:
        """Whose place it is. Only a hold of a call in progress is nobody's yet."""
        assert self.patient is not None
        return self.patient


class FrontDoor(Versioned):
    """What a site says on its public pages: who calls back and when, and what care costs.

    Each figure stands with the day it was checked; a figure without one is not shown.
    """

    site = models.OneToOneField(Site, models.PROTECT, related_name="front_door")
    calls_back = models.CharField(max_length=80, default="Someone from our team")
    calls_back_when = models.CharField(max_length=80, default="within one working day")
    week_price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    week_price_on = models.DateField(null=True)
    weeks = models.PositiveSmallIntegerField(null=True)
    weeks_on = models.DateField(null=True)
    inpatient_day_price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    inpatient_day_price_on = models.DateField(null=True)
    inpatient_days = models.PositiveSmallIntegerField(null=True)
    inpatient_days_on = models.DateField(null=True)


class CallRequest(Versioned):
    """Somebody asked on the public page to be called. Joined to nobody: a person becomes known
    only when staff call back. `file_name` names an original that nothing here renders."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CALLED = "called", "Called back"
        CLOSED = "closed", "Closed"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="call_requests")
    asked_by = models.CharField(max_length=20)
    caller_name = models.CharField(max_length=150)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    may_leave_message = models.BooleanField()
    email_is_ok = models.BooleanField()
    best_time = models.CharField(max_length=80, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    answers = models.JSONField(default=dict)
    organization = models.CharField(max_length=120, blank=True)
    referrer_kind = models.CharField(max_length=20, blank=True)
    leaves_on = models.DateField(null=True, help_text="When a residential stay ends")
    about_name = models.CharField(max_length=150, blank=True)
    about_phone = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=20, blank=True)
    person_agreed = models.BooleanField(null=True)
    file_name = models.CharField(max_length=32, blank=True)
    file_kind = models.CharField(max_length=10, blank=True)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    reason = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["site", "status", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at=None)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="settled_requests_say_when",
            )
        ]


class Referral(Versioned):
    """Who sent a person here and how to answer them, kept with the inquiry; and the record they
    sent, from the call until somebody reviewed it: then it is an arrival in the chart, or gone.
    """

    class Kind(models.TextChoices):
        MEDICAL = "medical", "Medical professional"
        RESIDENTIAL = "residential", "Residential program"

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="referral")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=150)
    organization = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    email_is_ok = models.BooleanField()
    leaves_on = models.DateField(null=True)
    referred_at = models.DateTimeField()
    file_name = models.CharField(max_length=32, blank=True)
    file_kind = models.CharField(max_length=10, blank=True)
    arrival = models.OneToOneField(Arrival, models.PROTECT, null=True)
    left_out_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(file_name="")
                | (Q(arrival=None) & Q(left_out_because="") & ~Q(file_kind="")),
                name="a_reviewed_record_waits_no_more",
            )
        ]


class Told(Versioned):
    """What somebody told the clinic of their own accord. Joined to nobody until staff file it.

    `account` and `sharing` are those of a loved one who was connected while writing. By trigger
    the words stay as they came; they go only from one that was closed and joined to nobody.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FILED = "filed", "In a chart"
        CLOSED = "closed", "Closed"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="told")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="told")
    sharing = models.ForeignKey(Sharing, models.PROTECT, null=True, related_name="told")
    about_name = models.CharField(max_length=150, blank=True)
    about_more = models.CharField(max_length=120, blank=True)
    teller_name = models.CharField(max_length=150, blank=True)
    teller_is = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    is_danger = models.BooleanField()
    may_say_who = models.BooleanField()
    may_call = models.BooleanField()
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    told_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, related_name="told")
    reason = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="told_settled")

    class Meta:
        indexes = [models.Index(fields=["site", "status", "told_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="filed", patient__isnull=False)
                | (~Q(status="filed") & Q(patient=None)),
                name="only_filed_is_in_a_chart",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", settled_at=None)
                | (~Q(status="waiting") & Q(settled_at__isnull=False)),
                name="settled_told_says_when",
            ),
        ]

    @property
    def teller(self) -> str:
        """Rosa (sister); "somebody" where no name was given."""
        name = self.teller_name or "somebody"
        return f"{name} ({self.teller_is})" if self.teller_is else name


class VisitCount(models.Model):
    """How often one address sent a form in one stretch of time. Keeps a keyed digest of the
    address only, and only while the stretch lasts."""

    page = models.CharField(max_length=20)
    visitor = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "visitor", "stretch"], name="one_row_a_stretch")
        ]
