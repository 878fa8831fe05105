"""The course: what a class gave instead of what the order says, and what a person read."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.timetable.models import Series


class LessonChoice(Versioned):
    """Another lesson than the order of the course says, for one meeting of a class. Once its roll
    is closed, `because` says why: what people have heard is read from here."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="lesson_choices")
    on = models.DateField()
    lesson = models.CharField(max_length=40, help_text="Its key in the course")
    because = models.CharField(max_length=300, blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="one_choice_a_meeting")
        ]


class OwnLesson(Versioned):
    """What a person did with a lesson by themselves: how sure they felt before and after, and that
    they read it. Reading never counts as attended minutes; who came to the class is in the roll."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="own_lessons")
    lesson = models.CharField(max_length=40, help_text="Its key in the course")
    sure_before = models.PositiveSmallIntegerField(null=True, help_text="From 0 to 10")
    sure_after = models.PositiveSmallIntegerField(null=True, help_text="From 0 to 10")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "lesson"], name="one_row_a_lesson"),
            models.CheckConstraint(
                condition=(Q(sure_before=None) | Q(sure_before__lte=10))
                & (Q(sure_after=None) | Q(sure_after__lte=10)),
                name="sure_from_0_to_10",
            ),
        ]
