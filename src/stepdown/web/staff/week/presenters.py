"""What the week pages say: a found week with its reasons, or what stands in the way."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stepdown.clinic.timetable.finding import NoFullWeek, WeekOffer
from stepdown.clinic.timetable.queries import PlannedWeek, SeriesSeats, WeeklySession
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.web.staff.week.drawing import week_grid
from stepdown.web.staff.week.words import (
    DAYS,
    clock_at,
    hours,
    listed,
    short_days,
    span,
)
from stepdown.web.ui.charts import WeekGrid, tone_of
from stepdown.web.ui.charts.numbers import clock, plain
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.hours import alike, limits

LONG_EVENING = 240
SERVICE_ICONS = {"individual": "user", "education": "book-open", "family": "house"}
NOT_OPEN = {
    "full": "every seat is taken",
    "shut_out": "its leader is shut out of this chart",
    "asks_for": "it is for another age group",
    "leader_busy": "its leader has another session",
    "room_busy": "its room is in use",
}


@dataclass(frozen=True)
class Reason:
    """One line of "Why this plan". `is_good` False: worth knowing, not wrong."""

    title: str
    words: str
    is_good: bool = True


@dataclass(frozen=True)
class LifeFact:
    icon: str
    words: str


@dataclass(frozen=True)
class FoundWeek:
    """A week that can be booked as it stands. `series_ids` is what the form sends back."""

    grid: WeekGrid
    reasons: tuple[Reason, ...]
    summary: str
    series_ids: str


@dataclass(frozen=True)
class BlockedWeek:
    """No full week. `in_the_way` and `way_out` may be told to the person; `not_open` may not."""

    in_the_way: str
    way_out: str
    grid: WeekGrid | None
    not_open: tuple[str, ...]


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
) -> tuple[LifeFact, ...]:
    """What the week goes round, for the line below the heading."""
    facts = [LifeFact(_icon(words), words) for words in _held_words(commitments)]
    if travel_minutes:
        facts.append(LifeFact("car", f"{travel_minutes} min travel"))
    if video_is_possible:
        facts.append(LifeFact("video", "Video is possible"))
    return tuple(facts)


def _icon(words: str) -> str:
    icons = {"Work": "briefcase", "School": "graduation-cap", "Children": "users"}
    return icons.get(words.split(" ")[0], "calendar")


def _held_words(commitments: Iterable[CommitmentRow]) -> Iterator[str]:
    """ "Work Mon to Fri, 8:00 am to 4:30 pm": one line for the days that are alike."""
    for same in alike(commitments):
        one, days = same[0], short_days([row.weekday for row in same])
        times = f"{clock_at(one.starts)} to {clock_at(one.ends)}"
        yield f"{one.kind.label} {days}, {times}{limits(same)}"


def found_week(offer: WeekOffer) -> FoundWeek:
    chosen = {one.series_id for one in offer.sessions}
    others = [one for one in offer.open_sessions if one.series_id not in chosen]
    return FoundWeek(
        grid=week_grid(
            finding=f"{short_days(offer.days)}: {hours(offer.weekly_minutes)} a week",
            note="Dashed: other open seats, and the way here.",
            monday=offer.starts_on,
            sessions=offer.sessions,
            commitments=offer.commitments,
            travel_minutes=offer.travel_minutes,
            others=others,
        ),
        reasons=tuple(_reasons(offer)),
        summary=_summary(offer.sessions, offer.weekly_minutes, len(offer.days)),
        series_ids=",".join(str(one.series_id) for one in offer.sessions),
    )


def _summary(sessions: Sequence[WeeklySession], minutes: int, days: int) -> str:
    many = "1 session" if len(sessions) == 1 else f"{len(sessions)} sessions"
    return f"{hours(minutes)} a week in {many} on {_day_count(days)}."


def _day_count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _reasons(offer: WeekOffer) -> Iterator[Reason]:
    for words in _held_words(one for one in offer.commitments if one not in offer.rather_not):
        label, kept = words.split(" ")[0], "Nothing overlaps it."
        if offer.travel_minutes:
            kept = f"{offer.travel_minutes} minutes of travel are kept free."
        yield Reason(f"{label} is clear", f"{words}. {kept}")
    for words in _held_words(offer.rather_not):
        yield Reason("At a time they would rather keep", f"{words}.", is_good=False)
    goal = offer.goal
    yield Reason(f"{hours(offer.weekly_minutes)} a week", f"{_mix(offer.sessions)}.")
    days = (
        f"{short_days(offer.days)}. Step {goal.phase_number} asks for {goal.fewest_days} or more."
    )
    yield Reason(_day_count(len(offer.days)), days)
    yield from _own_clinician(offer)
    yield from _long_days(offer.sessions)


def _mix(sessions: Iterable[WeeklySession]) -> str:
    """ "6 h group, 2 h class and 1 h one to one"."""
    minutes: Counter[str] = Counter()
    for one in sessions:
        minutes[one.service.label.lower()] += one.clinical_minutes
    return listed([f"{plain(count / 60)} h {service}" for service, count in minutes.items()])


def _own_clinician(offer: WeekOffer) -> Iterator[Reason]:
    leaders = {one.leader for one in offer.sessions if one.service == "individual"}
    if not leaders:
        return
    names = listed(sorted(leaders))
    if offer.by_own_clinician:
        yield Reason("One to one with the own team", f"With {names}.")
    else:
        words = f"With {names}: no time with the own team fits this week."
        yield Reason("One to one outside the own team", words, is_good=False)


def _long_days(sessions: Iterable[WeeklySession]) -> Iterator[Reason]:
    by_day: dict[int, list[WeeklySession]] = {}
    for one in sessions:
        by_day.setdefault(one.weekday, []).append(one)
    for day, held in by_day.items():
        first = min(one.starts for one in held)
        begin = first.hour * 60 + first.minute
        end = max(one.starts.hour * 60 + one.starts.minute + one.minutes for one in held)
        if end - begin > LONG_EVENING:
            words = f"{DAYS[day]} runs {clock(begin)} to {clock(end)}."
            yield Reason("One long day", words, is_good=False)


def blocked_week(offer: WeekOffer, why: NoFullWeek) -> BlockedWeek:
    grid = week_grid(
        finding="The closest plan",
        note=_closest(offer, why),
        monday=offer.starts_on,
        sessions=why.closest,
        commitments=offer.commitments,
        travel_minutes=offer.travel_minutes,
    )
    return BlockedWeek(
        in_the_way=_in_the_way(why),
        way_out=_way_out(why),
        grid=grid if why.closest else None,
        not_open=tuple(_not_open(offer)),
    )


def _in_the_way(why: NoFullWeek) -> str:
    if why.blocking:
        together = "together " if len(why.blocking) > 1 else ""
        verb = "stand" if len(why.blocking) > 1 else "stands"
        return f"{listed(list(_held_words(why.blocking)))} {together}{verb} in the way."
    if why.is_long_day:
        return "The days would be too long."
    return "What is open in this week does not reach the hours of this step."


def _way_out(why: NoFullWeek) -> str:
    if why.to_move:
        moved = listed(list(_held_words(why.to_move)))
        return f"A full week fits if this moves: {moved}. Or choose another Monday."
    return "Choose another Monday, or add sessions or seats."


def _closest(offer: WeekOffer, why: NoFullWeek) -> str:
    reached = f"{plain(why.closest_minutes / 60)} of {hours(offer.goal.weekly_minutes)}"
    days = f"{why.closest_days} of {offer.goal.fewest_days} days"
    lacking = listed([f"{one.sessions} x {one.service.label.lower()}" for one in why.lacking])
    missing = f" Missing: {lacking}." if lacking else ""
    return f"It keeps every fixed time and reaches {reached} on {days}.{missing}"


def _not_open(offer: WeekOffer) -> Iterator[str]:
    for one in offer.not_open:
        session = one.session
        when = f"{DAYS[session.weekday]} {span(session.starts, session.minutes)}"
        yield f"{session.title}, {when}: {NOT_OPEN.get(one.reason, 'not open')}."


def _holding(commitments: Iterable[CommitmentRow], monday: date) -> list[CommitmentRow]:
    """Those of exactly this week: without what has ended or is left out on its day."""
    return [one for one in commitments if one.holds_on(monday + timedelta(days=one.weekday))]


def agreed_week(
    planned: PlannedWeek,
    commitments: Sequence[CommitmentRow],
    travel_minutes: int | None,
    *,
    today: date,
) -> AgreedWeek:
    is_ahead = planned.starts_on > today
    monday = planned.starts_on if is_ahead else today - timedelta(days=today.weekday())
    weekdays = [one.weekday for one in planned.sessions]
    since = f"{'From' if is_ahead else 'Since'} {long_day(planned.starts_on)}"
    since += f", until {long_day(planned.ends_on)}." if planned.ends_on else "."
    return AgreedWeek(
        grid=week_grid(
            finding=f"{short_days(weekdays)}: {hours(planned.weekly_minutes)} a week",
            note=since,
            monday=monday,
            sessions=planned.sessions,
            commitments=_holding(commitments, monday),
            travel_minutes=travel_minutes or 0,
        ),
        since=since,
        summary=_summary(planned.sessions, planned.weekly_minutes, planned.days),
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


@dataclass(frozen=True)
class ClinicDay:
    name: str
    sessions: tuple[ClinicSession, ...]


def clinic_days(week: Iterable[SeriesSeats]) -> tuple[ClinicDay, ...]:
    by_day: dict[int, list[ClinicSession]] = {}
    for one in week:
        by_day.setdefault(one.session.weekday, []).append(_clinic_session(one))
    return tuple(ClinicDay(DAYS[day], tuple(sessions)) for day, sessions in sorted(by_day.items()))


def _clinic_session(one: SeriesSeats) -> ClinicSession:
    session = one.session
    leader = session.leader
    if one.instead_of:
        leader += f" in place of {one.instead_of}"
    who = f"{session.service.label}. {session.program}. {session.room}, with {leader}."
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
    )
