"""When the plan of a person is due, and whose plans wait for a member of staff today."""

from dataclasses import dataclass
from datetime import date, datetime

from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.models import TreatmentPlan
from stepdown.clinic.plans.queries import holding
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import InForce, KeptFigures, in_force
from stepdown.clinic.treatment.models import Episode, PlannedPhase, TeamMember
from stepdown.clinic.treatment.queries import current_phase, open_episode
from stepdown.rules.plans import PlanFacts, ReviewDue, ReviewRules, review_due, review_rules

REVIEWS = Policy("plans", "Treatment plans", review_rules)
MOST = 25  # on one page; as they are met, the next ones appear


def due_of(patient: Patient, *, now: datetime) -> ReviewDue | None:
    """When the person's plan is due; None where they are not in care."""
    episode = open_episode(patient)
    if episode is None or episode.status != Episode.Status.ACTIVE:
        return None
    plan = TreatmentPlan.objects.filter(holding(), episode=episode).first()
    rules = in_force(REVIEWS, patient.site_id, now)
    return review_due(_facts(episode, current_phase(episode), plan), rules)


def _facts(episode: Episode, phase: PlannedPhase | None, plan: TreatmentPlan | None) -> PlanFacts:
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
    actor: Actor, now: datetime, kept: KeptFigures | None = None
) -> list[WaitingPlan]:
    """Of the people on whose team the actor is, by the day they are due: at most MOST. Four
    queries."""
    team = TeamMember.objects.filter(account_id=actor.account_id or 0, ends_on=None)
    mine = patients_open_to(actor, Permission.PLAN_CARE, now)
    episodes = list(
        Episode.objects.filter(
            patient__in=mine, status=Episode.Status.ACTIVE, pk__in=team.values("episode")
        ).select_related("patient__site")
    )
    plans = TreatmentPlan.objects.filter(episode__in=episodes, replaced_at=None)
    by_episode: dict[tuple[int, bool], TreatmentPlan] = {
        (plan.episode_id, plan.entry_id is None): plan for plan in plans
    }
    phases = {
        (phase.episode_id, phase.number): phase
        for phase in PlannedPhase.objects.filter(episode__in=episodes)
    }
    rules = InForce(REVIEWS, now, kept)
    found = (
        _waiting(
            episode,
            phases.get((episode.pk, episode.phase_number)),
            by_episode.get((episode.pk, False)),
            is_in_work=(episode.pk, True) in by_episode,
            today=local_now(episode.patient.site, now).date(),
            rules=rules[episode.patient.site_id],
        )
        for episode in episodes
    )
    return sorted((one for one in found if one), key=_pressing)[:MOST]


def _waiting(
    episode: Episode,
    phase: PlannedPhase | None,
    plan: TreatmentPlan | None,
    *,
    is_in_work: bool,
    today: date,
    rules: ReviewRules,
) -> WaitingPlan | None:
    due = review_due(_facts(episode, phase, plan), rules)
    if due.is_shown(today):
        return WaitingPlan(episode.patient, due, is_in_work)
    if plan is not None and not plan.agrees:
        said_no = plan.agrees is False
        return WaitingPlan(episode.patient, None, is_in_work, True, said_no)
    return None


def _pressing(one: WaitingPlan) -> tuple[date, int]:
    return (one.due.on if one.due else date.max, one.patient.pk)
