"""Who will not come to the hours of their step this week, and what would still reach them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import InForce, KeptFigures
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.changes import AskChanges, Changes, changes_of
from stepdown.clinic.timetable.make_up import make_up_times
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.queries import DatedSession, dated, series_by_number
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.caseload import Caseload, OwnCase, case_of
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import open_episode
from stepdown.rules.progress import (
    Time,
    WeekAhead,
    WeekAheadRules,
    is_told_on,
    ways_to_reach,
    week_ahead_rules,
)

MOST_WAYS = 2  # what one reads at a glance
MOST = 25  # on one page
WEEK = timedelta(days=7)
LOW_WEEKS = Policy("low_weeks", "Weeks that will come out too low", week_ahead_rules)
Way = tuple[DatedSession, ...]


@dataclass(frozen=True)
class LowWeek:
    """A week that will come out too low. `missed`: the person's own meetings that they did not or
    will not come to; `by`: the last day on which the clinic meets this week."""

    patient: Patient
    hours: WeekAhead
    missed: tuple[DatedSession, ...]
    by: date


def low_weeks_ahead(
    actor: Actor,
    *,
    now: datetime,
    kept: KeptFigures | None = None,
    ask: AskChanges = changes_of,
    own: Caseload | None = None,
) -> list[LowWeek]:
    """Of the people on whose team the actor is, the lowest first, at most MOST. A fixed number of
    queries; what fits is asked for one person (`ways_of`)."""
    cases = (own or Caseload(actor, now)).of(Permission.PLAN_WEEKS)
    found = _low_weeks(cases, now, kept, ask)
    return sorted(found, key=lambda one: (-one.hours.short_by, one.patient.pk))[:MOST]


def low_week_of(
    patient: Patient,
    *,
    now: datetime,
    kept: KeptFigures | None = None,
    ask: AskChanges = changes_of,
    case: OwnCase | None = None,
) -> LowWeek | None:
    """None where the week comes out right, or it is too early to tell. `case`: the person's."""
    found = case or case_of(patient)
    return next(iter(_low_weeks([found] if found else [], now, kept, ask)), None)


def ways_of(low: LowWeek, *, now: datetime) -> list[Way]:
    """Up to two ways to reach the hours this week, each of sessions that fit the person's own
    week, the earliest first."""
    episode = open_episode(low.patient)
    if episode is None:
        return []
    fits = {one.session.series_id: one for one in _fitting(episode, low.missed, now)}
    monday = monday_of(low.by)
    times = [_time(one, monday) for one in fits.values()]
    found: list[Way] = []
    for way in ways_to_reach(low.hours, times):
        found.append(tuple(fits[int(one.key)] for one in way))
        if len(found) == MOST_WAYS:
            break
    return found


def _fitting(
    episode: Episode, missed: Iterable[DatedSession], now: datetime
) -> Iterable[DatedSession]:
    for one in missed:
        yield from make_up_times(episode, one, now=now)


def _time(one: DatedSession, monday: date) -> Time:
    day = (one.on - monday).days * 1440
    starts = day + one.starts_at.hour * 60 + one.starts_at.minute
    ends = starts + one.session.minutes
    return Time(str(one.session.series_id), one.session.clinical_minutes, starts, ends)


@dataclass(frozen=True)
class _Rows:
    """What one week holds of all who are asked about, by person."""

    met: dict[int, list[DatedSession]]
    marks: dict[int, list[Attendance]]
    away: dict[int, set[tuple[int, date]]]


def _low_weeks(
    cases: Iterable[OwnCase], now: datetime, kept: KeptFigures | None, ask: AskChanges
) -> Iterable[LowWeek]:
    by_site: dict[int, list[OwnCase]] = defaultdict(list)
    for one in cases:
        if one.is_active:
            by_site[one.patient.site_id].append(one)
    policy = InForce(LOW_WEEKS, now, kept)
    for mine in by_site.values():
        site = mine[0].patient.site
        rules = policy[site.pk]
        today = local_now(site, now).date()
        monday = monday_of(today)
        whole = [one for one in mine if one.episode.admitted_on <= monday]
        if not is_told_on(today.weekday(), rules) or not whole:
            continue
        last = next(iter(_last_weekday(site.pk, monday)), 0)
        by = monday + timedelta(days=max(last, today.weekday()))
        rows = _rows(
            [one.patient.pk for one in whole],
            monday,
            ask([site.pk], first=monday, last=monday + WEEK - timedelta(days=1)),
        )
        for case in whole:
            yield from _low(case, rows, by, rules, now)


@written_once
def _last_weekday(site_id: int, monday: date) -> QuerySet[Series, int]:
    lasting = Q(ends_on=None) | Q(ends_on__gt=monday)
    found = Series.objects.filter(lasting, program__site=site_id).order_by("-weekday")
    return found.values_list("weekday", flat=True)[:1]


def _rows(people: Collection[int], monday: date, changes: Changes) -> _Rows:
    sunday = monday + WEEK - timedelta(days=1)
    marks, away = defaultdict(list), defaultdict(set)
    seats = _seats(people, monday, sunday)
    for mark in _marks(people, monday, sunday):
        marks[mark.patient_id].append(mark)
    for patient_id, series_id, on in _said_away(people, monday, sunday):
        away[patient_id].add((series_id, on))
    return _Rows(_met(seats, _dated(seats, monday, changes)), marks, away)


@written_once
def _seats(people: Collection[int], monday: date, sunday: date) -> QuerySet[Seat]:
    reaching = Q(ends_on=None) | Q(ends_on__gt=monday)
    return Seat.objects.filter(reaching, patient__in=people, starts_on__lte=sunday)


@written_once
def _marks(people: Collection[int], monday: date, sunday: date) -> QuerySet[Attendance]:
    held = Attendance.objects.filter(session__on__gte=monday, session__on__lte=sunday)
    return held.filter(patient__in=people).select_related("session__series")


@written_once
def _said_away(
    people: Collection[int], monday: date, sunday: date
) -> QuerySet[SessionAnswer, tuple[int, int, date]]:
    said = SessionAnswer.objects.filter(on__gte=monday, on__lte=sunday, patient__in=people)
    away = said.filter(says=SessionAnswer.Says.AWAY)
    return away.values_list("patient_id", "series_id", "on")


def _low(
    case: OwnCase, rows: _Rows, by: date, rules: WeekAheadRules, now: datetime
) -> Iterable[LowWeek]:
    patient, asked = case.patient, case.phase.weekly_minutes if case.phase else 0
    marks = {(mark.session.series_id, mark.session.on): mark for mark in rows.marks[patient.pk]}
    planned, missed = 0, []
    for one in rows.met.get(patient.pk, []):
        key = (one.session.series_id, one.on)
        if key in marks:
            missed += [one] if marks[key].status not in PRESENT else []
        elif one.is_cancelled or (one.starts_at > now and key in rows.away[patient.pk]):
            missed.append(one)
        else:  # still to come, or over with nobody marked yet: not held against anybody
            planned += one.session.clinical_minutes
    attended = sum(map(_came, marks.values()))
    hours = WeekAhead(asked, attended, planned, rules)
    if hours.short_by:
        yield LowWeek(patient, hours, tuple(missed), by)


def _came(mark: Attendance) -> int:
    """Minutes count once the roll is closed; before that, a mark stands for the whole session."""
    if mark.session.state == Session.State.CLOSED:
        return mark.attended_minutes
    return mark.session.series.clinical_minutes if mark.status in PRESENT else 0


def _dated(seats: Iterable[Seat], monday: date, changes: Changes) -> dict[int, DatedSession]:
    """Each of their sessions that meets in that week, as it takes place."""
    found = {}
    for pk, one in series_by_number({seat.series_id for seat in seats}).items():
        on = monday + timedelta(days=one.weekday)
        if one.starts_on <= on < (one.ends_on or date.max):
            found[pk] = dated(one, on, changes)
    return found


def _met(seats: Iterable[Seat], meeting: dict[int, DatedSession]) -> dict[int, list[DatedSession]]:
    """Each person's meetings of the week, in order."""
    found: dict[int, set[DatedSession]] = defaultdict(set)
    for seat in seats:
        one = meeting.get(seat.series_id)
        if one is not None and seat.starts_on <= one.on < (seat.ends_on or date.max):
            found[seat.patient_id].add(one)
    return {who: sorted(held, key=lambda one: one.starts_at) for who, held in found.items()}
