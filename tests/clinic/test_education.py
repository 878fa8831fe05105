"""What a class gives, who has heard it, and what a person reads by themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.education.models import LessonChoice, OwnLesson
from stepdown.clinic.education.operations import (
    UnableToChooseLesson,
    UnableToKeepReading,
    choose_lesson,
    keep_reading,
)
from stepdown.clinic.education.queries import (
    Standing,
    lesson_of,
    lesson_of_person,
    lessons_of_person,
    to_read,
)
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.timetable.models import ProgramVersion
from stepdown.clinic.timetable.programs import as_content
from stepdown.rules.education import course_on
from stepdown.rules.taper import program_templates
from tests.clinic.evenings import hold_evening, open_evening
from tests.clinic.seated import own_actor
from tests.clinic.taught import WEEK, hold_class, monday_class
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World
from tests.layers import made_once


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def own(world: World, dana: Patient) -> Actor:
    return own_actor(world, dana)


def standing(patient: Patient, key: str) -> Standing:
    found = lesson_of_person(patient, key, on=MONDAY)
    assert found is not None
    return found.standing


def choose(
    world: World, session: Session, lesson: str, because: str = "", version: int = 0
) -> None:
    choose_lesson(
        actor=world.actor(Role.PSYCHOLOGIST),
        session=session,
        lesson=lesson,
        because=because,
        expected_version=0,
        now=NOW,
    )


def read(actor: Actor, patient: Patient, lesson: str = "anger", **said: Any) -> OwnLesson:
    before = OwnLesson.objects.filter(patient=patient, lesson=lesson).first()
    version = before.version if before else 0
    return keep_reading(
        actor=actor, patient=patient, lesson=lesson, expected_version=version, now=NOW, **said
    )


def test_the_lesson_follows_from_how_often_the_class_has_met(world: World, dana: Patient) -> None:
    series = monday_class(world, dana)
    met_before = (MONDAY - series.starts_on) // WEEK
    count = len(course_on(MONDAY).lessons)
    given = [lesson_of(series, series.starts_on + n * WEEK) for n in range(2 * count)]
    assert lesson_of(series, MONDAY) == given[met_before % count]
    assert given[:count] == given[count:]
    assert len({one.key for one in given if one is not None}) == count


def test_a_class_of_a_program_without_the_course_gives_no_lesson(
    world: World, dana: Patient
) -> None:
    """From the day on which the program says so; what somebody heard before stays heard."""
    series = monday_class(world, dana)
    earlier, later = MONDAY - WEEK, MONDAY
    shape = replace(program_templates()["evening"].shape, has_course=False)
    ProgramVersion.objects.create(
        program=series.program, number=1, template="", content=as_content(shape), made_at=NOW
    )
    assert lesson_of(series, earlier) is not None
    assert lesson_of(series, later) is None
    hold_evening(world, series, MONDAY, {dana: "here"}, noted=False)
    heard = [one for one in lessons_of_person(dana, on=MONDAY) if one.standing == Standing.HEARD]
    assert heard == []


def test_who_came_has_heard_it_and_who_missed_it_can_read_it(world: World, dana: Patient) -> None:
    rae = world.patient("Rae")
    series = monday_class(world, dana, rae)
    lesson = hold_class(world, series, {dana: "here", rae: "missed"})
    assert standing(dana, lesson.key) == Standing.HEARD
    assert to_read(dana) == []
    assert standing(rae, lesson.key) == Standing.TO_READ
    assert to_read(rae) == [lesson]


def test_an_open_roll_says_nothing_yet(world: World, dana: Patient) -> None:
    series = monday_class(world, dana)
    session = open_evening(world, series)
    Attendance.objects.create(
        session=session,
        patient=dana,
        status="missed",
        marked_at=NOW,
        marked_by=world.accounts[Role.COUNSELOR],
    )
    assert to_read(dana) == []


def test_reading_makes_up_for_the_lesson_and_never_for_the_hours(
    world: World, dana: Patient, own: Actor
) -> None:
    series = monday_class(world, dana)
    lesson = hold_class(world, series, {dana: "excused"})
    read(own, dana, lesson.key, sure_after=6, is_read=True)
    assert standing(dana, lesson.key) == Standing.READ
    assert to_read(dana) == []
    assert Attendance.objects.get(patient=dana).attended_minutes == 0


def test_another_lesson_holds_for_this_meeting_alone(world: World, dana: Patient) -> None:
    series = monday_class(world, dana)
    next_one = lesson_of(series, MONDAY + WEEK)
    choose(world, open_evening(world, series), "anger")
    assert hold_class(world, series, {dana: "here"}).key == "anger"
    assert standing(dana, "anger") == Standing.HEARD
    assert lesson_of(series, MONDAY + WEEK) == next_one


def test_after_the_roll_a_lesson_changes_with_a_reason_only(world: World, dana: Patient) -> None:
    series = monday_class(world, dana)
    hold_class(world, series, {dana: "here"})
    session = Session.objects.get(series=series)
    with pytest.raises(UnableToChooseLesson, match="why"):
        choose(world, session, "anger", because=" ")
    choose(world, session, "anger", because="That is what we talked about")
    assert standing(dana, "anger") == Standing.HEARD
    choices = LessonChoice.objects.filter(series=series)
    for wrong in (
        lambda: choices.update(lesson="name-it", because=""),
        lambda: choices.update(on=MONDAY + WEEK),
        lambda: choices.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_only_a_class_gives_a_lesson_and_only_one_of_the_course(
    world: World, dana: Patient
) -> None:
    series = monday_class(world, dana)
    session = open_evening(world, series)
    with pytest.raises(UnableToChooseLesson, match="course"):
        choose(world, session, "moonlight")
    series.service = "group"
    session.series = series
    with pytest.raises(UnableToChooseLesson, match="class"):
        choose(world, session, "anger")


def test_two_who_choose_at_once_lose_nothing(world: World, dana: Patient) -> None:
    session = open_evening(world, monday_class(world, dana))
    choose(world, session, "anger")
    with pytest.raises(UnableToSave):
        choose(world, session, "name-it")
    given = lesson_of(session.series, session.on)
    assert given is not None
    assert given.key == "anger"


def test_how_sure_somebody_is_goes_from_0_to_10(dana: Patient, own: Actor) -> None:
    read(own, dana, sure_before=0)
    read(own, dana, sure_after=10, is_read=True)
    kept = OwnLesson.objects.get(patient=dana)
    assert (kept.sure_before, kept.sure_after, kept.read_at) == (0, 10, NOW)
    with pytest.raises(UnableToKeepReading, match="0 to 10"):
        read(own, dana, sure_after=11)
    with pytest.raises(UnableToKeepReading, match="not in the course"):
        read(own, dana, "moonlight", is_read=True)
    rows = OwnLesson.objects.filter(patient=dana)
    for wrong in ({"sure_after": 11}, {"read_at": None}, {"lesson": "name-it"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_what_is_told_later_keeps_what_was_told_before(dana: Patient, own: Actor) -> None:
    first = read(own, dana, sure_before=3, is_read=True)
    keep_reading(
        actor=own,
        patient=dana,
        lesson="anger",
        sure_after=5,
        is_read=True,
        expected_version=first.version,
        now=NOW + timedelta(days=1),
    )
    kept = OwnLesson.objects.get(patient=dana)
    assert (kept.sure_before, kept.sure_after, kept.read_at) == (3, 5, NOW)


def test_nobody_reads_in_somebody_elses_name(world: World, dana: Patient, own: Actor) -> None:
    with pytest.raises(NotAllowed):
        read(world.actor(Role.COUNSELOR), dana, is_read=True)
    with pytest.raises(NotAllowed):
        read(own, world.patient("Rae"), is_read=True)
