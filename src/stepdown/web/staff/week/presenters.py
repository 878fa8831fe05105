"""What the week pages say: a found week with its reasons, or what stands in the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stepdown.clinic.timetable.clinic_week import SeriesSeats
from stepdown.clinic.timetable.queries import DatedSession, PlannedWeek, WeeklySession
from stepdown.clinic.timetable.strain import Strain
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.timetable.wishing import Wish
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.rules.taper import track_rules
from stepdown.web.staff.week.drawing import week_grid
from stepdown.web.staff.week.strain_words import outside_words
from stepdown.web.staff.week.words import DAYS, held_words, hours, short_days, span, summary
from stepdown.web.ui.charts import WeekGrid, tone_of
from stepdown.web.ui.course_charts import long_day

SERVICE_ICONS = {
    "individual": "user",
    "counseling": "user",
    "education": "book-open",
    "family": "house",
    "medical": "stethoscope",
    "test": "clipboard-check",
}


@dataclass(frozen=True)
class LifeFact:
    icon: str
    words: str


@dataclass(frozen=True)
class AgreedWeek:
    """A week agreed on: the one that holds now, or one for later."""

    grid: WeekGrid
    since: str
    summary: str


def life_facts(
    commitments: Sequence[CommitmentRow],
    travel_minutes: int | None,
    video_is_possible: bool | None,
    wish: Wish,
) -> tuple[LifeFact, ...]:
    """What the week goes round, for the line below the heading."""
    facts = [LifeFact(_icon(words), words) for words in held_words(commitments)]
    if travel_minutes:
        facts.append(LifeFact("car", f"{travel_minutes} min travel"))
    if video_is_possible:
        facts.append(LifeFact("video", "Video is possible"))
    facts += [LifeFact("users", words) for words in wish_words(wish)]
    return tuple(facts)


def wish_words(wish: Wish) -> Iterator[str]:
    """ "Groups held in Spanish, no others"."""
    genders, usual = track_rules().genders, track_rules().usual_language
    is_usual = wish.language in ("", usual) and not wish.only_language
    for asked, is_only in (
        ("" if is_usual else f"held in {wish.language}", wish.only_language),
        (f"for {genders[wish.gender]}" if wish.gender else "", wish.only_gender),
        ("with co-occurring care" if wish.is_co_occurring else "", False),
    ):
        if asked:
            yield f"Groups {asked}{', no others' if is_only else ''}"


def _icon(words: str) -> str:
    icons = {"Work": "briefcase", "School": "graduation-cap", "Children": "users"}
    return icons.get(words.split(" ")[0], "calendar")


def _holding(commitments: Iterable[CommitmentRow], monday: date) -> list[CommitmentRow]:
    """Those of exactly this week: without what has ended or is left out on its day."""
    return [one for one in commitments if one.holds_on(monday + timedelta(days=one.weekday))]


def drawn_monday(planned: PlannedWeek, today: date) -> date:
    """The drawing shows these seven days: the present ones, or the first of a week for later."""
    return planned.starts_on if planned.starts_on > today else monday_of(today)


def _as_met(one: WeeklySession, met: Mapping[int, DatedSession]) -> WeeklySession:
    """As it takes place in the days that are drawn: where, when, and who stands in."""
    if one.series_id not in met:
        return one
    held = met[one.series_id].session
    if held.leader_id == one.leader_id:
        return held
    return replace(held, leader=f"{held.leader} in place of {one.leader}")


def agreed_week(
    planned: PlannedWeek,
    commitments: Sequence[CommitmentRow],
    travel_minutes: int | None,
    *,
    today: date,
    met: Iterable[DatedSession],
) -> AgreedWeek:
    """`met`: the person's meetings of the seven days that are drawn."""
    is_ahead, monday = planned.starts_on > today, drawn_monday(planned, today)
    held = {one.session.series_id: one for one in met}
    weekdays = [one.weekday for one in planned.sessions]
    since = f"{'From' if is_ahead else 'Since'} {long_day(planned.starts_on)}"
    since += f", until {long_day(planned.ends_on)}." if planned.ends_on else "."
    return AgreedWeek(
        grid=week_grid(
            finding=f"{short_days(weekdays)}: {hours(planned.weekly_minutes)} a week",
            note=since,
            monday=monday,
            sessions=[_as_met(one, held) for one in planned.sessions],
            commitments=_holding(commitments, monday),
            travel_minutes=travel_minutes or 0,
        ),
        since=since,
        summary=summary(planned.sessions, planned.weekly_minutes, planned.days),
    )


@dataclass(frozen=True)
class ClinicSession:
    """One weekly session with its seats, as the timetable shows it."""

    series_id: int
    time: str
    title: str
    tone: str
    icon: str
    note: str
    taken: int
    seats: int
    words: str
    is_cancelled: bool
    strain: str


@dataclass(frozen=True)
class ClinicDay:
    name: str
    sessions: tuple[ClinicSession, ...]


def clinic_days(
    week: Iterable[SeriesSeats], strains: Sequence[Strain] = ()
) -> tuple[ClinicDay, ...]:
    """`strains`: what goes past the hours and limits of staff."""
    by_day: dict[int, list[ClinicSession]] = {}
    for one in week:
        strain = outside_words(strains, one.session.series_id)
        by_day.setdefault(one.session.weekday, []).append(_clinic_session(one, strain))
    return tuple(ClinicDay(DAYS[day], tuple(sessions)) for day, sessions in sorted(by_day.items()))


def _clinic_session(one: SeriesSeats, strain: str) -> ClinicSession:
    session = one.session
    leader = session.leader
    if one.instead_of:
        leader += f" in place of {one.instead_of}"
    who = f"{session.service.label}. {session.program}. {session.room}, with {leader}."
    who += f" {session.for_whom[0].upper()}{session.for_whom[1:]}." if session.for_whom else ""
    free = "full" if one.taken >= one.seats else f"{one.seats - one.taken} open"
    return ClinicSession(
        series_id=session.series_id,
        time=span(session.starts, session.minutes),
        title=session.title,
        tone=tone_of(session.service),
        icon=SERVICE_ICONS.get(session.service, "users"),
        note=who,
        taken=one.taken,
        seats=one.seats,
        words=f"{one.taken} of {one.seats} taken, {free}",
        is_cancelled=one.is_cancelled,
        strain=strain,
    )
