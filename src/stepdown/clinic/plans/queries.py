"""Reading treatment plans. Callers come from the door: they hold a patient that was opened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.plans.content import Criterion, GoalContent, criteria_of, goal_content
from stepdown.clinic.plans.models import PlanGoal, TreatmentPlan
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.plans import weekly_mix

MET, NOT_YET = "Met", "Not yet"
Standing = PlanGoal.Standing  # for pages, which name no models


@dataclass(frozen=True)
class Goal:
    """One goal of a plan. `continues`: it was in the version before."""

    goal_id: int
    version: int
    number: int
    content: GoalContent
    standing: Standing
    continues: bool

    @property
    def label(self) -> str:
        """As a note names it: the goal's number and the person's own words."""
        return f"Goal {self.number}: {self.content.words}"


def with_days_passed(goals: Iterable[Goal], today: date) -> tuple[int, ...]:
    """The numbers of goals that go on and have a step whose day has passed. The page says it before
    a signature, which it does not stop: a step may be late and still right."""
    going_on = (one for one in goals if one.standing == Standing.GOING_ON)
    return tuple(
        one.number for one in going_on if any(step.by_on < today for step in one.content.objectives)
    )


@dataclass(frozen=True)
class Plan:
    """One version of a plan. `entry` None: it is still in work."""

    plan_id: int
    version: int
    number: int
    begun_by: str
    goals: tuple[Goal, ...]
    criteria: tuple[Criterion, ...]
    entry: Entry | None
    answer: Entry | None
    agrees: bool | None
    right_on: date | None
    is_replaced: bool

    @property
    def going_on(self) -> tuple[Goal, ...]:
        return tuple(goal for goal in self.goals if goal.standing == Standing.GOING_ON)


def holding() -> Q:
    """Plans that are signed, not replaced, and of care that goes on."""
    return Q(entry__isnull=False, replaced_at=None) & ~Q(episode__status=Episode.Status.ENDED)


def plan_that_holds(patient: Patient) -> Plan | None:
    return _first(TreatmentPlan.objects.filter(holding(), patient=patient))


def answer_waits(patient: Patient) -> bool | None:
    """Whether the person has yet to answer the plan that holds; None without one (one query)."""
    return next((agrees is None for agrees in _answers(patient.pk)), None)


@written_once
def _answers(patient_id: int) -> QuerySet[TreatmentPlan, bool | None]:
    held = TreatmentPlan.objects.filter(holding(), patient=patient_id)
    return held.values_list("agrees", flat=True)[:1]


def plan_in_work(patient: Patient) -> Plan | None:
    """What is being written and not signed yet."""
    open_ones = TreatmentPlan.objects.filter(patient=patient, entry=None)
    return _first(open_ones.exclude(episode__status=Episode.Status.ENDED))


def _first(plans: QuerySet[TreatmentPlan]) -> Plan | None:
    row = plans.select_related("begun_by", "entry__author", "answer__author").first()
    return _plan(row) if row else None


def signed_plans(patient: Patient) -> list[Plan]:
    """Every version that was signed, of earlier care too, the newest first."""
    rows = TreatmentPlan.objects.filter(patient=patient, entry__isnull=False)
    rows = rows.select_related("begun_by", "entry__author", "answer__author")
    return [_plan(row) for row in rows.prefetch_related("goals").order_by("-pk")]


def _plan(row: TreatmentPlan) -> Plan:
    return Plan(
        plan_id=row.pk,
        version=row.version,
        number=row.number,
        begun_by=row.begun_by.name,
        goals=tuple(goal_of(one) for one in sorted(row.goals.all(), key=lambda g: g.number)),
        criteria=criteria_of(row.criteria),
        entry=row.entry,
        answer=row.answer,
        agrees=row.agrees,
        right_on=row.right_on,
        is_replaced=row.replaced_at is not None,
    )


def goal_of(row: PlanGoal) -> Goal:
    return Goal(
        row.pk,
        row.version,
        row.number,
        goal_content(row.content),
        Standing(row.standing),
        row.continues_id is not None,
    )


def goals_digest(goals: Iterable[Goal], criteria: Iterable[Criterion] = ()) -> str:
    """Of everything that a signature would cover: says whether the page is still current."""
    rows = [[one.number, one.standing.value, one.content.as_dict()] for one in goals]
    return content_digest([*rows, *(one.as_dict() for one in criteria)])


def met_at_last_look(plan: Plan) -> tuple[bool | None, ...]:
    """For each criterion of a signed plan: what its last review said; None before the first."""
    unknown = (None,) * len(plan.criteria)
    if plan.entry is None or not plan.criteria:
        return unknown
    reviews = Entry.objects.filter(
        patient=plan.entry.patient_id,
        kind=EntryKind.PLAN_REVIEW,
        signed_at__gte=plan.entry.signed_at,
    )
    last = reviews.order_by("-signed_at", "-pk").first()
    if last is None or last.body["plan_version"] != plan.number:
        return unknown
    return tuple(one["now"] == MET for one in last.body["criteria"])


def goals_by_person(patient_ids: Iterable[int]) -> dict[int, tuple[Goal, ...]]:
    """The goals that go on in the plan that holds, by patient id (one query)."""
    found: dict[int, tuple[Goal, ...]] = {}
    for row in _going_on(list(patient_ids)):
        found[row.plan.patient_id] = (*found.get(row.plan.patient_id, ()), goal_of(row))
    return found


@written_once
def _going_on(patients: Collection[int]) -> QuerySet[PlanGoal]:
    plans = TreatmentPlan.objects.filter(holding(), patient__in=patients)
    rows = PlanGoal.objects.filter(plan__in=plans, standing=Standing.GOING_ON)
    return rows.select_related("plan").order_by("plan", "number")


def goals_with(patient_id: int, goal_id: int | None) -> tuple[Goal, ...]:
    """The person's goals that go on, with `goal_id` before them where it is of an earlier plan."""
    goals = goals_by_person([patient_id]).get(patient_id, ())
    if goal_id is None or goal_id in {goal.goal_id for goal in goals}:
        return goals
    return (goal_of(PlanGoal.objects.get(pk=goal_id)), *goals)


def goal_label(row: PlanGoal | None) -> str:
    """The goal as a note names it; empty for none."""
    return goal_of(row).label if row else ""


def asked_mix(episode: Episode, on: date) -> Mapping[str, int]:
    """Sessions a week by service that the plan which holds asks for on that day; empty without
    one. Counted from the day the plan was signed."""
    plan = TreatmentPlan.objects.filter(holding(), episode=episode).select_related("entry").first()
    if plan is None or plan.entry is None:
        return {}
    since = local_now(episode.site, plan.entry.signed_at).date()
    goals = [goal_of(row) for row in plan.goals.filter(standing=Standing.GOING_ON)]
    return mix_of(goals, since, on=on)


def mix_of(goals: Iterable[Goal], since: date, *, on: date) -> Mapping[str, int]:
    """Sessions a week by service that these goals ask for, counted from a day."""
    return weekly_mix(
        (one.asked(since) for goal in goals for one in goal.content.interventions), on=on
    )
