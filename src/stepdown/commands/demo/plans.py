"""Treatment plans of the demo's people: most signed by both, some wait for somebody."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.content import (
    Criterion,
    GoalContent,
    Intervention,
    Objective,
    Toward,
)
from stepdown.clinic.plans.library import GoalIdea, shipped_goals
from stepdown.clinic.plans.operations import (
    answer_plan,
    find_right,
    save_criteria,
    save_goal,
    sign_plan,
)
from stepdown.clinic.plans.queries import Plan, goals_digest, plan_in_work, plan_that_holds
from stepdown.clinic.treatment.queries import Member, current_phase, team_of
from stepdown.clinic.treatment.services import Service
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story

EVENING = time(20, 30)
FIRST_DAYS, REVIEWED = timedelta(days=2), timedelta(days=27)
WITHOUT_ANSWER, NOT_LOOKED_AT = 5, 4  # every so many people


def plan_care(place: Place, stories: list[Story]) -> None:
    """A plan two days after admission, and each review as long as the care goes on."""
    today = place.agenda.today
    for number, story in enumerate(one for one in stories if one.starts_on):
        assert story.starts_on is not None  # said above
        on = story.starts_on + FIRST_DAYS
        place.agenda.add(place.agenda.at(on, EVENING), partial(_write, place, story, number))
        while number % NOT_LOOKED_AT and (on := on + REVIEWED) < today:
            place.agenda.add(place.agenda.at(on, EVENING), partial(_review, place, story))


def _counselor(place: Place, story: Story) -> tuple[Any, Member] | None:
    """Of the person's team; None for those whose care ends or rests in this demo."""
    if story.episode is None or story.stage in {Stage.ON_HOLD, Stage.ENDED}:
        return None
    member = next(one for one in team_of(story.episode) if one.role == Role.COUNSELOR)
    actor = next(one for one in place.actors.values() if one.account_id == member.account_id)
    return actor, member


def _write(place: Place, story: Story, number: int, now: datetime) -> None:
    found = _counselor(place, story)
    if found is None:
        return
    actor, member = found
    ideas = shipped_goals()
    for each in (number, number + 3):
        save_goal(
            actor=actor,
            patient=story.patient,
            goal_id=None,
            content=_goal(ideas[each % len(ideas)], _services(story, member, now), now),
            expected_version=0,
            now=now,
        )
    _say_when(actor, story, now)
    in_work = _in_work(story)
    seen = goals_digest(in_work.goals, in_work.criteria)
    sign_plan(actor=actor, patient=story.patient, seen=seen, now=now)
    if number % WITHOUT_ANSWER:
        _answer(actor, story, now)


def _in_work(story: Story) -> Plan:
    plan = plan_in_work(story.patient)
    assert plan is not None  # its goals were written just now
    return plan


def _say_when(actor: Any, story: Story, now: datetime) -> None:
    plan = _in_work(story)
    first = plan.goals[0]
    step = first.content.objectives[0].words
    save_criteria(
        actor=actor,
        patient=story.patient,
        criteria=(
            Criterion(Toward.NEXT, "Groups are a habit", "Four of five sessions, four weeks long"),
            Criterion(Toward.NEXT, "The first step is done", "Told here", first.number, step),
            Criterion(Toward.FINISH, "Somebody to call is there", "Two names, one of them called"),
        ),
        expected_version=plan.version,
        now=now,
    )


def _goal(idea: GoalIdea, services: tuple[Intervention, ...], now: datetime) -> GoalContent:
    return GoalContent(
        problem=idea.problem,
        words=idea.example.rstrip("."),
        objectives=(Objective(idea.objective, idea.measure, now.date() + timedelta(days=40)),),
        interventions=services,
    )


def _services(story: Story, member: Member, now: datetime) -> tuple[Intervention, ...]:
    """What the step foresees, as long as it lasts."""
    assert story.episode is not None  # or nobody of the team was found
    step = current_phase(story.episode)
    assert step is not None  # admitted two days ago
    weeks = max(1, (step.ends_on - now.date()).days // 7) if step.ends_on else None
    return tuple(
        Intervention(
            Service(row["service"]), row["per_week"], "week", member.account_id, member.name, weeks
        )
        for row in step.sessions
        if row["per_week"]
    )


def _answer(actor: Any, story: Story, now: datetime) -> None:
    holds = plan_that_holds(story.patient)
    assert holds is not None  # signed just now
    answer_plan(
        actor=actor,
        patient=story.patient,
        plan_id=holds.plan_id,
        agrees=True,
        signed_name=story.patient.full_name,
        words="",
        now=now,
    )


def _review(place: Place, story: Story, now: datetime) -> None:
    found = _counselor(place, story)
    plan = plan_that_holds(story.patient)
    if found is not None and plan is not None:
        words = "The first steps are tried, and both goals stay as they are."
        met = (True, False, False)
        find_right(actor=found[0], patient=story.patient, words=words, met=met, now=now)
