"""A treatment plan as staff and the person read it, and the form by which the person signs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.plans.content import Criterion, Intervention, Objective, Toward
from stepdown.clinic.plans.meaning import meanings
from stepdown.clinic.plans.operations import answer_plan
from stepdown.clinic.plans.queries import MET, NOT_YET, Goal, Plan, Standing
from stepdown.rules.plans import ReviewDue, Why
from stepdown.web.ui.access import actor_of
from stepdown.web.ui.forms import Line, PageForm, Paragraphs, saved

TONES = {Standing.GOING_ON: "quiet", Standing.REACHED: "good", Standing.SET_ASIDE: "quiet"}


WHY = {
    Why.FIRST: "The first plan is due on {day}.",
    Why.DAYS: "The plan is looked at again by {day}.",
    Why.STEP: "The step has changed: look at the plan by {day}.",
}


@dataclass(frozen=True)
class GoalLines:
    """One goal in words. `standing` is empty while it goes on."""

    goal_id: int
    version: int
    number: int
    words: str
    problem: str
    steps: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    standing: str
    tone: str
    continues: bool


@dataclass(frozen=True)
class CriterionLine:
    """`now` is empty before the first review: nobody has looked yet."""

    words: str
    how: str
    now: str
    tone: str


@dataclass(frozen=True)
class CriteriaLines:
    title: str
    lines: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class PlanLines:
    """One version in words. `entry_id` 0: still in work. `agrees` None: not answered yet."""

    plan_id: int
    number: int
    goals: tuple[GoalLines, ...]
    criteria: tuple[CriteriaLines, ...]
    signed: str
    entry_id: int
    answered: str
    answer_id: int
    answer_words: str
    agrees: bool | None


def plan_lines(plan: Plan, zone: str) -> PlanLines:
    return PlanLines(
        plan_id=plan.plan_id,
        number=plan.number,
        goals=tuple(goal_lines(goal) for goal in plan.goals),
        criteria=criteria_lines(plan),
        signed=_signed(plan.entry, zone),
        entry_id=plan.entry.pk if plan.entry else 0,
        answered=_answered(plan, zone),
        answer_id=plan.answer.pk if plan.answer else 0,
        answer_words=plan.answer.body["words"] if plan.answer else "",
        agrees=plan.agrees,
    )


def criteria_lines(
    plan: Plan, met: Sequence[bool | None] | None = None
) -> tuple[CriteriaLines, ...]:
    """`met`: what the last review said of each, where the page shows it."""
    found = list(zip(plan.criteria, met or [None] * len(plan.criteria), strict=True))
    groups = ((each, [row for row in found if row[0].toward == each]) for each in Toward)
    return tuple(
        CriteriaLines(each.label, tuple(_criterion(*row) for row in rows))
        for each, rows in groups
        if rows
    )


def _criterion(one: Criterion, met: bool | None) -> CriterionLine:
    belongs = f" Goal {one.goal}: {one.step}." if one.goal else ""
    now = "" if met is None else MET if met else NOT_YET
    return CriterionLine(one.words, f"{one.measure}.{belongs}", now, "good" if met else "quiet")


def _signed(entry: Any, zone: str) -> str:
    return f"{_day_of(entry.signed_at, zone)}, {entry.author.name}" if entry else ""


def _answered(plan: Plan, zone: str) -> str:
    if plan.answer is None:
        return ""
    return f"{_day_of(plan.answer.signed_at, zone)}, {plan.answer.body['signed_name']}"


def _day_of(at: datetime, zone: str) -> str:
    return day(at.astimezone(ZoneInfo(zone)).date())


def goal_lines(goal: Goal) -> GoalLines:
    content = goal.content
    return GoalLines(
        goal_id=goal.goal_id,
        version=goal.version,
        number=goal.number,
        words=content.words,
        problem=content.problem,
        steps=tuple(map(_step, content.objectives)),
        services=tuple(map(_service, content.interventions)),
        standing="" if goal.standing == Standing.GOING_ON else goal.standing.label,
        tone=TONES[goal.standing],
        continues=goal.continues,
    )


def _step(one: Objective) -> tuple[str, str]:
    return one.words, f"By {day(one.by_on)}. Measured by: {one.measure}"


def _service(one: Intervention) -> str:
    weeks = f", for {one.weeks} week{'' if one.weeks == 1 else 's'}" if one.weeks else ""
    return f"{one.service.label}, {one.how_often.lower()}{weeks}: {one.name}"


def due_words(due: ReviewDue) -> str:
    return WHY[due.why].format(day=day(due.on))


class AnswerForm(PageForm):
    """The person's signature, or what they see differently. Nothing is chosen for them."""

    plan_id = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        label="What do you say?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two"},
    )
    words = Paragraphs(label="In your own words", rows=3, most=1000, required=False)
    signed_name = Line(
        label="Your name, as a signature", error_messages={"required": "Sign with your name"}
    )

    def __init__(self, data: Any, *, plan: PlanLines) -> None:
        super().__init__(data, initial={"plan_id": plan.plan_id})
        choices = [("yes", meanings().agrees), ("no", meanings().differs)]
        self.fields["agrees"].choices = choices  # type: ignore[attr-defined] # a choice field


def answered(request: HttpRequest, patient: OpenedPatient, form: AnswerForm) -> bool:
    """Whether what was sent is the person's signed answer now."""
    return request.method == "POST" and saved(
        form,
        lambda: answer_plan(
            actor=actor_of(request),
            patient=patient,
            plan_id=form.cleaned_data["plan_id"],
            agrees=form.cleaned_data["agrees"] == "yes",
            signed_name=form.cleaned_data["signed_name"],
            words=form.cleaned_data["words"],
            now=timezone.now(),
        ),
    )
