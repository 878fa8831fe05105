"""A plan in work: goals are written and taken out again, until somebody signs it."""

from collections.abc import Container, Iterable
from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.content import Criterion, GoalContent
from stepdown.clinic.plans.models import PlanGoal, TreatmentPlan
from stepdown.clinic.plans.queries import holding
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import open_episode, team_of

Standing = PlanGoal.Standing
MOST_GOALS = 12


class UnableToPlanCare(Unable):
    """The plan cannot be written or signed like this; the message says what to do."""


def begin_change(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """A new version to work on, with everything of the plan that holds; that one holds until the
    new one is signed."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    with writing():
        episode = episode_in_care(patient)
        if _in_work(episode) is not None:
            raise UnableToPlanCare("A new version is in work already. Go on with that one.")
        _begin(actor, episode, now)


def save_goal(
    *,
    actor: Actor,
    patient: Patient,
    goal_id: int | None,
    content: GoalContent,
    standing: str = Standing.GOING_ON,
    expected_version: int,
    now: datetime,
) -> PlanGoal:
    """Writes a goal of the version in work (`goal_id` None: one more); without a version in work,
    one begins. Raises UnableToPlanCare, or UnableToSave where somebody changed the goal."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    with writing():
        episode = episode_in_care(patient)
        _check(episode, content)
        plan = _in_work(episode) or _begin(actor, episode, now)
        if goal_id is None:
            goal = _add(plan, content, now)
        else:
            goal = _goal(plan, goal_id)
            values = {"content": content.as_dict(), "written_at": now}
            save_version(goal, expected=expected_version, standing=Standing(standing), **values)
        record(
            actor=actor,
            verb="plan.goal_written",
            now=now,
            subject=goal,
            patient_id=patient.pk,
            content=goal.content,
        )
    return goal


def save_criteria(
    *,
    actor: Actor,
    patient: Patient,
    criteria: Iterable[Criterion],
    expected_version: int,
    now: datetime,
) -> TreatmentPlan:
    """Writes all criteria of the version in work. Raises UnableToPlanCare, or UnableToSave where
    somebody changed them."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    kept = tuple(criteria)
    with writing():
        plan = version_in_work(patient)
        check_criteria(kept, {goal.number for goal in plan.goals.all()})
        content = [one.as_dict() for one in kept]
        save_version(plan, expected=expected_version, criteria=content)
        record(
            actor=actor,
            verb="plan.criteria_written",
            now=now,
            subject=plan,
            patient_id=patient.pk,
            content=content,
        )
    return plan


def check_criteria(criteria: Iterable[Criterion], goals: Container[int]) -> None:
    """Each can be measured, and belongs to a goal of this version or to the whole."""
    for one in criteria:
        if not one.words.strip() or not one.measure.strip():
            raise UnableToPlanCare("Write each criterion, and how anybody can tell that it is met.")
        if one.goal is not None and one.goal not in goals:
            raise UnableToPlanCare(
                f"“{one.words}” belongs to goal {one.goal}, which is no longer in this version."
                " Change it under Criteria."
            )


def remove_goal(
    *, actor: Actor, patient: Patient, goal_id: int, expected_version: int, now: datetime
) -> None:
    """Takes out a goal that was never signed; one of the version before is set aside instead."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    with writing():
        plan = _in_work(episode_in_care(patient))
        goal = _goal(plan, goal_id)
        if goal.continues_id is not None:
            raise UnableToPlanCare("This goal was agreed on. Say that it is reached or set aside.")
        save_version(goal, expected=expected_version)
        record(actor=actor, verb="plan.goal_removed", now=now, subject=goal, patient_id=patient.pk)
        goal.delete()


def drop_plan(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """Throws away the version in work; the plan that holds stays as it is."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    with writing():
        plan = _in_work(episode_in_care(patient))
        if plan is None:
            raise UnableToPlanCare("There is no version in work.")
        record(actor=actor, verb="plan.dropped", now=now, subject=plan, patient_id=patient.pk)
        plan.delete()


def episode_in_care(patient: Patient) -> Episode:
    episode = open_episode(patient)
    if episode is None:
        raise UnableToPlanCare("A plan begins with admission. Admit the person under Care first.")
    return episode


def version_in_work(patient: Patient) -> TreatmentPlan:
    """Raises UnableToPlanCare without one."""
    plan = _in_work(episode_in_care(patient))
    if plan is None:
        raise UnableToPlanCare("This version was signed or thrown away meanwhile. Look again.")
    return plan


def _in_work(episode: Episode) -> TreatmentPlan | None:
    return TreatmentPlan.objects.filter(episode=episode, entry=None).first()


def _begin(actor: Actor, episode: Episode, now: datetime) -> TreatmentPlan:
    assert actor.account_id is not None  # somebody writes it, never the program
    before = TreatmentPlan.objects.filter(holding(), episode=episode).first()
    plan = TreatmentPlan.objects.create(
        patient=episode.patient,
        episode=episode,
        number=TreatmentPlan.objects.filter(episode=episode).count() + 1,
        begun_at=now,
        begun_by_id=actor.account_id,
        criteria=before.criteria if before else None,
    )
    if before is not None:
        for goal in before.goals.filter(standing=Standing.GOING_ON).order_by("number"):
            _carry_on(plan, goal, now)
    record(actor=actor, verb="plan.begun", now=now, subject=plan, patient_id=episode.patient_id)
    return plan


def _carry_on(plan: TreatmentPlan, goal: PlanGoal, now: datetime) -> None:
    """The same goal in the new version, under the number that everybody knows it by."""
    PlanGoal.objects.create(
        plan=plan, number=goal.number, content=goal.content, continues=goal, written_at=now
    )


def _add(plan: TreatmentPlan, content: GoalContent, now: datetime) -> PlanGoal:
    last = plan.goals.order_by("-number").first()
    number = last.number + 1 if last else 1
    if plan.goals.count() >= MOST_GOALS:
        raise UnableToPlanCare(
            f"A plan holds {MOST_GOALS} goals at most. Fewer are easier to reach."
        )
    return PlanGoal.objects.create(
        plan=plan, number=number, content=content.as_dict(), written_at=now
    )


def _goal(plan: TreatmentPlan | None, goal_id: int) -> PlanGoal:
    goal = plan.goals.filter(pk=goal_id).first() if plan else None
    if goal is None:
        raise UnableToPlanCare("This goal is no longer in work. Look at the plan again.")
    return goal


def _check(episode: Episode, content: GoalContent) -> None:
    if not content.problem.strip():
        raise UnableToPlanCare("Write what gets in the way.")
    if not content.words.strip():
        raise UnableToPlanCare("Write the goal as the person says it.")
    if not content.objectives:
        raise UnableToPlanCare("Write at least one step, how it is measured, and until when.")
    if not content.interventions:
        raise UnableToPlanCare("Choose at least one service, how often, and who answers for it.")
    check_team(episode, content)


def check_team(episode: Episode, content: GoalContent) -> None:
    """Whoever answers for something is on the team now."""
    team = {member.account_id for member in team_of(episode)}
    for one in content.interventions:
        if one.account_id not in team:
            raise UnableToPlanCare(f"{one.name} is not on the team. Choose one of the four.")
