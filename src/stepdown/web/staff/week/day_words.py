"""What pages about changed days say: the day, its sessions, and how those concerned hear of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stepdown.clinic.timetable.closing import OpenedClosedTime, time_words
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.timetable.telling import Reached
from stepdown.web.staff.week.words import span
from stepdown.web.ui.course_charts import long_day

People = Mapping[Any, Sequence[DatedSession]]  # as `by_person` finds them


@dataclass(frozen=True)
class ClosedLine:
    closed_id: int
    day: str
    times: str
    why: str
    by: str
    is_open: bool


@dataclass(frozen=True)
class ToTell:
    """Which sessions a change concerns, and how people hear of it. `to_call`: name and phone;
    `empty`: how many more sessions have nobody in them."""

    sessions: tuple[str, ...]
    empty: int
    people: str
    to_call: tuple[tuple[str, str], ...]
    hidden: str


def closed_line(closed: OpenedClosedTime, *, names_site: bool) -> ClosedLine:
    times = time_words(closed)
    times = f"{closed.site.name}, {times}" if names_site else times.capitalize()
    return ClosedLine(
        closed_id=closed.pk,
        day=long_day(closed.on),
        times=times,
        why=closed.get_why_display(),
        by=closed.made_by.name,
        is_open=closed.undone_at is not None,
    )


def _meeting_line(one: DatedSession, people: int) -> str:
    session = one.session
    times = span(session.starts, session.minutes)
    who = "1 person" if people == 1 else f"{people} people"
    return f"{times}: {session.title}, {session.room}, with {session.leader}. {who}"


def to_tell(sessions: Sequence[DatedSession], people: People, how: Reached) -> ToTell:
    """`people`: whom these sessions concern, each with theirs."""
    counts = Counter(one for own in people.values() for one in own)
    lines = tuple(_meeting_line(one, counts[one]) for one in sessions if counts[one])
    empty = len(sessions) - len(lines)
    return ToTell(lines, empty, people_words(how), how.to_call, hidden_words(how.hidden_to_call))


def people_words(how: Reached) -> str:
    if not how.people:
        return "Nobody has a seat in them, so nobody is told."
    by_text = f" {_count(how.by_text)} told by text message." if how.by_text else ""
    by_mail = f"{_count(how.by_mail)} told by e-mail." if how.by_mail else "Nobody by e-mail."
    calls = how.people - how.by_mail - how.by_text
    whom = "them" if calls > 1 else "this person"
    asked = f" {calls} cannot be reached in writing in time: call {whom}." if calls else ""
    return by_mail + by_text + asked


def _count(people: int) -> str:
    return "1 person is" if people == 1 else f"{people} people are"


def hidden_words(count: int) -> str:
    if not count:
        return ""
    who = "1 more person" if count == 1 else f"{count} more people"
    return f"{who} whose record is not open to you. A colleague of their team calls."
