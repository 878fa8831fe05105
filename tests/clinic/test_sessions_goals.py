"""Each own line of a note is about a goal, once the person has a signed plan."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations import (
    Came,
    CorrectedNote,
    UnableToSaveNote,
    UnableToSignNotes,
    correct_note,
    save_note,
)
from stepdown.clinic.sessions.queries import roster
from tests.clinic.evenings import (
    close,
    line_for,
    mark,
    open_evening,
    sign,
    take_seats,
    write,
)
from tests.clinic.planned import signed_plan
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import World
from tests.layers import made_once

LINE = "Named payday as a trigger."


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def luis(world: World) -> Patient:
    return world.patient("Luis", family_name="Ortega")


@made_once
def session(world: World, dana: Patient, luis: Patient) -> Session:
    group = add_evening_program(world)[0]
    for one in (dana, luis):
        take_seats(world, in_care(world, one), [group])
    made = open_evening(world, group)
    mark(world, made, {dana: "here", luis: "here"})
    close(world, made)
    return made


def choose(world: World, session: Session, patient: Patient, goal_id: int | None) -> None:
    session.refresh_from_db()
    line = replace(line_for(session, patient, LINE), goal_id=goal_id)
    save_note(
        actor=world.actor(Role.COUNSELOR),
        session=session,
        shared=None,
        lines={patient.pk: line},
        expected_version=session.version,
        now=session.ends_at,
    )


def note_of(patient: Patient) -> Entry:
    return Entry.objects.filter(patient=patient, kind=EntryKind.SESSION_NOTE).latest("pk")


def test_the_signed_note_names_the_goal_in_the_persons_words(
    world: World, session: Session, dana: Patient, luis: Patient
) -> None:
    (goal,) = signed_plan(world, dana).goals
    write(world, session, {dana: LINE, luis: "Listened, then spoke of work."})
    with pytest.raises(UnableToSignNotes, match=r"goal that each line is about. Missing: Dana M\."):
        sign(world, session)
    choose(world, session, dana, goal.goal_id)
    assert sign(world, session) == 2
    assert note_of(dana).body["goal"] == "Goal 1: I want to keep my job"
    assert note_of(luis).body["goal"] == ""


def test_the_roll_offers_each_person_only_their_own_goals(
    world: World, session: Session, dana: Patient
) -> None:
    signed_plan(world, dana)
    people = roster(world.actor(Role.COUNSELOR), session, session.ends_at).people
    offered = {one.short_name: [goal.content.words for goal in one.goals] for one in people}
    assert offered == {"Dana M.": ["I want to keep my job"], "Luis O.": []}


def test_no_line_is_about_a_goal_of_somebody_else(
    world: World, session: Session, dana: Patient, luis: Patient
) -> None:
    (goal,) = signed_plan(world, dana).goals
    with pytest.raises(UnableToSaveNote, match="Choose one of the goals again"):
        choose(world, session, luis, goal.goal_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(patient=luis).update(goal=goal.goal_id)


def test_a_correction_can_name_another_goal(
    world: World, session: Session, dana: Patient, luis: Patient
) -> None:
    first, second = signed_plan(world, dana, "Keep my job", "Sleep").goals
    write(world, session, {dana: LINE, luis: "Listened, then spoke of work."})
    choose(world, session, dana, first.goal_id)
    sign(world, session)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(patient=dana).update(goal=second.goal_id)
    correct_note(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        entry_id=note_of(dana).pk,
        note=CorrectedNote(Came("here"), "took_part", LINE, "Rest.", goal_id=second.goal_id),
        not_a_person=False,
        reason="It was about sleep",
        now=session.ends_at,
    )
    assert note_of(dana).body["goal"] == "Goal 2: Sleep"
    assert Attendance.objects.get(patient=dana).goal_id == second.goal_id
