"""What the pages of lessons show."""

from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.education.queries import LessonOfPerson, Standing, lesson_of, lessons_of_person
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.sessions.queries import OpenedSession
from stepdown.clinic.treatment.services import Service
from stepdown.rules.education import Lesson

TONES = {Standing.HEARD: "good", Standing.READ: "good", Standing.TO_READ: "notice"}
WORDS = {
    Standing.HEARD: "In class",
    Standing.READ: "Read",
    Standing.TO_READ: "To read",
    Standing.AHEAD: "Ahead",
}


@dataclass(frozen=True)
class LessonRow:
    """One lesson of one person. `sure`: before and after, in words; empty where not said."""

    title: str
    key: str
    strand: str
    state: str
    tone: str
    when: str
    sure: str


@dataclass(frozen=True)
class LessonsPage:
    rows: tuple[LessonRow, ...]
    done: int
    waiting: int

    @property
    def words(self) -> str:
        left = f", {self.waiting} to read" if self.waiting else ""
        return f"{self.done} of {len(self.rows)}{left}"


def lessons_page(patient: OpenedPatient, now: datetime) -> LessonsPage:
    found = lessons_of_person(patient, on=local_now(patient.site, now).date())
    standings = [one.standing for one in found]
    return LessonsPage(
        rows=tuple(_row(one, patient) for one in found),
        done=sum(one in {Standing.HEARD, Standing.READ} for one in standings),
        waiting=standings.count(Standing.TO_READ),
    )


def _row(one: LessonOfPerson, patient: OpenedPatient) -> LessonRow:
    return LessonRow(
        title=one.lesson.title,
        key=one.lesson.key,
        strand=one.lesson.strand.label,
        state=WORDS[one.standing],
        tone=TONES.get(one.standing, "quiet"),
        when=_when(one, patient),
        sure=_sure(one),
    )


def _when(one: LessonOfPerson, patient: OpenedPatient) -> str:
    if one.heard_on is not None:
        return day(one.heard_on)
    if one.own is not None and one.own.read_at is not None:
        return day(local_now(patient.site, one.own.read_at).date())
    return f"Missed {day(one.missed_on)}" if one.missed_on else ""


def _sure(one: LessonOfPerson) -> str:
    if one.own is None:
        return ""
    said = (("before", one.own.sure_before), ("after", one.own.sure_after))
    return ", ".join(f"{value} {moment}" for moment, value in said if value is not None)


def lesson_of_session(session: OpenedSession) -> Lesson | None:
    """What this class gives; None for a session that is no class."""
    if session.series.service != Service.EDUCATION:
        return None
    return lesson_of(session.series, session.on)
