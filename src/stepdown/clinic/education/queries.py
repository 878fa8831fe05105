"""Reading the course: what a class gives, and what one person heard, missed and read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from stepdown.clinic.education.models import LessonChoice, OwnLesson
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.programs import without_course
from stepdown.clinic.timetable.times import first_meeting
from stepdown.clinic.treatment.services import Service
from stepdown.rules.education import Course, Lesson, all_lessons, course_on

Meeting = tuple[int, date]  # of which series, on which day


def lesson_of(series: Series, on: date) -> Lesson | None:
    """What this class gives on that day: the leader's choice, or what comes next in the order;
    None where its program follows no course."""
    return lessons_of([(series, on)]).get((series.pk, on))


def lessons_of(meetings: Iterable[tuple[Series, date]]) -> Mapping[Meeting, Lesson]:
    """The same for many classes at once, without those of programs that follow no course. Three
    queries."""
    meetings = list(meetings)
    others = without_course(meetings)
    meetings = [(series, on) for series, on in meetings if (series.pk, on) not in others]
    chosen = _chosen({series.pk for series, _ in meetings})
    places = _places({series.program_id for series, _ in meetings})
    return {
        (series.pk, on): chosen.get((series.pk, on)) or _in_order(series, on, places[series.pk])
        for series, on in meetings
    }


def _chosen(series_ids: Collection[int]) -> dict[Meeting, Lesson]:
    known = all_lessons()
    return {(series_id, on): known[key] for series_id, on, key in _choices(series_ids)}


@written_once
def _choices(series: Collection[int]) -> QuerySet[LessonChoice, tuple[int, date, str]]:
    rows = LessonChoice.objects.filter(series__in=series)
    return rows.values_list("series_id", "on", "lesson")


def _places(program_ids: Collection[int]) -> dict[int, int]:
    """Each class's own place among those of its program, in the order in which they were made:
    a class that is added later moves no other."""
    by_program: dict[int, list[int]] = defaultdict(list)
    for program_id, pk in _classes_of(program_ids):
        by_program[program_id].append(pk)
    return {pk: place for found in by_program.values() for place, pk in enumerate(found)}


@written_once
def _classes_of(programs: Collection[int]) -> QuerySet[Series, tuple[int, int]]:
    classes = Series.objects.filter(program__in=programs, service=Service.EDUCATION)
    return classes.order_by("pk").values_list("program_id", "pk")


def _in_order(series: Series, on: date, place: int) -> Lesson:
    first = first_meeting(series.weekday, not_before=series.starts_on)
    return course_on(on).lesson_at(meeting=(on - first).days // 7, place=place)


def choice_of(series: Series, on: date) -> LessonChoice | None:
    """What the leader chose instead of the order."""
    found = LessonChoice.objects.filter(series=series, on=on)
    return found.select_related("chosen_by").first()


class Standing(StrEnum):
    """Where one person stands with one lesson."""

    HEARD = "heard"
    READ = "read"
    TO_READ = "to_read"
    AHEAD = "ahead"


@dataclass(frozen=True)
class LessonOfPerson:
    """One lesson as one person has it. `heard_on`: the last class they came to with it;
    `missed_on`: the last one they did not come to; `version`: of what they said of it, or 0."""

    lesson: Lesson
    heard_on: date | None
    missed_on: date | None
    own: OwnLesson | None

    @property
    def standing(self) -> Standing:
        if self.heard_on is not None:
            return Standing.HEARD
        if self.own is not None and self.own.read_at is not None:
            return Standing.READ
        return Standing.AHEAD if self.missed_on is None else Standing.TO_READ

    @property
    def version(self) -> int:
        return self.own.version if self.own else 0


def lessons_of_person(patient: Patient, *, on: date) -> list[LessonOfPerson]:
    """Every lesson of the course that holds on that day, in order, and those of earlier orders
    that the person heard. Five queries."""
    heard, missed = _by_rolls(patient)
    own = {one.lesson: one for one in OwnLesson.objects.filter(patient=patient)}
    wanted = _in_view(course_on(on), {*heard, *own})
    return [
        LessonOfPerson(one, heard.get(one.key), missed.get(one.key), own.get(one.key))
        for one in wanted
    ]


def _in_view(course: Course, more: set[str]) -> list[Lesson]:
    known, here = all_lessons(), {one.key for one in course.lessons}
    return [*course.lessons, *(known[key] for key in sorted(more - here))]


def _by_rolls(patient: Patient) -> tuple[dict[str, date], dict[str, date]]:
    """By lesson, the last day of a closed roll on which the person came to it, and did not."""
    marks = _classes(patient.pk)
    given = lessons_of((one.session.series, one.session.on) for one in marks) if marks else {}
    heard: dict[str, date] = {}
    missed: dict[str, date] = {}
    for one in marks:
        kept = heard if one.attended_minutes else missed
        lesson = given.get((one.session.series_id, one.session.on))
        if lesson is not None:
            kept[lesson.key] = one.session.on
    return heard, missed


@written_once
def _classes(patient_id: int) -> QuerySet[Attendance]:
    rolls = Attendance.objects.filter(
        patient=patient_id,
        session__series__service=Service.EDUCATION,
        session__state=Session.State.CLOSED,
    )
    return rolls.select_related("session__series").order_by("session__on")


def to_read(patient: Patient) -> list[Lesson]:
    """Lessons the person missed, did not hear since, and has not read, the oldest first. One query
    for somebody who missed no class."""
    heard, missed = _by_rolls(patient)
    waiting = missed.keys() - heard.keys()
    if not waiting:
        return []
    done = OwnLesson.objects.filter(patient=patient, read_at__isnull=False)
    waiting -= set(done.values_list("lesson", flat=True))
    return [all_lessons()[key] for key in missed if key in waiting]


def lesson_of_person(patient: Patient, key: str, *, on: date) -> LessonOfPerson | None:
    """One of them; None for a key that is no lesson of the person's."""
    found = lessons_of_person(patient, on=on)
    return next((one for one in found if one.lesson.key == key), None)
