"""What the pages about a changed session say."""

from dataclasses import dataclass

from stepdown.clinic.timetable.changing import OpenedSeries, OpenedTerm, new_terms_of
from stepdown.web.staff.week.words import DAYS, clock_at, span
from stepdown.web.ui.course_charts import long_day


@dataclass(frozen=True)
class SessionWords:
    series_id: int
    title: str
    when: str
    place: str


@dataclass(frozen=True)
class TermLine:
    """A change that is ahead: from when, and how it is then."""

    term_id: int
    when: str
    words: str


def session_words(series: OpenedSeries) -> SessionWords:
    when = f"{DAYS[series.weekday]}s, {span(series.starts, series.minutes)}"
    place = f"{series.room.name}, with {series.leader.name}"
    return SessionWords(series.pk, series.title, when, place)


def term_line(term: OpenedTerm) -> TermLine:
    new = new_terms_of(term)
    when = f"Only on {long_day(new.on)}" if term.is_exception else f"From {long_day(new.on)} on"
    return TermLine(term.pk, when, f"{clock_at(new.starts)}, {new.room}, with {new.leader}")
