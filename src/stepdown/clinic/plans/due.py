"""When the plan of a person is due, and whose plans wait for a member of staff today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.models import TreatmentPlan
from stepdown.clinic.plans.queries import holding
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import InForce, KeptFigures, in_force
from stepdown.clinic.treatment.caseload import Caseload, OwnCase
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.plans import PlanFacts, ReviewDue, ReviewRules, review_due, review_rules

REVIEWS = Policy("plans", "Treatment plans", review_rules)
MOST = 25  # on one page; as they are met, the next ones appear


def due_of(patient: Patient, *, now: datetime) -> ReviewDue | None:
    """When the person's plan is due; None where they are not in care."""
    active = (one for one in patient.episodes.all() if one.status == Episode.Status.ACTIVE)
    episode = next(active, None)
    if episode is None:
        return None
    plan = next(iter(_held_in(episode.pk)), None)
    rules = in_force(REVIEWS, patient.site_id, now)
    return review_due(_facts(OwnCase(episode), plan), rules)


@written_once
def _held_in(episode_id: int) -> QuerySet[TreatmentPlan]:
    return TreatmentPlan.objects.filter(holding(), episode=episode_id).order_by("pk")[:1]


def _facts(case: OwnCase, plan: TreatmentPlan | None) -> PlanFacts:
    episode, phase = case.episode, case.phase
    return PlanFacts(
        admitted_on=episode.admitted_on,
        step=episode.phase_number,
        step_since=phase.starts_on if phase else episode.admitted_on,
        right_on=plan.right_on if plan else None,
        right_in_step=plan.right_in_step if plan else None,
    )


@dataclass(frozen=True)
class WaitingPlan:
    """A plan that waits for somebody: `due` for the team, or `answer_waits` for the person's own
    signature (`sees_it_differently`: they said no)."""

    patient: Patient
    due: ReviewDue | None
    is_in_work: bool
    answer_waits: bool = False
    sees_it_differently: bool = False


def waiting_plans(
    actor: Actor, now: datetime, kept: KeptFigures | None = None, own: Caseload | None = None
) -> list[WaitingPlan]:
    """Of the people on whose team the actor is, by the day they are due: at most MOST. Four
    queries, one with `own` and `kept`."""
    cases = (own or Caseload(actor, now)).active(Permission.PLAN_CARE)
    by_episode: dict[tuple[int, bool], TreatmentPlan] = {
        (plan.episode_id, plan.entry_id is None): plan
        for plan in _plans_in([one.episode.pk for one in cases])
    }
    rules = InForce(REVIEWS, now, kept)
    found = (
        _waiting(
            one,
            by_episode.get((one.episode.pk, False)),
            is_in_work=(one.episode.pk, True) in by_episode,
            today=local_now(one.patient.site, now).date(),
            rules=rules[one.patient.site_id],
        )
        for one in cases
    )
    return sorted((one for one in found if one), key=_pressing)[:MOST]


@written_once
def _plans_in(episodes: Collection[int]) -> QuerySet[TreatmentPlan]:
    return TreatmentPlan.objects.filter(episode__in=episodes, replaced_at=None)


def _waiting(
    case: OwnCase,
    plan: TreatmentPlan | None,
    *,
    is_in_work: bool,
    today: date,
    rules: ReviewRules,
) -> WaitingPlan | None:
    due = review_due(_facts(case, plan), rules)
    if due.is_shown(today):
        return WaitingPlan(case.patient, due, is_in_work)
    if plan is not None and not plan.agrees:
        said_no = plan.agrees is False
        return WaitingPlan(case.patient, None, is_in_work, True, said_no)
    return None


def _pressing(one: WaitingPlan) -> tuple[date, int]:
    return (one.due.on if one.due else date.max, one.patient.pk)
