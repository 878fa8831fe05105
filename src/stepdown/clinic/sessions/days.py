"""The sessions of a day as somebody leads them, and those that still wait for something."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.changes import (
    AskChanges,
    Changes,
    changes_of,
    led_by,
    series_led_by,
)
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.queries import dated, series_by_number, with_names
from stepdown.clinic.treatment.services import Service


@dataclass(frozen=True)
class DaySession:
    """A session of a day, held already or still planned."""

    series_id: int
    session_id: int | None
    title: str
    service: str
    room: str
    leader: str
    on: date
    starts_at: datetime
    ends_at: datetime
    zone: str
    expected: int
    state: str
    unsigned: int
    is_cancelled: bool = False
    is_one_to_one: bool = False

    @property
    def is_closed(self) -> bool:
        return self.state == Session.State.CLOSED


def sessions_of_day(
    actor: Actor,
    on: date,
    *,
    sites: Collection[int] | None = None,
    ask: AskChanges = changes_of,
) -> list[DaySession]:
    """The sessions on that day that the actor leads, or all of `sites`, by time. Seven queries."""
    where = actor.sites_with(Permission.LEAD_SESSIONS) if sites is None else sites
    changes = ask(where, first=on, last=on)
    if sites is None:
        me = actor.account_id or 0
        own = _own_series_of_day(where, on, on.weekday(), me)
        every = [one for one in own if me in changes.as_on(one, on).leader_ids]
    else:
        every = _series_of_day(where, on, on.weekday())
    numbers = [one.pk for one in every]
    held = {one.series_id: one for one in _held_on(numbers, on)}
    expected = dict(_seats_on(numbers, on))
    unsigned = _unsigned([one.pk for one in held.values()])
    return [
        replace(
            _day_session(one, held.get(one.pk), on, changes, unsigned),
            expected=expected.get(one.pk, 0),
        )
        for one in every
    ]


@written_once
def _series_of_day(sites: Collection[int], on: date, weekday: int) -> QuerySet[Series]:
    series = Series.objects.filter(live_on(on), program__site__in=sites, weekday=weekday)
    return with_names(series).order_by("starts", "pk")


@written_once
def _own_series_of_day(
    sites: Collection[int], on: date, weekday: int, account_id: int
) -> QuerySet[Series]:
    """Those of which the account may be a leader that day: how it is changed says whether."""
    series = series_led_by(account_id).filter(live_on(on), weekday=weekday)
    return with_names(series.filter(program__site__in=sites)).order_by("starts", "pk")


@written_once
def _held_on(series: Collection[int], on: date) -> QuerySet[Session]:
    return Session.objects.filter(series__in=series, on=on)


@written_once
def _seats_on(series: Collection[int], on: date) -> QuerySet[Seat, tuple[int, int]]:
    seats = Seat.objects.filter(live_on(on), series__in=series).values_list("series")
    return seats.annotate(Count("pk"))


def _without_note() -> QuerySet[Attendance]:
    """Of people who were there. A test's own record says what it found: no note is owed."""
    # in these words SQLite looks in the session, and not through all who have no note anywhere
    marks = Attendance.objects.alias(signed=Coalesce("note_id", 0)).filter(signed=0)
    return marks.filter(status__in=PRESENT).exclude(session__series__service=Service.TEST)


def _unsigned(sessions: Collection[int]) -> dict[int, int]:
    """How many notes are owed, by session."""
    return dict(_owed_notes(sessions))


@written_once
def _owed_notes(sessions: Collection[int]) -> QuerySet[Attendance, tuple[int, int]]:
    marks = _without_note().filter(session__in=sessions).values_list("session")
    return marks.annotate(Count("pk"))


def _day_session(
    series: Series,
    session: Session | None,
    on: date,
    changes: Changes,
    unsigned: Mapping[int, int],
) -> DaySession:
    one = dated(series, on, changes)
    return DaySession(
        series_id=series.pk,
        session_id=session.pk if session else None,
        title=series.title,
        service=series.service,
        room=one.session.room,
        leader=one.session.leader,
        on=on,
        starts_at=session.starts_at if session else one.starts_at,
        ends_at=session.ends_at if session else one.ends_at,
        zone=series.program.site.zone,
        expected=0,
        state=session.state if session else Session.State.PLANNED,
        unsigned=unsigned.get(session.pk, 0) if session else 0,
        is_cancelled=one.is_cancelled,
        is_one_to_one=series.seats == 1,
    )


def unfinished_sessions(
    actor: Actor, now: datetime, *, most: int = 5, ask: AskChanges = changes_of
) -> list[DaySession]:
    """Ended sessions that the actor leads whose roll is open or whose notes are not signed,
    oldest first."""
    me = actor.account_id or 0
    shown = _unfinished(_led_by(me), me, now, most=2 * most)
    if not shown:
        return []
    series = series_by_number({one.series_id for one in shown})
    sites = {one.program.site_id for one in series.values()}
    changes = ask(sites, first=shown[0].on, last=shown[-1].on)
    unsigned = _unsigned([one.pk for one in shown])
    days = [_day_session(series[one.series_id], one, one.on, changes, unsigned) for one in shown]
    return [one for one in days if not one.is_cancelled][:most]


@written_once
def _led_by(account_id: int) -> QuerySet[Series, int]:
    """Asked for by itself: inside the next question PostgreSQL takes them for half of all series,
    and reads every mark there is."""
    return series_led_by(account_id).values_list("pk", flat=True)


@written_once
def _unfinished(
    series: Collection[int], account_id: int, now: datetime, *, most: int
) -> QuerySet[Session]:
    owed = Exists(_without_note().filter(session=OuterRef("pk")))
    waiting = ~Q(state=Session.State.CLOSED) | owed
    # in these words no database walks through all that has ended, of everybody and all years
    mine = Session.objects.filter(series__in=series).alias(over=Coalesce("ends_at", "starts_at"))
    return mine.filter(waiting, led_by(account_id), over__lte=now).order_by("starts_at")[:most]
