"""By what anybody can tell that it is time: written and signed with the plan, looked at again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.content import Criterion, Toward
from stepdown.clinic.plans.models import TreatmentPlan
from stepdown.clinic.plans.operations import (
    UnableToKeepGoal,
    UnableToPlanCare,
    begin_change,
    find_right,
    save_criteria,
    save_library_goal,
    sign_plan,
)
from stepdown.clinic.plans.queries import goals_digest, met_at_last_look, plan_in_work
from tests.clinic.planned import add_goal, held, sign_what_is_in_work
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
NEXT = Criterion(Toward.NEXT, "Work goes on", "Four weeks without a missed shift", 1, "Be on time")
FINISH = Criterion(Toward.FINISH, "Somebody to call", "Two names")


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    in_care(world, patient)
    add_goal(world, patient)
    return patient


def write(
    world: World, dana: Patient, *criteria: Criterion, role: Role = Role.COUNSELOR, **details: Any
) -> None:
    in_work = plan_in_work(dana)
    assert in_work is not None
    wanted = {"expected_version": in_work.version, "now": NOW, **details}
    save_criteria(actor=world.actor(role), patient=dana, criteria=criteria, **wanted)


def look_again(world: World, dana: Patient, met: Sequence[bool]) -> None:
    actor, later = world.actor(Role.COUNSELOR), NOW + timedelta(days=28)
    find_right(actor=actor, patient=dana, words="It goes well", met=met, now=later)


def test_they_are_signed_with_the_plan_and_looked_at_in_a_review(
    world: World, dana: Patient
) -> None:
    write(world, dana, NEXT, FINISH)
    plan = sign_what_is_in_work(world, dana)
    assert plan.criteria == (NEXT, FINISH)
    assert plan.entry is not None
    assert plan.entry.body["criteria"][0]["criterion"] == "Work goes on"
    assert met_at_last_look(plan) == (None, None)
    look_again(world, dana, [True, False])
    assert met_at_last_look(held(dana)) == (True, False)


def test_a_new_version_begins_with_them_and_nobody_has_looked_at_it_yet(
    world: World, dana: Patient
) -> None:
    write(world, dana, NEXT)
    sign_what_is_in_work(world, dana)
    look_again(world, dana, [True])
    later = NOW + timedelta(days=30)
    begin_change(actor=world.actor(Role.COUNSELOR), patient=dana, now=later)
    plan = sign_what_is_in_work(world, dana, now=later)
    assert plan.criteria == (NEXT,)
    assert met_at_last_look(plan) == (None,)


def test_a_signature_covers_what_was_read(world: World, dana: Patient) -> None:
    in_work = plan_in_work(dana)
    assert in_work is not None
    seen = goals_digest(in_work.goals, in_work.criteria)
    write(world, dana, NEXT)
    with pytest.raises(UnableToSave, match="changed after you read it"):
        sign_plan(actor=world.actor(Role.COUNSELOR), patient=dana, seen=seen, now=NOW)


def test_each_is_measured_and_belongs_to_a_goal_that_is_there(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToPlanCare, match="how anybody can tell"):
        write(world, dana, Criterion(Toward.NEXT, "Work goes on", " "))
    with pytest.raises(UnableToPlanCare, match="no longer in this version"):
        write(world, dana, Criterion(Toward.NEXT, "Work goes on", "Told", 7, "Gone"))


def test_a_review_says_of_each_whether_it_is_met(world: World, dana: Patient) -> None:
    write(world, dana, NEXT, FINISH)
    sign_what_is_in_work(world, dana)
    with pytest.raises(UnableToPlanCare, match="Look at each criterion again"):
        look_again(world, dana, [True])


def test_an_old_page_and_somebody_else_write_nothing(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToSave):
        write(world, dana, NEXT, expected_version=9)
    with pytest.raises(NotAllowed):
        write(world, dana, NEXT, role=Role.INTAKE)


def test_signed_criteria_are_never_written_over(world: World, dana: Patient) -> None:
    write(world, dana, NEXT)
    sign_what_is_in_work(world, dana)
    rows = TreatmentPlan.objects.filter(patient=dana)
    for changed in ([], None, [FINISH.as_dict()]):
        with pytest.raises(DatabaseError, match="is signed"), transaction.atomic():
            rows.update(criteria=changed)


@pytest.mark.parametrize("half", [{"service": "group"}, {"objective_2": "Rest"}])
def test_a_suggestion_of_the_library_is_whole_or_none(world: World, half: dict[str, str]) -> None:
    goal = {"problem": "Sleep", "example": "I want to sleep", "objective": "Walk", "measure": "5"}
    with pytest.raises(UnableToKeepGoal, match="or leave"):
        save_library_goal(
            actor=world.actor(Role.DIRECTOR),
            site=world.site,
            key="",
            expected_version=0,
            now=NOW,
            **goal,
            **half,
        )
