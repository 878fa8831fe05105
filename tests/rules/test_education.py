"""The course: whole lessons in our own words, and an order that goes on for whoever joins."""

from datetime import date

import pytest

from stepdown.rules.education import Lesson, Strand, all_lessons, course_on, courses

TODAY = date(2026, 11, 23)
SHORTEST, LONGEST = 150, 250  # words: about three minutes, read out


@pytest.mark.parametrize("lesson", all_lessons().values(), ids=lambda one: one.key)
def test_a_lesson_is_whole_and_short(lesson: Lesson) -> None:
    words = sum(len(each.split()) for each in lesson.paragraphs)
    assert SHORTEST <= words <= LONGEST
    assert lesson.title
    assert lesson.try_this
    assert len(lesson.questions) == 2
    assert lesson.source


def test_the_course_has_every_strand_and_each_lesson_once() -> None:
    lessons = course_on(TODAY).lessons
    assert len(lessons) >= 24
    assert len({one.key for one in lessons}) == len(lessons)
    by_strand = [sum(one.strand == each for one in lessons) for each in Strand]
    assert max(by_strand) - min(by_strand) <= 1


def test_a_class_gives_all_lessons_in_order_and_begins_again() -> None:
    course = course_on(TODAY)
    count = len(course.lessons)
    given = [course.lesson_at(meeting=each, place=0) for each in range(count)]
    assert tuple(given) == course.lessons
    assert course.lesson_at(meeting=count, place=0) == course.lessons[0]


def test_classes_of_one_week_never_give_the_same_lesson() -> None:
    course = course_on(TODAY)
    for meeting in range(len(course.lessons)):
        places = range(len(course.begins))
        given = {course.lesson_at(meeting=meeting, place=place).key for place in places}
        assert len(given) == len(course.begins)


def test_two_classes_a_week_give_all_lessons_in_twelve_weeks() -> None:
    course = course_on(TODAY)
    given = {course.lesson_at(meeting=n, place=place).key for n in range(12) for place in (0, 1)}
    assert given == {one.key for one in course.lessons}


def test_the_order_of_a_day_is_the_newest_that_had_begun() -> None:
    newest_first = [one.from_on for one in courses()]
    assert newest_first == sorted(newest_first, reverse=True)
    assert all(course_on(one.from_on) == one for one in courses())
