"""What the pages about absences say: who, when, and what can be or was done for each session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from stepdown.clinic.people.queries import staff_at
from stepdown.clinic.people.roles import PERMISSIONS, Permission
from stepdown.clinic.timetable.absences import OpenedAbsence, OpenedChange
from stepdown.clinic.timetable.covering import ALONE, JOIN, LEAD, Uncovered, Way
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN
from stepdown.web.staff.week.words import clock_at, span
from stepdown.web.ui.course_charts import long_day


@dataclass(frozen=True)
class AwayLine:
    absence_id: int
    name: str
    days: str
    by: str
    is_over: bool


@dataclass(frozen=True)
class Question:
    """One session: what it is, who is expected, and the ways as choices."""

    label: str
    note: str
    choices: list[tuple[str, str]]


def leading(site_id: int, *, on: date) -> dict[int, str]:
    """Who leads sessions at a site that day, each once, whatever roles they hold there."""
    found: dict[int, str] = {}
    for one in staff_at(frozenset({site_id}), on=on):
        if one.is_active and Permission.LEAD_SESSIONS in PERMISSIONS[one.role]:
            found.setdefault(one.account_id, f"{one.name}, {one.role.label.lower()}")
    return found


def away_line(one: OpenedAbsence) -> AwayLine:
    days = long_day(one.first_on)
    if one.last_on != one.first_on:
        days += f" to {long_day(one.last_on)}"
    days += part_words(one.starts, one.ends)
    return AwayLine(one.pk, one.account.name, days, one.made_by.name, one.undone_at is not None)


def part_words(starts: time | None, ends: time | None) -> str:
    """ ", 1:00 pm to 5:00 pm"; empty for whole days."""
    return f", {clock_at(starts)} to {clock_at(ends)}" if starts and ends else ""


def question_of(one: Uncovered) -> Question:
    session = one.meeting.session
    people = "1 person" if one.people == 1 else f"{one.people} people"
    alone = session.service in WITH_ONE_CLINICIAN
    choices = [(way.key, _way_words(way, people, is_alone=alone)) for way in one.ways]
    note = f"{people} expected" if one.people else "Nobody has a seat that day"
    return Question(f"{_when(one.meeting)}: {session.title}", f"{session.room}. {note}.", choices)


def _when(one: DatedSession) -> str:
    return f"{long_day(one.on)}, {span(one.session.starts, one.session.minutes)}"


def _way_words(way: Way, people: str, *, is_alone: bool) -> str:
    if way.how == LEAD:
        told = "The person is told." if is_alone else "Time and room stay; nobody has to be told."
        return f"{way.name} stands in. {told}"
    if way.how == ALONE:
        return f"{way.name} leads it alone. Time and room stay; nobody has to be told."
    if way.how == JOIN:
        where = "Moves to" if is_alone else "Together with"
        return f"{where} {way.name}. {people} told of the other room."
    return f"Cancelled. {people} told, and offered another time."


def arranged(changes: Sequence[tuple[OpenedChange, DatedSession]]) -> list[str]:
    return [f"{_when(one)}: {one.session.title}. {_done(change, one)}" for change, one in changes]


def _done(change: OpenedChange, one: DatedSession) -> str:
    if change.leader is not None:
        return f"{change.leader.name} stands in."
    if change.instead is not None:
        return f"Together with {change.instead.title}, {change.instead.room.name}."
    return "Cancelled." if change.is_cancelled else f"{one.session.leader} leads it alone."
