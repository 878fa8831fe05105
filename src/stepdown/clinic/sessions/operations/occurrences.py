"""A session is made from its series when somebody first needs it."""

from datetime import date, datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.sessions.queries import OpenedSession, opened_session, takes_place, times_of
from stepdown.clinic.timetable.changes import is_cancelled
from stepdown.clinic.timetable.models import Series


class UnableToOpenSession(Unable):
    """There is no such session on that day."""


def session_for(*, actor: Actor, series: Series, on: date, now: datetime) -> Session:
    """The session of `series` on that day, made at the first call. Raises UnableToOpenSession."""
    require(actor, Permission.LEAD_SESSIONS, site_id=series.program.site_id)
    found = Session.objects.filter(series=series, on=on).first()
    if not takes_place(series, on) or (found is None and is_cancelled(series, on)):
        raise UnableToOpenSession(f"{series.title} does not take place on {on:%A, %B} {on.day}.")
    return found or _make(actor, series, on, now)


def _make(actor: Actor, series: Series, on: date, now: datetime) -> Session:
    starts_at, ends_at = times_of(series, on)
    with writing():
        session, is_new = Session.objects.get_or_create(  # unique: series and day
            series=series, on=on, defaults={"starts_at": starts_at, "ends_at": ends_at}
        )
        if is_new:
            record(actor=actor, verb="session.made", now=now, subject=session)
    return session


def open_session(*, actor: Actor, session_id: int, now: datetime) -> OpenedSession:
    """The session with its roll and lines; every look leaves an event. Raises NotThere."""
    session = opened_session(actor, session_id)
    with writing():
        record(actor=actor, verb="session.opened", now=now, subject=session)
    return session
