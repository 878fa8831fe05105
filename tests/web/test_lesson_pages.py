"""Lessons: a class gives one, who missed it reads it, and staff see how far somebody is."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from stepdown.clinic.education.models import LessonChoice, OwnLesson
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.timetable.models import Series
from stepdown.rules.education import Lesson
from tests.clinic.evenings import open_evening
from tests.clinic.seated import own_account
from tests.clinic.taught import hold_class, monday_class
from tests.clinic.world import NOW, World
from tests.layers import made_once
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def series(world: World, dana: Patient) -> Series:
    return monday_class(world, dana)


@made_once
def missed(world: World, dana: Patient, series: Series) -> Lesson:
    return hold_class(world, series, {dana: "missed"})


@pytest.fixture
def own(world: World, dana: Patient) -> Client:
    return signed_in_client(own_account(world, dana))


@pytest.fixture
def leader(world: World) -> Client:
    return signed_in_client(world.accounts[Role.PSYCHOLOGIST])


def text(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).content.decode()).split())


def post(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"once": str(uuid4()), "version": "0", **values})


def test_the_page_of_a_class_says_its_lesson_and_another_can_be_given(
    world: World, series: Series, leader: Client
) -> None:
    session = open_evening(world, series)
    post(leader, f"/s/{session.pk}/lesson", lesson="anger")
    assert LessonChoice.objects.get(series=series).lesson == "anger"
    assert "Anger without harm" in text(leader, f"/s/{session.pk}")


def test_a_closed_class_asks_why_and_keeps_what_was_chosen(
    missed: Lesson, series: Series, leader: Client
) -> None:
    session = Session.objects.get(series=series)
    sent = post(leader, f"/s/{session.pk}/lesson", lesson="shame-and-guilt")
    assert sent.status_code == 422
    assert '<option value="shame-and-guilt" selected>' in sent.content.decode()


def test_a_group_has_no_lesson(world: World, dana: Patient, leader: Client) -> None:
    monday_class(world, dana)
    session = open_evening(world, Series.objects.earliest("pk"))
    assert leader.get(f"/s/{session.pk}/lesson").url == f"/s/{session.pk}"  # type: ignore[attr-defined] # a redirect
    assert "Give another lesson" not in text(leader, f"/s/{session.pk}")


def test_who_missed_a_lesson_finds_it_on_their_home_page_and_reads_it(
    missed: Lesson, own: Client, dana: Patient, leader: Client
) -> None:
    assert missed.title in text(own, "/me")
    path = f"/me/lessons/{missed.key}"
    assert post(own, path, act="before", sure="3").url == path
    version = str(OwnLesson.objects.get(patient=dana).version)
    assert "Before, you said 3." in text(own, path)
    sent = post(own, path, act="after", sure="7", version=version)
    assert sent.url == "/me/lessons"
    assert missed.title not in text(own, "/me")
    chart = text(leader, f"/p/{dana.code}/lessons")
    assert "1 of 24" in chart
    assert "3 before, 7 after" in chart


def test_a_lesson_can_be_read_without_a_number_but_no_number_is_not_before(
    missed: Lesson, own: Client, dana: Patient
) -> None:
    path = f"/me/lessons/{missed.key}"
    sent = post(own, path, act="before")
    assert sent.status_code == 422
    assert "Choose a number from 0 to 10" in sent.content.decode()
    post(own, path, act="after")
    assert OwnLesson.objects.get(patient=dana).read_at == NOW


def test_a_number_for_a_lesson_heard_in_class_is_no_reading(
    world: World, dana: Patient, series: Series, own: Client
) -> None:
    lesson = hold_class(world, series, {dana: "here"})
    post(own, f"/me/lessons/{lesson.key}", act="after", sure="8")
    kept = OwnLesson.objects.get(patient=dana)
    assert (kept.sure_after, kept.read_at) == (8, None)


def test_a_lesson_is_kept_as_a_file_that_needs_nothing_and_says_nothing(
    missed: Lesson, own: Client
) -> None:
    answer = own.get(f"/me/lessons/{missed.key}/keep")
    assert answer["Content-Disposition"] == 'attachment; filename="reading.html"'
    file = answer.content.decode()
    assert missed.paragraphs[0] in unescape(file)
    assert not {"<link", "<script", "<style", "<img"} & set(re.findall(r"<\w+", file))
    assert "Dana" not in file


def test_a_lesson_that_is_none_is_not_there(own: Client, leader: Client) -> None:
    assert own.get("/me/lessons/moonlight").status_code == 404
    assert leader.get("/lessons/moonlight").status_code == 404


def test_all_lessons_are_listed_for_staff_and_one_is_printed(leader: Client) -> None:
    assert "Riding out an urge" in text(leader, "/lessons")
    page = text(leader, "/lessons/riding-out")
    assert "Try this week" in page
    assert "Nobody here has checked it against its source yet" in page
