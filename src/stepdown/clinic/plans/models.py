"""The treatment plan: what is signed stands in entries; here is what holds now, and its goals."""

from django.db import models
from django.db.models import Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.plans.content import EVERY
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service


class TreatmentPlan(Versioned):
    """One version of the plan of an episode: in work without `entry`, then signed, and in the end
    replaced by the next one. `right_on`: when it was last signed or found right."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="treatment_plans")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="treatment_plans")
    number = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    criteria = models.JSONField(null=True, help_text="[{toward, words, measure, goal, step}]")
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    right_on = models.DateField(null=True)
    right_in_step = models.PositiveSmallIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True)
    answer = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    agrees = models.BooleanField(null=True, help_text="What the person answered")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="one_plan_per_number"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(entry=None), name="one_plan_in_work"
            ),
            models.UniqueConstraint(
                fields=["episode"],
                condition=Q(entry__isnull=False, replaced_at=None),
                name="one_plan_that_holds",
            ),
            models.CheckConstraint(
                condition=Q(entry=None, right_on=None, right_in_step=None, answer=None)
                & Q(replaced_at=None)
                | Q(entry__isnull=False, right_on__isnull=False, right_in_step__isnull=False),
                name="a_plan_that_holds_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(answer=None, agrees=None)
                | Q(answer__isnull=False, agrees__isnull=False),
                name="an_answer_says_yes_or_no",
            ),
        ]


class PlanGoal(Versioned):
    """One goal of one version. `continues`: the same goal in the version before. Stays as it is
    once the plan is signed, so that notes can name it."""

    class Standing(models.TextChoices):
        GOING_ON = "going_on", "Going on"
        REACHED = "reached", "Reached"
        SET_ASIDE = "set_aside", "Set aside"

    plan = models.ForeignKey(TreatmentPlan, models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="{problem, words, objectives, interventions}")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GOING_ON)
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_goal_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="goals_count_from_one"),
        ]


class LibraryGoal(Versioned):
    """A goal that a site's staff can begin with; the person's own words are never in it."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="library_goals")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    problem = models.CharField(max_length=200)
    example = models.CharField(max_length=200)
    objective = models.CharField(max_length=200)
    measure = models.CharField(max_length=200)
    objective_2 = models.CharField(max_length=200, blank=True)
    measure_2 = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=20, choices=Service.choices, blank=True)
    times = models.PositiveSmallIntegerField(null=True)
    every = models.CharField(max_length=5, choices=EVERY, blank=True)
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="one_library_goal_per_key"),
            models.CheckConstraint(
                condition=Q(service="", times=None, every="")
                | ~Q(service="") & Q(times__gte=1) & ~Q(every=""),
                name="a_service_of_the_library_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(objective_2="", measure_2="") | ~Q(objective_2="") & ~Q(measure_2=""),
                name="a_step_of_the_library_has_a_measure",
            ),
        ]
