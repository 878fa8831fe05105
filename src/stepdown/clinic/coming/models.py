"""Whether a person comes, and how they keep track of their times."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.coming.reminder_rules import Kind
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.timetable.models import Seat, Series


class CalendarFeed(models.Model):
    """The address of one person's times, kept as a digest only; without one it is turned off."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True, null=True)
    made_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=None, ended_at__isnull=False)
                | Q(digest__isnull=False, ended_at=None),
                name="a_feed_that_ended_opens_nothing",
            ),
        ]


class SessionAnswer(Versioned):
    """What a person said of one meeting before it began, the newest word only.

    Who cannot come has another time (`make_up`), needs none, or a member of staff looks for one
    with them until somebody settles it.
    """

    class Says(models.TextChoices):
        HERE = "here", "Comes"
        VIDEO = "video", "Asks to join by video"
        AWAY = "away", "Cannot come"

    class Why(models.TextChoices):
        WORK = "work", "Work"
        ILL = "ill", "Ill"
        CHILDREN = "children", "Children"
        WAY = "way", "Getting there"
        NOT_SAID = "not_said", "Rather not say"

    class Wish(models.TextChoices):
        OPEN = "open", "Nothing chosen yet"
        CALL = "call", "Wants help to find another time"
        NONE = "none", "Needs no other time"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="session_answers")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    on = models.DateField()
    says = models.CharField(max_length=5, choices=Says.choices)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    wish = models.CharField(max_length=4, choices=Wish.choices, blank=True)
    said_at = models.DateTimeField()
    make_up = models.OneToOneField(Seat, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "series", "on"], name="one_answer_a_session"
            ),
            models.CheckConstraint(
                condition=Q(says="away") & ~Q(wish="")
                | ~Q(says="away") & Q(why="", wish="", make_up=None, settled_at=None),
                name="only_who_is_away_has_a_wish",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_wish_is_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["on", "says"])]


class ReminderWish(Versioned):
    """Which reminders a person asked for. No row, or neither: none."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="reminder_wish")
    evening_before = models.BooleanField(default=False)
    hours_before = models.BooleanField(default=False)
    said_at = models.DateTimeField()


class SessionReminder(models.Model):
    """That a person's meeting was looked at for one kind of reminder. Never a second time."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="session_reminders")
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    looked_at = models.DateTimeField()
    is_queued = models.BooleanField(help_text="No: they cannot come, or may not be written to")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "series", "on", "kind"], name="reminded_once"
            )
        ]
