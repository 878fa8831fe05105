"""A clinician signs a version, or signs that the one that holds is still right."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import UnableToSave, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.content import Criterion, GoalContent, criteria_of
from stepdown.clinic.plans.due import REVIEWS
from stepdown.clinic.plans.meaning import meanings
from stepdown.clinic.plans.models import TreatmentPlan
from stepdown.clinic.plans.operations.writing import (
    UnableToPlanCare,
    check_criteria,
    check_team,
    episode_in_care,
    version_in_work,
)
from stepdown.clinic.plans.queries import (
    MET,
    NOT_YET,
    Goal,
    Standing,
    goal_of,
    goals_digest,
    holding,
)
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.plans import PlanFacts, ReviewDue, review_due


def sign_plan(*, actor: Actor, patient: Patient, seen: str, now: datetime) -> Entry:
    """Signs the version in work as the signer read it (`seen`: its `goals_digest`); the one
    before is replaced. The person's own answer comes after. Raises UnableToPlanCare,
    UnableToSave and UnableToSign."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    with writing():
        plan = version_in_work(patient)
        goals = [goal_of(row) for row in plan.goals.order_by("number")]
        criteria = criteria_of(plan.criteria)
        if goals_digest(goals, criteria) != seen:
            raise UnableToSave("The plan changed after you read it. Read it again, then sign.")
        _require_whole(plan.episode, goals)
        check_criteria(criteria, {goal.number for goal in goals})
        today = local_now(patient.site, now).date()
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.TREATMENT_PLAN,
            body=_body(plan, goals, _due(plan.episode, today, now)),
            happened_at=now,
            now=now,
        )
        before = TreatmentPlan.objects.filter(holding(), episode=plan.episode).first()
        if before is not None:
            save_version(before, expected=before.version, replaced_at=now)
        _now_right(plan, today, entry=entry)
        record(actor=actor, verb="plan.now_holds", now=now, subject=plan, patient_id=patient.pk)
    return entry


def find_right(
    *, actor: Actor, patient: Patient, words: str, met: Sequence[bool] = (), now: datetime
) -> Entry:
    """Signs that the plan that holds was looked at together and is still right; `words` say how
    it goes, `met` whether each of its criteria is met, in their order. Raises UnableToPlanCare and
    UnableToSign."""
    require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    if not words.strip():
        raise UnableToPlanCare("Write how it goes with the goals. One line is enough.")
    with writing():
        episode = episode_in_care(patient)
        plan = TreatmentPlan.objects.filter(holding(), episode=episode).first()
        if plan is None:
            raise UnableToPlanCare("No plan is signed yet. Write one first.")
        criteria = criteria_of(plan.criteria)
        if len(met) != len(criteria):
            raise UnableToPlanCare("The plan changed meanwhile. Look at each criterion again.")
        today = local_now(patient.site, now).date()
        due = _due(episode, today, now)
        body = {
            "plan_version": plan.number,
            "words": words.strip(),
            "criteria": _criteria(criteria, met),
            "step": episode.phase_number,
            **_signature(due, meanings().review),
        }
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.PLAN_REVIEW,
            body=body,
            happened_at=now,
            now=now,
        )
        _now_right(plan, today)
        record(actor=actor, verb="plan.found_right", now=now, subject=plan, patient_id=patient.pk)
    return entry


def _now_right(plan: TreatmentPlan, today: date, **changes: Any) -> None:
    step = plan.episode.phase_number
    save_version(plan, expected=plan.version, right_on=today, right_in_step=step, **changes)


def _due(episode: Episode, today: date, now: datetime) -> ReviewDue:
    """When a plan that is right today is looked at again."""
    step = episode.phase_number
    rules = in_force(REVIEWS, episode.patient.site_id, now)
    return review_due(PlanFacts(episode.admitted_on, step, today, today, step), rules)


def _require_whole(episode: Episode, goals: list[Goal]) -> None:
    if not any(goal.standing == Standing.GOING_ON for goal in goals):
        raise UnableToPlanCare("A plan needs at least one goal that goes on.")
    for goal in goals:
        if goal.standing == Standing.GOING_ON:
            check_team(episode, goal.content)


def _body(plan: TreatmentPlan, goals: list[Goal], due: ReviewDue) -> dict[str, Any]:
    return {
        "plan_version": plan.number,
        "step": plan.episode.phase_number,
        "goals": [_goal(goal) for goal in goals],
        "criteria": _criteria(criteria_of(plan.criteria)),
        **_signature(due, meanings().clinician),
    }


def _criteria(criteria: Sequence[Criterion], met: Sequence[bool] = ()) -> list[dict[str, Any]]:
    """In the words of the pages; at a review with what was found."""
    found = [MET if one else NOT_YET for one in met] or [""] * len(criteria)
    return [
        {
            "toward": one.toward.label,
            "criterion": one.words,
            "measure": one.measure,
            "goal": one.goal or "",
            **({"now": now} if now else {}),
        }
        for one, now in zip(criteria, found, strict=True)
    ]


def _signature(due: ReviewDue, meaning: str) -> dict[str, str]:
    return {
        "review_by_on": due.on.isoformat(),
        "rules_version": due.rules_version,
        "meaning": meaning,
        "meaning_version": meanings().version,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    """In the words of the pages, so that the entry reads by itself."""
    content = goal.content
    return {
        "number": goal.number,
        "standing": goal.standing.label,
        "problem": content.problem,
        "in_their_words": content.words,
        "objectives": [
            {"objective": one.words, "measure": one.measure, "by_on": one.by_on.isoformat()}
            for one in content.objectives
        ],
        "services": _services(content),
    }


def _services(content: GoalContent) -> list[dict[str, Any]]:
    return [
        {
            "service": one.service.label,
            "how_often": one.how_often,
            "for_weeks": one.weeks or "",
            "who": one.name,
        }
        for one in content.interventions
    ]
