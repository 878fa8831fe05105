"""What the page of a person's treatment plan shows, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.due import due_of
from stepdown.clinic.plans.queries import (
    Plan,
    met_at_last_look,
    mix_of,
    plan_in_work,
    plan_that_holds,
    signed_plans,
)
from stepdown.clinic.timetable.level import low_mix
from stepdown.clinic.treatment.queries import open_episode
from stepdown.rules.plans import ReviewDue
from stepdown.web.staff.week.words import hours
from stepdown.web.ui.plans import CriteriaLines, PlanLines, criteria_lines, due_words, plan_lines


@dataclass(frozen=True)
class PlanPage:
    """`due`: a sentence; `next`: the one thing that comes next, by its name here."""

    holds: PlanLines | None
    in_work: PlanLines | None
    criteria: tuple[CriteriaLines, ...]
    versions: tuple[PlanLines, ...]
    due: str
    next: str
    is_in_care: bool
    may_plan: bool
    no_longer: str


def plan_page(patient: OpenedPatient, actor: Actor, now: datetime) -> PlanPage:
    today = local_now(patient.site, now).date()
    holds, in_work, zone = plan_that_holds(patient), plan_in_work(patient), patient.site.zone
    due, episode = due_of(patient, now=now), open_episode(patient)
    return PlanPage(
        holds=plan_lines(holds, zone) if holds else None,
        in_work=plan_lines(in_work, zone) if in_work else None,
        criteria=criteria_lines(holds, met_at_last_look(holds)) if holds else (),
        versions=tuple(plan_lines(one, zone) for one in signed_plans(patient)),
        due=due_words(due) if due else "",
        next=_next(in_work is not None, holds.agrees if holds else None, due, today)
        if holds or in_work
        else "goal",
        is_in_care=episode is not None,
        may_plan=actor.can(Permission.PLAN_CARE, site_id=patient.site_id),
        no_longer=no_longer_level(episode, in_work or holds, today),
    )


def no_longer_level(episode: Any, plan: Plan | None, today: date) -> str:
    """One plain sentence where the sessions the plan asks for come to less than the level; empty
    where they do not. It adds sessions to the step and takes none of its hours away."""
    if episode is None or plan is None:
        return ""
    low = low_mix(episode, mix_of(plan.going_on, today, on=today), on=today)
    if low is None:
        return ""
    return (
        f"The sessions in this plan come to {hours(low.minutes)} a week. Below"
        f" {hours(low.floor)} a week it is no longer Level 2.1. Ask for more here, or review the"
        " step. Until then the hours of the step hold."
    )


def _next(is_in_work: bool, agrees: bool | None, due: ReviewDue | None, today: date) -> str:
    if is_in_work:
        return "sign"
    if due and due.is_shown(today):
        return "review"
    return "" if agrees else "answer"
