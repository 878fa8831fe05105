"""Random and ordered drug tests: the day, the sample, and what came of it."""

from django.db import models
from django.db.models import F, Q

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import Versioned
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.drug_tests import Gender, Outcome, Sample

OUTCOMES = [(one.value, one.label) for one in Outcome]
GENDERS = [(one.value, one.label) for one in Gender]


class RandomPlan(Versioned):
    """Random tests of one episode, from a day until they or the episode end. No page shows
    `secret`; who has it can make every draw again, and `fingerprint` shows that it was not
    changed."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="random_plans")
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="random_plans")
    secret = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    begun_on = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(ended_at=None), name="one_random_plan"
            )
        ]


class DrugTest(Versioned):
    """One test on one day: drawn from `window`, or ordered for a reason. Nobody is shown it
    before the morning of its day."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        GIVEN = "given", "Sample given"
        NOT_GIVEN = "not_given", "No sample"

    class NotGiven(models.TextChoices):
        EXCUSED = "excused", "Excused"
        NOT_HERE = "not_here", "Was not here"
        COULD_NOT = "could_not", "Could not give one"
        DID_NOT_WANT = "did_not_want", "Did not want to"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="drug_tests")
    plan = models.ForeignKey(RandomPlan, models.PROTECT, null=True, related_name="tests")
    number = models.PositiveIntegerField(null=True, help_text="The number of the draw")
    window = models.JSONField(null=True, help_text="{after, last, days, rules_version}")
    on = models.DateField()
    made_at = models.DateTimeField()
    ordered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ordered_because = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    not_given = models.CharField(max_length=12, choices=NotGiven.choices, blank=True)
    not_given_words = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default=Outcome.PENDING)
    screened = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    confirmed = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_test_a_draw"),
            models.CheckConstraint(
                condition=Q(
                    plan__isnull=False,
                    number__isnull=False,
                    window__isnull=False,
                    ordered_by=None,
                    ordered_because="",
                )
                | (Q(plan=None, number=None, ordered_by__isnull=False) & ~Q(ordered_because="")),
                name="drawn_or_ordered_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="not_given") & ~Q(not_given="")
                | ~Q(state="not_given") & Q(not_given="", not_given_words=""),
                name="no_sample_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="unexpected") | Q(confirmed__isnull=False),
                name="unexpected_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(outcome="pending") | Q(state="given", screened__isnull=False),
                name="an_outcome_has_a_sample",
            ),
        ]
        indexes = [models.Index(fields=["state", "on"])]


class Specimen(models.Model):
    """The sample of one test: which cup, given when, and who was there. Stays as written."""

    test = models.OneToOneField(DrugTest, models.PROTECT, related_name="specimen")
    is_breath = models.BooleanField(null=True, help_text="None: urine, as all were at first")
    label = models.CharField(max_length=40, unique=True, help_text="As it stands on the cup")
    given_at = models.DateTimeField()
    collector = models.ForeignKey(Account, models.PROTECT, related_name="+")
    is_identity_checked = models.BooleanField()
    is_accepted = models.BooleanField(help_text="The person accepts who collects")
    is_observed = models.BooleanField()
    person_gender = models.CharField(max_length=8, choices=GENDERS, blank=True)
    collector_gender = models.CharField(max_length=8, choices=GENDERS, blank=True)
    temperature = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, help_text="Fahrenheit"
    )
    temperature_minutes = models.PositiveSmallIntegerField(
        null=True, help_text="After it was given"
    )

    @property
    def kind(self) -> Sample:
        return Sample.BREATH if self.is_breath else Sample.URINE

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_identity_checked=True, is_accepted=True),
                name="a_sample_of_this_person_who_agreed",
            ),
            models.CheckConstraint(
                condition=Q(is_observed=False)
                | Q(person_gender="another") & ~Q(collector_gender="")
                | Q(person_gender=F("collector_gender")) & ~Q(person_gender=""),
                name="observed_by_the_same_gender",
            ),
        ]
