"""A signed plan that waits for the person, and a change of it in work, with marked words."""

from datetime import timedelta

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.plans.content import Criterion, GoalContent, Intervention, Objective, Toward
from stepdown.clinic.plans.operations import save_criteria, save_goal, sign_plan
from stepdown.clinic.plans.queries import goals_digest, plan_in_work
from stepdown.clinic.treatment.queries import open_episode, team_of
from stepdown.clinic.treatment.services import Service
from tests.clinic.world import NOW, TODAY


def plan_marked_goal(counselor: Actor, patient: Patient, mark: str) -> None:
    episode = open_episode(patient)
    assert episode is not None
    member = team_of(episode)[0]
    content = GoalContent(
        problem=f"{mark} gets in the way",
        words=f"{mark} is what I want",
        objectives=(Objective(f"{mark} step", f"{mark} measure", TODAY + timedelta(days=30)),),
        interventions=(Intervention(Service.GROUP, 1, "week", member.account_id, member.name),),
    )
    _write(counselor, patient, content)
    in_work = plan_in_work(patient)
    assert in_work is not None
    criterion = Criterion(Toward.NEXT, f"{mark} shows it", f"{mark} tells it")
    save_criteria(
        actor=counselor,
        patient=patient,
        criteria=(criterion,),
        expected_version=in_work.version,
        now=NOW,
    )
    seen = goals_digest(in_work.goals, (criterion,))
    sign_plan(actor=counselor, patient=patient, seen=seen, now=NOW)
    _write(counselor, patient, content)


def _write(counselor: Actor, patient: Patient, content: GoalContent) -> None:
    save_goal(
        actor=counselor,
        patient=patient,
        goal_id=None,
        content=content,
        expected_version=0,
        now=NOW,
    )
