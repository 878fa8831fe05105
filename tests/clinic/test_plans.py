"""Treatment plans: written, signed by both, looked at again, and never changed once signed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, add_account
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.due import due_of, waiting_plans
from stepdown.clinic.plans.library import goal_library
from stepdown.clinic.plans.models import PlanGoal, TreatmentPlan
from stepdown.clinic.plans.operations import (
    UnableToPlanCare,
    answer_plan,
    begin_change,
    drop_plan,
    find_right,
    remove_goal,
    save_goal,
    save_library_goal,
    sign_plan,
)
from stepdown.clinic.plans.queries import (
    Standing,
    asked_mix,
    plan_in_work,
    plan_that_holds,
    signed_plans,
)
from stepdown.clinic.timetable.problem import pose_week
from stepdown.clinic.treatment.models import Episode, TeamMember
from stepdown.clinic.treatment.services import Service
from stepdown.rules.plans import Why
from tests.clinic.joining import join, separate
from tests.clinic.planned import (
    WORDS,
    add_goal,
    answer,
    goal,
    held,
    service,
    sign_what_is_in_work,
    signed_plan,
)
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once


@made_once
def patient(world: World) -> Patient:
    one = world.patient()
    in_care(world, one)
    return one


@made_once
def counselor(world: World) -> Actor:
    return world.actor(Role.COUNSELOR)


def change(counselor: Actor, patient: Patient) -> None:
    begin_change(actor=counselor, patient=patient, now=NOW)


def test_a_plan_is_signed_with_everything_that_was_read(world: World, patient: Patient) -> None:
    plan = signed_plan(world, patient)
    assert plan.entry is not None
    body = plan.entry.body
    (told,) = body["goals"]
    assert told["in_their_words"] == WORDS
    assert told["objectives"] == [
        {"objective": "Be on time", "measure": "No day missed", "by_on": "2026-12-20"}
    ]
    assert told["services"][0]["how_often"] == "3 times a week"
    assert told["services"][0]["who"] == "Counselor"
    assert body["review_by_on"] == "2026-12-23"
    assert body["meaning"]
    assert altered_entries() == []


def test_nobody_signs_what_they_did_not_read(
    world: World, patient: Patient, counselor: Actor
) -> None:
    add_goal(world, patient)
    with pytest.raises(UnableToSave, match="Read it again"):
        sign_plan(actor=counselor, patient=patient, seen="something else", now=NOW)
    assert plan_that_holds(patient) is None


@pytest.mark.parametrize(
    ("missing", "word"),
    [
        ({"problem": " "}, "gets in the way"),
        ({"words": ""}, "as the person says it"),
        ({"objectives": ()}, "one step"),
        ({"interventions": ()}, "one service"),
    ],
)
def test_a_goal_is_whole_before_it_is_kept(
    world: World, patient: Patient, missing: dict[str, Any], word: str
) -> None:
    with pytest.raises(UnableToPlanCare, match=word):
        add_goal(world, patient, **missing)
    assert plan_in_work(patient) is None


def test_only_somebody_of_the_team_answers_for_a_service(world: World, patient: Patient) -> None:
    TeamMember.objects.filter(role=Role.COUNSELOR).update(ends_on=TODAY)
    with pytest.raises(UnableToPlanCare, match="not on the team"):
        add_goal(world, patient)


def test_a_plan_belongs_to_care_and_to_those_who_may_plan_it(world: World) -> None:
    stranger = world.patient("Theo")
    with pytest.raises(UnableToPlanCare, match="admission"):
        add_goal(world, stranger)
    for role in (Role.TECHNICIAN, Role.DIRECTOR, Role.INTAKE):
        with pytest.raises(NotAllowed):
            begin_change(actor=world.actor(role), patient=stranger, now=NOW)


def test_two_who_write_the_same_goal_lose_nothing(
    world: World, patient: Patient, counselor: Actor
) -> None:
    mine = add_goal(world, patient)
    details: dict[str, Any] = {
        "actor": counselor,
        "patient": patient,
        "goal_id": mine.pk,
        "now": NOW,
    }
    save_goal(content=goal(world, "First"), expected_version=1, **details)
    with pytest.raises(UnableToSave):
        save_goal(content=goal(world, "Second"), expected_version=1, **details)
    in_work = plan_in_work(patient)
    assert in_work is not None
    assert in_work.goals[0].content.words == "First"


def test_the_person_signs_on_their_own_page(world: World, patient: Patient) -> None:
    plan = signed_plan(world, patient)
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@home.example",
        name="Dana",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    entry = answer_plan(
        actor=actor_for(account, now=NOW),
        patient=patient,
        plan_id=plan.plan_id,
        agrees=True,
        signed_name="Dana Marsh",
        words="",
        now=NOW,
    )
    assert (entry.signed_as, entry.author) == (Role.PATIENT, account)
    assert entry.body["where"] == "On their own page"
    assert held(patient).agrees is True


def test_a_no_says_why_takes_nothing_away_and_can_become_a_yes(
    world: World, patient: Patient
) -> None:
    signed_plan(world, patient)
    with pytest.raises(UnableToPlanCare, match="differently"):
        answer(world, patient, agrees=False)
    assert answer(world, patient, agrees=False, words="Too many evenings").agrees is False
    assert answer(world, patient).agrees is True
    with pytest.raises(UnableToPlanCare, match="signed by both already"):
        answer(world, patient)


def test_nobody_answers_a_plan_that_was_replaced(
    world: World, patient: Patient, counselor: Actor
) -> None:
    old = signed_plan(world, patient)
    change(counselor, patient)
    sign_what_is_in_work(world, patient)
    with pytest.raises(UnableToPlanCare, match="newer plan"):
        answer(world, patient, plan_id=old.plan_id)


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(
    world: World, patient: Patient, counselor: Actor
) -> None:
    first = signed_plan(world, patient, "Keep my job", "Sleep")
    change(counselor, patient)
    assert held(patient).plan_id == first.plan_id
    in_work = plan_in_work(patient)
    assert in_work is not None
    assert all(one.continues for one in in_work.goals)
    reached = in_work.goals[0]
    save_goal(
        actor=counselor,
        patient=patient,
        goal_id=reached.goal_id,
        content=reached.content,
        standing=Standing.REACHED,
        expected_version=reached.version,
        now=NOW,
    )
    second = sign_what_is_in_work(world, patient)
    assert [one.number for one in signed_plans(patient)] == [2, 1]
    assert [one.content.words for one in second.going_on] == ["Sleep"]
    assert [one.number for one in second.going_on] == [2]
    assert Entry.objects.filter(patient=patient, kind=EntryKind.TREATMENT_PLAN).count() == 2
    assert second.agrees is None


def test_a_change_can_be_thrown_away(world: World, patient: Patient, counselor: Actor) -> None:
    signed_plan(world, patient)
    change(counselor, patient)
    drop_plan(actor=counselor, patient=patient, now=NOW)
    assert plan_in_work(patient) is None
    assert held(patient).number == 1


def test_a_goal_that_was_agreed_on_is_never_just_taken_out(
    world: World, patient: Patient, counselor: Actor
) -> None:
    signed_plan(world, patient)
    change(counselor, patient)
    new = add_goal(world, patient, "Sleep")
    old = PlanGoal.objects.exclude(continues=None).get()
    details: dict[str, Any] = {
        "actor": counselor,
        "patient": patient,
        "expected_version": 1,
        "now": NOW,
    }
    remove_goal(goal_id=new.pk, **details)
    with pytest.raises(UnableToPlanCare, match="set aside"):
        remove_goal(goal_id=old.pk, **details)


def test_a_plan_is_due_at_first_then_after_days_then_when_the_step_changes(
    world: World, patient: Patient, counselor: Actor
) -> None:
    def why_on(now_in_days: int) -> Why | None:
        later = NOW + timedelta(days=now_in_days)
        waiting = waiting_plans(counselor, later)
        return waiting[0].due.why if waiting and waiting[0].due else None

    assert (why_on(0), why_on(2)) == (None, Why.FIRST)
    signed_plan(world, patient)
    answer(world, patient)
    assert (why_on(24), why_on(25)) == (None, Why.DAYS)
    find_right(
        actor=counselor, patient=patient, words="On time each day", now=NOW + timedelta(days=28)
    )
    assert why_on(33) is None
    Episode.objects.update(phase_number=2)
    assert why_on(28) == Why.STEP
    due = due_of(patient, now=NOW)
    assert due is not None
    assert due.why == Why.STEP


def test_a_review_is_signed_with_how_it_goes(
    world: World, patient: Patient, counselor: Actor
) -> None:
    with pytest.raises(UnableToPlanCare, match="No plan is signed"):
        find_right(actor=counselor, patient=patient, words="Good", now=NOW)
    signed_plan(world, patient)
    with pytest.raises(UnableToPlanCare, match="how it goes"):
        find_right(actor=counselor, patient=patient, words=" ", now=NOW)
    entry = find_right(actor=counselor, patient=patient, words="On time each day", now=NOW)
    assert entry.kind == EntryKind.PLAN_REVIEW
    assert entry.body["words"] == "On time each day"


def test_a_plan_waits_for_the_person_too(world: World, patient: Patient, counselor: Actor) -> None:
    signed_plan(world, patient)
    assert [one.answer_waits for one in waiting_plans(counselor, NOW)] == [True]
    answer(world, patient, agrees=False, words="Too much")
    assert [one.sees_it_differently for one in waiting_plans(counselor, NOW)] == [True]
    answer(world, patient)
    assert waiting_plans(counselor, NOW) == []


def asked_of_the_week(episode: Episode) -> dict[str, int]:
    needs = pose_week(episode, starts_on=MONDAY).person.needs
    return {need.service: need.count for need in needs}


def test_the_week_asks_for_what_the_plan_asks_for_beyond_the_step(
    world: World, patient: Patient
) -> None:
    add_evening_program(world)
    episode = Episode.objects.get(patient=patient)
    before = asked_of_the_week(episode)
    asked = (
        service(world, Service.INDIVIDUAL, 2),
        service(world, Service.GROUP, 1),
        service(world, Service.FAMILY, 1),  # not offered here
    )
    signed_plan(world, patient, interventions=asked)
    assert asked_mix(episode, MONDAY) == {"individual": 2, "group": 1, "family": 1}
    assert asked_of_the_week(episode) == before | {"individual": 2}


def test_a_library_is_ours_until_the_clinic_changes_it(world: World, counselor: Actor) -> None:
    first, *others = goal_library(world.site)
    details: dict[str, Any] = {
        "problem": first.problem,
        "example": first.example,
        "objective": "Write it down",
    }
    wanted: dict[str, Any] = {
        "site": world.site,
        "key": first.key,
        "expected_version": 1,
        "now": NOW,
    }
    values: dict[str, Any] = {"measure": first.measure, "is_used": True, **details, **wanted}
    with pytest.raises(NotAllowed):
        save_library_goal(actor=counselor, **values)
    save_library_goal(actor=world.actor(Role.DIRECTOR), **values)
    kept = goal_library(world.site)
    assert kept[0].objective == "Write it down"
    assert [one.key for one in kept[1:]] == [one.key for one in others]


def refused(*changes: Callable[[], object]) -> None:
    for one in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            one()


def test_nothing_of_a_signed_plan_ever_changes(
    world: World, patient: Patient, counselor: Actor
) -> None:
    signed_plan(world, patient)
    answer(world, patient)
    plans = TreatmentPlan.objects.filter(patient=patient)
    goals = PlanGoal.objects.filter(plan__in=plans)
    kept = goals.get()
    unanswered: dict[str, Any] = {"answer": None, "agrees": None}
    refused(
        lambda: plans.update(entry=None, right_on=None, right_in_step=None, **unanswered),
        lambda: plans.update(number=7),
        lambda: plans.update(agrees=False),
        lambda: plans.update(**unanswered),
        lambda: plans.delete(),
        lambda: goals.update(standing="reached"),
        lambda: goals.delete(),
        lambda: PlanGoal.objects.create(
            plan=kept.plan, number=9, content={}, written_at=NOW + timedelta(days=1)
        ),
    )


def test_one_plan_holds_and_one_is_in_work(world: World, patient: Patient) -> None:
    plan = signed_plan(world, patient)
    episode = Episode.objects.get(patient=patient)
    signed = TreatmentPlan.objects.filter(pk=plan.plan_id)
    begun: dict[str, Any] = {
        "patient": patient,
        "episode": episode,
        "begun_at": NOW,
        "begun_by": world.accounts[Role.COUNSELOR],
    }
    TreatmentPlan.objects.create(number=2, **begun)
    other = world.patient("Theo")
    refused(
        lambda: TreatmentPlan.objects.create(number=3, **begun),
        lambda: TreatmentPlan.objects.create(number=4, **begun | {"patient": other}),
        lambda: TreatmentPlan.objects.filter(number=2).update(right_on=date(2026, 12, 1)),
        lambda: TreatmentPlan.objects.filter(number=2).update(
            entry=episode.admission, right_on=TODAY, right_in_step=1
        ),
        lambda: signed.update(answer=plan.entry, agrees=True),
    )


def test_plans_go_with_a_joined_record_and_back(world: World, patient: Patient) -> None:
    kept = world.patient("Dana")
    signed_plan(world, patient)
    Episode.objects.update(status="ended", ended_on=TODAY, end_reason="own_choice")
    merge = join(world, kept, patient)
    assert (len(signed_plans(kept)), len(signed_plans(patient))) == (1, 0)
    separate(world, merge)
    assert (len(signed_plans(kept)), len(signed_plans(patient))) == (0, 1)
