"""People in care with a treatment plan, for tests of the record and of pages."""

from datetime import date, datetime
from typing import Any

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.content import GoalContent, Intervention, Objective
from stepdown.clinic.plans.models import PlanGoal
from stepdown.clinic.plans.operations import answer_plan, save_goal, sign_plan
from stepdown.clinic.plans.queries import Plan, goals_digest, plan_in_work, plan_that_holds
from stepdown.clinic.treatment.services import Service
from tests.clinic.world import NOW, World

WORDS = "I want to keep my job"


def service(
    world: World, kind: Service = Service.GROUP, times: int = 3, **details: Any
) -> Intervention:
    account, every = world.accounts[Role.COUNSELOR], details.pop("every", "week")
    return Intervention(kind, times, every, account.pk, account.name, **details)


def goal(world: World, words: str = WORDS, **details: Any) -> GoalContent:
    wanted = {
        "problem": "Work is in danger",
        "objectives": (Objective("Be on time", "No day missed", date(2026, 12, 20)),),
        "interventions": (service(world),),
        **details,
    }
    return GoalContent(words=words, **wanted)


def add_goal(world: World, patient: Patient, words: str = WORDS, **details: Any) -> PlanGoal:
    return save_goal(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        goal_id=None,
        content=goal(world, words, **details),
        expected_version=0,
        now=NOW,
    )


def sign_what_is_in_work(world: World, patient: Patient, *, now: datetime = NOW) -> Plan:
    in_work = plan_in_work(patient)
    assert in_work is not None
    seen = goals_digest(in_work.goals, in_work.criteria)
    sign_plan(actor=world.actor(Role.COUNSELOR), patient=patient, seen=seen, now=now)
    return held(patient)


def signed_plan(world: World, patient: Patient, *words: str, **details: Any) -> Plan:
    """Signed by the counselor; the person has not answered."""
    for one in words or (WORDS,):
        add_goal(world, patient, one, **details)
    return sign_what_is_in_work(world, patient)


def held(patient: Patient) -> Plan:
    plan = plan_that_holds(patient)
    assert plan is not None
    return plan


def answer(
    world: World, patient: Patient, *, agrees: bool = True, words: str = "", **details: Any
) -> Plan:
    """On the clinic's screen, with the counselor beside the person."""
    wanted = {"plan_id": held(patient).plan_id, "signed_name": patient.full_name, **details}
    answer_plan(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        agrees=agrees,
        words=words,
        now=NOW,
        **wanted,
    )
    return held(patient)
