"""What a person in care sees of their own weeks and steps, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from stepdown.clinic.coming.queries import Answers, Says, Wish, answers_from
from stepdown.clinic.drug_tests.queries import todays_test
from stepdown.clinic.education.queries import to_read
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Role
from stepdown.clinic.plans.queries import answer_waits
from stepdown.clinic.policies.queries import KeptFigures, in_force
from stepdown.clinic.presence.door_rules import DOOR
from stepdown.clinic.presence.queries import is_open, presence_of
from stepdown.clinic.progress.forecast import low_week_of
from stepdown.clinic.progress.queries import OpenedEpisode, planned_steps
from stepdown.clinic.timetable.changes import AskChanges, ChangesOnce
from stepdown.clinic.timetable.proposed import has_offer
from stepdown.clinic.timetable.queries import (
    DatedSession,
    OwnSeats,
    next_session,
    seats_from,
    week_of,
)
from stepdown.clinic.timetable.times import minute_of_day, monday_of
from stepdown.clinic.treatment.caseload import case_of
from stepdown.clinic.treatment.queries import team_of
from stepdown.rules.education import Lesson
from stepdown.web.patient.coming import Coming, coming_of
from stepdown.web.ui.charts import Day, DayList, Slot, Steps, tone_of
from stepdown.web.ui.charts.numbers import clock
from stepdown.web.ui.course_charts import long_day, steps_chart
from stepdown.web.ui.week_ahead import goal_of, so_far_of

NOON, EVENING = 12, 17


@dataclass(frozen=True)
class NextUp:
    """The next thing. `when` "Tonight, in 35 minutes", `time` "6:00 to 7:30 pm"."""

    when: str
    time: str
    what: str
    where: str
    place: str
    coming: Coming
    door_is_open: bool
    said_here: str


@dataclass(frozen=True)
class Home:
    today: str
    greeting: str
    next_up: NextUp | None
    cancelled: tuple[Coming, ...]
    quiet_line: str
    steps: Steps | None
    week: DayList | None
    week_title: str
    phone: str
    team: tuple["Helper", ...]
    has_test_today: bool
    has_offer: bool
    plan: str
    hours_ahead: str
    hours_so_far: str
    to_read: tuple[Lesson, ...]


@dataclass(frozen=True)
class Helper:
    """One of the four, and what they are there for."""

    name: str
    role: str
    does: str


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday; the addresses of the weeks beside it. `has_ahead`: whether a time
    is left of which the person may say whether they come."""

    title: str
    days: DayList
    is_empty: bool
    has_ahead: bool
    before: str
    after: str
    place: str
    phone: str


def home_of(patient: OpenedPatient, *, now: datetime) -> Home:
    local, kept = local_now(patient.site, now), KeptFigures(now)
    ask = ChangesOnce([patient.site_id], since=monday_of(local.date()))
    seats = seats_from(patient, monday_of(local.date()))
    answers = answers_from(patient, monday_of(local.date()))
    coming = next_session(patient, now=now, ask=ask, seats=seats)
    case = case_of(patient)
    low = low_week_of(patient, now=now, kept=kept, ask=ask, case=case) if case else None
    episode = case.episode if case else None
    monday, sessions, title = _week_to_show(patient, local.date(), coming, ask, seats)
    coming = _next_that_is_on(coming, sessions, answers)
    return Home(
        today=long_day(local.date()),
        greeting=f"{_part_of_day(local)}, {patient.name_used or patient.given_name}",
        next_up=_next_up(patient, coming, answers, local, kept) if coming else None,
        cancelled=_cancelled(patient, sessions, answers, local),
        quiet_line=_quiet_line(episode),
        steps=_steps(episode, local.date()),
        week=_day_list(sessions, answers, monday, local) if sessions else None,
        week_title=title,
        phone=patient.site.phone,
        team=_helpers(episode),
        has_test_today=todays_test(patient, now=now, kept=kept) is not None,
        has_offer=has_offer(patient, now=now),
        plan=_plan(patient),
        hours_ahead=goal_of(low) if low else "",
        hours_so_far=so_far_of(low) if low else "",
        to_read=tuple(to_read(patient)),
    )


def _next_that_is_on(
    coming: DatedSession | None, sessions: Sequence[DatedSession], answers: Answers
) -> DatedSession | None:
    """The next one, but for those of this week that are declined and need nothing more."""
    if coming is None or not _is_declined(coming, answers):
        return coming
    later = [one for one in sessions if one.starts_at > coming.starts_at and not one.is_cancelled]
    return next((one for one in later if not _is_declined(one, answers)), coming)


def _is_declined(one: DatedSession, answers: Answers) -> bool:
    answer = answers.get((one.session.series_id, one.on))
    if answer is None or answer.says != Says.AWAY:
        return False
    return answer.make_up is not None or answer.wish != Wish.OPEN


def _cancelled(
    patient: OpenedPatient, sessions: Sequence[DatedSession], answers: Answers, local: datetime
) -> tuple[Coming, ...]:
    """Of the week that is shown: what is off and not replaced by another time."""
    ahead = [one for one in sessions if one.is_cancelled and one.ends_at > local]
    asked = [coming_of(patient, one, answers, local) for one in ahead]
    return tuple(one for one in asked if not one.instead)


def _plan(patient: OpenedPatient) -> str:
    """Empty without a plan; "waits" until the person has answered it."""
    waits = answer_waits(patient)
    if waits is None:
        return ""
    return "waits" if waits else "answered"


DOES = {
    Role.MEDICAL: "Looks after your body and your medicine",
    Role.COUNSELOR: "Plans your care with you. Ask here first",
    Role.TECHNICIAN: "Is there when you come in, and helps with the day",
    Role.PSYCHOLOGIST: "Looks after mood, fear and sleep",
}


def _helpers(episode: OpenedEpisode | None) -> tuple[Helper, ...]:
    team = team_of(episode) if episode else []
    return tuple(Helper(one.name, one.role.label, DOES[one.role]) for one in team)


def week_for(patient: OpenedPatient, *, monday: date, now: datetime) -> Week:
    sessions = week_of(patient, monday=monday)
    local = local_now(patient.site, now)
    is_now = monday == monday_of(local.date())
    return Week(
        title="This week" if is_now else f"Week of {_month_day(monday)}",
        days=_day_list(sessions, answers_from(patient, monday), monday, local, with_details=True),
        is_empty=not sessions,
        has_ahead=any(one.starts_at > local for one in sessions),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
        place=patient.site.address,
        phone=patient.site.phone,
    )


def _week_to_show(
    patient: OpenedPatient,
    today: date,
    coming: DatedSession | None,
    ask: AskChanges,
    seats: OwnSeats,
) -> tuple[date, list[DatedSession], str]:
    """This week, or the one of the next session where this one holds nothing."""
    monday = monday_of(today)
    sessions = week_of(patient, monday=monday, ask=ask, seats=seats)
    if sessions or coming is None:
        return monday, sessions, "My week"
    monday = monday_of(coming.on)
    sessions = week_of(patient, monday=monday, ask=ask, seats=seats)
    return monday, sessions, f"Week of {_month_day(monday)}"


def _part_of_day(local: datetime) -> str:
    if local.hour < NOON:
        return "Morning"
    return "Afternoon" if local.hour < EVENING else "Evening"


def _next_up(
    patient: OpenedPatient,
    one: DatedSession,
    answers: Answers,
    local: datetime,
    kept: KeptFigures,
) -> NextUp:
    here_at = presence_of(patient, one)
    rules = in_force(DOOR, patient.site_id, local, kept)
    return NextUp(
        when=_when(one, local),
        time=_span(one),
        what=f"{one.session.title}, with {one.session.leader}",
        where=one.session.room,
        place=one.place,
        coming=coming_of(patient, one, answers, local),
        door_is_open=is_open(one.starts_at, one.ends_at, local, rules),
        said_here=_clock(here_at.astimezone(one.starts_at.tzinfo)) if here_at else "",
    )


def _when(one: DatedSession, local: datetime) -> str:
    if one.starts_at <= local:
        return "Now"
    if one.on == local.date():
        day = "Tonight" if one.starts_at.hour >= EVENING else "Today"
        return f"{day}, in {_wait(one.starts_at - local)}"
    if one.on == local.date() + timedelta(days=1):
        return "Tomorrow"
    return long_day(one.on)


def _wait(left: timedelta) -> str:
    minutes = -(-left // timedelta(minutes=1))
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = round(minutes / 60)
    return "1 hour" if hours == 1 else f"{hours} hours"


def _span(one: DatedSession) -> str:
    begin, end = _clock(one.starts_at), _clock(one.ends_at)
    return f"{begin[:-3] if begin[-2:] == end[-2:] else begin} to {end}"


def _clock(at: datetime) -> str:
    return clock(minute_of_day(at.timetz()))


def _quiet_line(episode: OpenedEpisode | None) -> str:
    """What stands where no session comes."""
    if episode is not None and episode.status == "hold":
        return "Your care is paused. Call us when you are ready to go on."
    return "No times are set yet. We will call you, or you can call us."


def _day_list(
    sessions: Sequence[DatedSession],
    answers: Answers,
    monday: date,
    local: datetime,
    *,
    with_details: bool = False,
) -> DayList:
    """What has not begun at `local` leads to where the person says whether they come."""
    days = [monday + timedelta(days=each) for each in range(7)]
    away = {key: _away_words(one) for key, one in answers.items() if one.says == Says.AWAY}
    return DayList(
        tuple(
            Day(
                name=f"{day:%a}",
                number=str(day.day),
                full_name=f"{day:%A}",
                slots=tuple(
                    _slot(one, local, with_details, away.get((one.session.series_id, one.on), ""))
                    for one in sessions
                    if one.on == day
                ),
                is_today=day == local.date(),
            )
            for day in days
        )
    )


def _away_words(answer: Any) -> str:
    if answer.make_up is not None:
        return f"You come on {answer.make_up.starts_on:%A} instead"
    return "You said you can’t make it"  # noqa: RUF001 - meant


def _slot(one: DatedSession, local: datetime, with_details: bool, away_words: str) -> Slot:
    details = f"until {_clock(one.ends_at)}, {one.session.room}, with {one.session.leader}"
    note = away_words or (details if with_details else "")
    is_ahead = one.starts_at > local
    return Slot(
        time=_clock(one.starts_at),
        title=one.session.title,
        tone="quiet" if one.is_cancelled else tone_of(one.session.service),
        note="Cancelled" if one.is_cancelled else note,
        is_open=one.is_cancelled,
        url=reverse("my_coming", args=[one.session.series_id, one.on]) if is_ahead else "",
    )


def _steps(episode: OpenedEpisode | None, today: date) -> Steps | None:
    if episode is None:
        return None
    steps = planned_steps(episode)
    return steps_chart(steps, decided=episode.phase_number, today=today, owner="You")


def _month_day(day: date) -> str:
    return f"{day:%B} {day.day}"
