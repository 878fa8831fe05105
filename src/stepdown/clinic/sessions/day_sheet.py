"""The day's sessions for paper, for the day the power fails: who is expected, by first name and
initial."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.names import told_apart
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.days import DaySession, sessions_of_day
from stepdown.clinic.timetable.models import Seat

# By which of them somebody may read the names: their own care, the clinic's, or the desk's calls
READ_BY = (Permission.LEAD_SESSIONS, Permission.READ_CHART, Permission.TAKE_CALLS)


@dataclass(frozen=True)
class ExpectedName:
    """A person with a seat that day; `is_away`: they said that they cannot come."""

    short_name: str
    is_away: bool


@dataclass(frozen=True)
class SheetSession:
    """One session; `hidden_count` more people are expected whose record the actor may not open."""

    session: DaySession
    people: tuple[ExpectedName, ...]
    hidden_count: int


def open_day_sheets(*, actor: Actor, on: date, now: datetime) -> list[SheetSession]:
    """Every session of that day at the actor's sites, by time. Paper leaves the house: it leaves
    an event. Six queries, whatever the number of sessions."""
    require(actor, Permission.SEE_TODAY)
    with writing():
        record(actor=actor, verb="day_sheets.opened", now=now, content={"on": on.isoformat()})
    sites = {site_id for one in READ_BY for site_id in actor.sites_with(one)}
    held = sessions_of_day(actor, on, sites=sites)
    sessions = [one for one in held if not one.is_cancelled]
    people, away = _expected(actor, sessions, on, now), _away(sessions, on)
    return [
        SheetSession(
            one,
            tuple(
                ExpectedName(name, (one.series_id, patient_id) in away)
                for name, patient_id in people[one.series_id]
            ),
            one.expected - len(people[one.series_id]),
        )
        for one in sessions
    ]


def _expected(
    actor: Actor, sessions: list[DaySession], on: date, now: datetime
) -> dict[int, list[tuple[str, int]]]:
    """(name, patient) by series, by name."""
    opened = Q(pk=None)
    for one in READ_BY:
        opened |= Q(patient__in=patients_open_to(actor, one, now))
    seats = Seat.objects.filter(live_on(on), opened, series__in=[one.series_id for one in sessions])
    found: dict[int, list[Patient]] = defaultdict(list)
    for seat in seats.select_related("patient"):
        found[seat.series_id].append(seat.patient)
    return defaultdict(list, {key: _by_name(people) for key, people in found.items()})


def _by_name(people: list[Patient]) -> list[tuple[str, int]]:
    return sorted((name, patient_id) for patient_id, name in told_apart(people).items())


def _away(sessions: list[DaySession], on: date) -> set[tuple[int, int]]:
    said = SessionAnswer.objects.filter(
        series__in=[one.series_id for one in sessions], on=on, says=SessionAnswer.Says.AWAY
    )
    return set(said.values_list("series_id", "patient_id"))
