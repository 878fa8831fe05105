"""What the pages about a changed session say."""

from dataclasses import dataclass

from stepdown.clinic.timetable.changing import OpenedSeries, OpenedTerm, new_terms_of
from stepdown.clinic.timetable.previewing import WouldChange
from stepdown.web.staff.week.day_words import hidden_words, people_words
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


@dataclass(frozen=True)
class WouldWords:
    """What a change would do. `message`: what people are told; `clashes`: name and what is in the
    way; with `refusal` it cannot be done."""

    new: str
    message: str
    people: str
    to_call: tuple[tuple[str, str], ...]
    hidden: str
    leaders: str
    clashes: tuple[tuple[str, str], ...]
    hidden_clashes: str
    refusal: str


def would_words(found: WouldChange) -> WouldWords:
    session, before = found.after.session, found.before.session
    on = long_day(found.after.on)
    was = f"{on}, at {clock_at(before.starts)}"
    leaders = {before.leader, session.leader}
    return WouldWords(
        new=f"{on}: {clock_at(session.starts)}, {session.room}, with {session.leader}",
        message=f"Your appointment on {was} {found.words}." if found.words else "",
        people=people_words(found.how) if found.words else "",
        to_call=found.how.to_call,
        hidden=hidden_words(found.how.hidden_to_call),
        leaders=" and ".join(sorted(leaders)),
        clashes=found.clashes,
        hidden_clashes=_hidden_clashes(found.hidden),
        refusal=found.refusal,
    )


def _hidden_clashes(count: int) -> str:
    if not count:
        return ""
    who = "1 more person" if count == 1 else f"{count} more people"
    return f"{who} whose record is not open to you."
