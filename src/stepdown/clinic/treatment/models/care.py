"""The need of detox, the episode with its phases and team, and the week around it."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.roles import TEAM_ROLES


class DetoxNeed(models.Model):
    """A need for medically supervised detox. While one is open, no episode can begin (trigger)."""

    class State(models.TextChoices):
        OPEN = "open", "Detox first"
        CLEARED = "cleared", "Cleared"
        HANDLED_HERE = "handled_here", "Handled here meanwhile"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="detox_needs")
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    settled_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(state="open"), name="one_open_detox_need"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_by=None)
                | (~Q(state="open") & Q(settled_by__isnull=False)),
                name="settled_by_a_signature",
            ),
        ]


class Episode(Versioned):
    """One person's course of care at one site, from admission to its end."""

    class Status(models.TextChoices):
        ACTIVE = "active", "In care"
        HOLD = "hold", "On hold"
        ENDED = "ended", "Ended"

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Completed"
        OWN_CHOICE = "own_choice", "Chose not to continue"
        TRANSFER = "transfer", "Transferred"
        ADMINISTRATIVE = "administrative", "Administrative"
        JAIL = "jail", "Jail"
        HOSPITAL = "hospital", "Hospital"
        DEATH = "death", "Death"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="episodes")
    site = models.ForeignKey(Site, models.PROTECT)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    admitted_on = models.DateField()
    level_code = models.CharField(max_length=6)
    criteria_edition = models.CharField(max_length=4)
    placement = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    admission = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    phase_number = models.PositiveSmallIntegerField(default=1)
    hold_reason = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=~Q(status="ended"), name="one_open_episode"
            ),
            models.CheckConstraint(
                condition=(Q(status="ended", ended_on__isnull=False) & ~Q(end_reason=""))
                | (~Q(status="ended") & Q(ended_on=None, end_reason="")),
                name="an_end_has_date_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="hold") | ~Q(hold_reason=""), name="a_hold_has_a_reason"
            ),
        ]


class EpisodeStart(models.Model):
    """How an episode began: the way in, and by when the first session was due.

    A table of its own: remaking that of episodes would drop its triggers on SQLite.
    """

    class Route(models.TextChoices):
        DIRECT = "direct", "Straight from here"
        AFTER_DETOX = "after_detox", "After detox"
        RESIDENTIAL = "residential", "From a residential stay"
        RETURN = "return", "Back after earlier care"

    episode = models.OneToOneField(Episode, models.PROTECT, related_name="start")
    route = models.CharField(max_length=12, choices=Route.choices)
    first_session_due_on = models.DateField()


class PlannedPhase(Versioned):
    """One step of the taper: half open, contiguous with the next."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    weekly_minutes = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(default=1, help_text="Fewest days a week")
    sessions = models.JSONField(help_text="[{service, minutes, per_week, break_minutes}]")
    level_code = models.CharField(max_length=6)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="one_phase_per_number"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="phase_period"
            ),
        ]


class TeamMember(models.Model):
    """One of the four who care for a person; history is kept."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="team")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in TEAM_ROLES])
    account = models.ForeignKey(Account, models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "role"], condition=Q(ends_on=None), name="one_member_per_role"
            )
        ]


class EmergencyContact(Versioned):
    """Whom to call when something happens. This is not a consent to tell them anything else."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="emergency_contact")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)


class Commitment(Versioned):
    """A part of the week that belongs to work, school, care, court or another fixed thing."""

    class Kind(models.TextChoices):
        WORK = "work", "Work"
        SCHOOL = "school", "School or classes"
        CARE = "care", "Children or care"
        COURT = "court", "Court or probation"
        HEALTH = "health", "Doctor or medicine"
        TRAVEL = "travel", "Travel"
        OTHER = "other", "Something else"

    class Firmness(models.TextChoices):
        NEVER = "never", "Never"
        RATHER_NOT = "rather_not", "Rather not"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    starts = models.TimeField()
    ends = models.TimeField()
    firmness = models.CharField(max_length=10, choices=Firmness.choices, default=Firmness.NEVER)
    until_on = models.DateField(null=True, help_text="The last day it may hold; empty: no end")
    not_on = models.JSONField(default=list, help_text="ISO dates on which it does not hold")
    is_dropped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="commitment_forward"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="commitment_weekday"),
            models.CheckConstraint(
                condition=Q(firmness__in=["never", "rather_not"]), name="commitment_firmness"
            ),
        ]
