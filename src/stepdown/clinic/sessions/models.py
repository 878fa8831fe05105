"""What happened on a day: the session, who was there, and the note in each chart."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.plans.models import PlanGoal
from stepdown.clinic.timetable.models import Series


class Session(Versioned):
    """One occurrence of a series. `note` is the part that goes into every chart."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Roll call open"
        CLOSED = "closed", "Closed"

    series = models.ForeignKey(Series, models.PROTECT, related_name="sessions")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    shared_note = models.TextField(max_length=4000, blank=True)
    attested_by = models.ForeignKey(Account, models.PROTECT, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="one_session_a_day"),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(attested_by__isnull=False, closed_at__isnull=False),
                name="closed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["on"]), models.Index(fields=["ends_at"])]  # years of them


class Attendance(Versioned):
    """One person at one session: how they came, for how long, and their own line."""

    class Status(models.TextChoices):
        HERE = "here", "Here"
        LATE = "late", "Late"
        VIDEO = "video", "Video"
        EXCUSED = "excused", "Excused"
        MISSED = "missed", "Not here"

    PRESENT = (Status.HERE, Status.LATE, Status.VIDEO)

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=8, choices=Status.choices)
    late_minutes = models.PositiveSmallIntegerField(default=0)
    left_early_minutes = models.PositiveSmallIntegerField(default=0)
    attended_minutes = models.PositiveSmallIntegerField(default=0, help_text="Clinical minutes")
    video_confirmed = models.BooleanField(default=False)
    participation = models.CharField(max_length=20, blank=True)
    own_line = models.TextField(max_length=2000, blank=True)
    plan_line = models.CharField(max_length=500, blank=True)
    goal = models.ForeignKey(
        PlanGoal, models.PROTECT, null=True, related_name="+", help_text="What the line is about"
    )
    note = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="attendance")
    correction_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the mark differs from the roll as it was closed"
    )
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(Account, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "patient"], name="one_mark_a_person"),
            models.CheckConstraint(
                condition=Q(status__in=["here", "late", "video"]) | Q(attended_minutes=0),
                name="absent_people_have_no_minutes",
            ),
        ]


class IndividualNote(Versioned):
    """What one clinician writes about a one-to-one session: theirs alone until they sign it.

    `parts` holds the text by format and part, so that another format loses nothing; `goal_ids`
    are those that were chosen. What is signed is an entry, and the mark points to it.
    """

    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="individual_notes")
    writer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    format = models.CharField(max_length=8)
    parts = models.JSONField(default=dict)
    goal_ids = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attendance", "writer"], name="one_draft_a_writer")
        ]


class CoSignature(models.Model):
    """A trainee's signed note that waits for their supervisor; `signed` is what the supervisor
    signed. A note that was corrected meanwhile waits no more: its newest version does."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="co_signature")
    supervisor = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    returned_words = models.CharField(max_length=500, blank=True, help_text="What to change")
    signed = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="co_signs")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at=None) | ~Q(returned_words=""), name="returned_with_words"
            )
        ]


class CounselingNote(models.Model):
    """A clinician's own notes of what was said in counseling, apart from the chart: read by the
    writer alone, in no list, export or page of anybody else. It stays as it was written."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="counseling_notes")
    writer = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField()
    text = models.TextField(max_length=8000)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="counseling_note_has_text")
        ]


class Incident(Versioned):
    """Something that went wrong or nearly did: what happened, who was told, and what is owed by
    whom until when. Apart from the chart. `step`: the safety step it follows, where there is one.
    """

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="incidents")
    happened_at = models.DateTimeField()
    words = models.TextField(max_length=4000)
    told = models.CharField(max_length=500, help_text="Who was told, and when")
    follow_up = models.CharField(max_length=500, help_text="What is owed")
    owed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField()
    reported_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    step = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="incident")
    done_words = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, done_words="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_words="")),
                name="incident_done_by_somebody",
            )
        ]


class VideoPlace(models.Model):
    """Where a person is who joins by video, and a number to call back, confirmed that day. Without
    it a trigger knows no mark by video: help must find them."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="video_places")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="video_places")
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "patient"], name="one_video_place"),
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(phone=""), name="video_place_is_whole"
            ),
        ]
