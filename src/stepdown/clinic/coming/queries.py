"""Reading who comes, and how a person keeps track of their times."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet

from stepdown.clinic.coming.models import CalendarFeed, ReminderWish, SessionAnswer
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.reaching import Reach, listed_reach
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.changes import AskChanges, changes_of
from stepdown.clinic.timetable.make_up import make_up_times
from stepdown.clinic.timetable.queries import (
    Appointment,
    DatedSession,
    appointments_of,
    meetings,
    session_on,
)
from stepdown.clinic.treatment.queries import open_episode

Says, Why, Wish = SessionAnswer.Says, SessionAnswer.Why, SessionAnswer.Wish
MOST_MAKE_UPS = 3  # more cannot be compared on a phone
WISH_STANDS = timedelta(days=7)  # after the session; then the week is over


def feed_of(patient: Patient) -> CalendarFeed | None:
    """The person's address for their calendar, while it is on."""
    return CalendarFeed.objects.filter(patient=patient, ended_at=None).first()


def feed_behind(secret: str) -> CalendarFeed | None:
    """None alike for a secret that never was, one that was replaced or turned off, and one of a
    record that was joined with another."""
    found = CalendarFeed.objects.filter(digest=digest_of(secret), patient__merged_into=None)
    return found.select_related("patient__site").first()


def digest_of(secret: str) -> str:
    """Of 160 random bits: nothing slower is needed against guessing."""
    return sha256(secret.encode()).hexdigest()


def calendar_of(patient: Patient, *, now: datetime) -> list[Appointment]:
    """The person's seats for a calendar, without the days on which they said they cannot come
    and those that are cancelled."""
    days: dict[int, list[date]] = defaultdict(list)
    said = SessionAnswer.objects.filter(patient=patient, says=Says.AWAY).order_by("on")
    for series_id, on in said.values_list("series_id", "on"):
        days[series_id].append(on)
    seats = appointments_of(patient, now=now)
    return [replace(one, without=_all_days(one.without, days[one.series_id])) for one in seats]


def _all_days(cancelled: Iterable[date], away: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted({*cancelled, *away}))


Answers = Mapping[tuple[int, date], SessionAnswer]  # by series and day, of one person


def answers_from(patient: Patient, day: date) -> Answers:
    """What the person said of their meetings from that day on (one query)."""
    return {(one.series_id, one.on): one for one in _said_since(patient.pk, day)}


@written_once
def _said_since(patient_id: int, day: date) -> QuerySet[SessionAnswer]:
    said = SessionAnswer.objects.filter(patient=patient_id, on__gte=day)
    return said.select_related("make_up")


def may_use_video(patient: Patient, one: DatedSession) -> bool:
    """Where the session takes it, and the person said that they can."""
    return one.session.by_video and bool(patient.video_is_possible)


def other_times(patient: Patient, one: DatedSession, *, now: datetime) -> list[DatedSession]:
    """Up to three times of this week that fit in place of this meeting, the nearest first."""
    episode = open_episode(patient)
    return make_up_times(episode, one, now=now)[:MOST_MAKE_UPS] if episode else []


def chosen_instead(answer: SessionAnswer) -> DatedSession | None:
    """The time that was booked in place of the meeting, while it is still theirs."""
    seat = answer.make_up
    if seat is None:
        return None
    return session_on(answer.patient, series_id=seat.series_id, on=seat.starts_on)


def said_of(series_id: int, on: date) -> dict[int, SessionAnswer]:
    """What people said of one meeting, by person. For the roll, which lists whom one may see."""
    return {one.patient_id: one for one in _said_of_meeting(series_id, on)}


@written_once
def _said_of_meeting(series_id: int, on: date) -> QuerySet[SessionAnswer]:
    return SessionAnswer.objects.filter(series=series_id, on=on)


@dataclass(frozen=True)
class OpenWish:
    """Somebody cannot come and has no other time; `asks`: they asked us to find one."""

    answer_id: int
    code: str
    short_name: str
    missed: DatedSession
    why: str
    asks: bool
    reach: Reach


def open_wishes(actor: Actor, *, now: datetime, ask: AskChanges = changes_of) -> list[OpenWish]:
    """Of people open to the actor, who plans weeks; the nearest session first (four queries)."""
    door = door_of(actor, Permission.PLAN_WEEKS, now)
    return _open_wishes(_unsettled_behind(door, _stands_since(now)), ask)


def open_wishes_of(patient: Patient, *, now: datetime) -> list[OpenWish]:
    return _open_wishes(list(_unsettled(_stands_since(now)).filter(patient=patient)), changes_of)


def _stands_since(now: datetime) -> date:
    return now.date() - WISH_STANDS


@written_once
def _unsettled_behind(door: Door, since: date) -> QuerySet[SessionAnswer]:
    return _unsettled(since).filter(about(door))


def _unsettled(since: date) -> QuerySet[SessionAnswer]:
    found = SessionAnswer.objects.filter(
        ~Q(wish=Wish.NONE),
        says=Says.AWAY,
        make_up=None,
        settled_at=None,
        on__gte=since,
    )
    joined = found.select_related(
        "patient__site",
        "patient__contact_permission",
        "series__program__site",
        "series__room",
        "series__leader",
        "series__co_leader",
    )
    return joined.order_by("on", "series__starts", "pk")


def _open_wishes(answers: Sequence[SessionAnswer], ask: AskChanges) -> list[OpenWish]:
    missed = meetings([(one.series, one.on) for one in answers], ask=ask)
    return [_open_wish(one, of) for one, of in zip(answers, missed, strict=True)]


def _open_wish(one: SessionAnswer, missed: DatedSession) -> OpenWish:
    return OpenWish(
        answer_id=one.pk,
        code=one.patient.code,
        short_name=one.patient.short_name,
        missed=missed,
        why=Why(one.why).label if one.why else "",
        asks=one.wish == Wish.CALL,
        reach=listed_reach(one.patient),
    )


def reminder_wish(patient: Patient) -> ReminderWish | None:
    return ReminderWish.objects.filter(patient=patient).first()
