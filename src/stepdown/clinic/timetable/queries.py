"""Reading the clinic's week and the weeks of the people in it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.timetable.changes import AskChanges, Changes, changes_of
from stepdown.clinic.timetable.models import (
    AgeGroup,
    Program,
    Room,
    Seat,
    Series,
    SeriesTerm,
    WeekPlan,
)
from stepdown.clinic.timetable.times import first_meeting, monday_of, session_times
from stepdown.clinic.treatment.services import Service


@dataclass(frozen=True)
class WeeklySession:
    """A series as pages show it. `weekday` 0 is Monday, `starts` is the site's wall clock.
    `for_whom`: its track in words, for staff alone; empty where it is open."""

    series_id: int
    title: str
    service: Service
    program: str
    age_group: AgeGroup
    weekday: int
    starts: time
    minutes: int
    clinical_minutes: int
    room: str
    leader: str
    leader_id: int
    by_video: bool
    for_whom: str = ""
    co_leader_id: int | None = None

    @property
    def leader_ids(self) -> set[int]:
        return {self.leader_id} | ({self.co_leader_id} if self.co_leader_id else set())


@dataclass(frozen=True)
class DatedSession:
    """One meeting, with who leads it that day. Both times are in the site's zone. Cancelled, it
    does not take place, and nobody misses it."""

    session: WeeklySession
    on: date
    starts_at: datetime
    ends_at: datetime
    place: str
    is_cancelled: bool = False


@dataclass(frozen=True)
class PlannedWeek:
    """A person's week as agreed, from a day until a day (not included; None: open)."""

    starts_on: date
    ends_on: date | None
    weekly_minutes: int
    days: int
    sessions: tuple[WeeklySession, ...]


@dataclass(frozen=True)
class Appointment:
    """A seat as a calendar needs it: weekly from `first_on` until `ends_on` (not included), on no
    day of `without`. `part`: which of several times of one seat, for good."""

    seat_id: int
    series_id: int
    first_on: date
    ends_on: date | None
    starts: time
    minutes: int
    zone: str
    place: str
    without: tuple[date, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class RoomRow:
    room_id: int
    site_id: int
    name: str
    seats: int


@dataclass(frozen=True)
class ProgramRow:
    program_id: int
    site_id: int
    name: str
    age_group: AgeGroup
    taper_key: str


def rooms_at(site_ids: Iterable[int]) -> list[RoomRow]:
    rooms = Room.objects.filter(site_id__in=site_ids).order_by("site__name", "name")
    return [RoomRow(room.pk, room.site_id, room.name, room.seats) for room in rooms]


def programs_at(site_ids: Iterable[int]) -> list[ProgramRow]:
    programs = Program.objects.filter(site_id__in=site_ids).order_by("site__name", "name")
    return [
        ProgramRow(one.pk, one.site_id, one.name, AgeGroup(one.age_group), one.taper_key)
        for one in programs
    ]


def series_of_sites(site_ids: Iterable[int], *, on: date) -> QuerySet[Series]:
    """Series that meet, or will meet, on or after the day, in the order of the week."""
    lasting = Q(ends_on=None) | Q(ends_on__gt=on)
    return in_order_of_week(Series.objects.filter(lasting, program__site_id__in=site_ids))


def in_order_of_week(series: QuerySet[Series]) -> QuerySet[Series]:
    """With names."""
    return with_names(series).order_by("weekday", "starts", "title", "pk")


def with_names(series: QuerySet[Series]) -> QuerySet[Series]:
    """With what `weekly_session` says of each."""
    return series.select_related("program__site", "room", "leader", "co_leader")


def series_by_number(numbers: Collection[int]) -> dict[int, Series]:
    """One query."""
    return {one.pk: one for one in _numbered(numbers)}


@written_once
def _numbered(numbers: Collection[int]) -> QuerySet[Series]:
    return with_names(Series.objects.filter(pk__in=numbers))


def leader_names(series: Series) -> str:
    """Of both, where two lead it."""
    second = f" and {series.co_leader.name}" if series.co_leader else ""
    return f"{series.leader.name}{second}"


def weekly_session(series: Series) -> WeeklySession:
    """`series` with its program, room and leader already loaded."""
    return WeeklySession(
        series_id=series.pk,
        title=series.title,
        service=Service(series.service),
        program=series.program.name,
        age_group=AgeGroup(series.program.age_group),
        weekday=series.weekday,
        starts=series.starts,
        minutes=series.minutes,
        clinical_minutes=series.clinical_minutes,
        room=series.room.name,
        leader=leader_names(series),
        leader_id=series.leader_id,
        by_video=series.by_video,
        for_whom=series.track.words(),
        co_leader_id=series.co_leader_id,
    )


def _seats(patient_id: int) -> QuerySet[Seat]:
    seats = Seat.objects.filter(patient=patient_id)
    return seats.select_related(
        "series__program__site", "series__room", "series__leader", "series__co_leader"
    )


def _last_day(seat: Seat) -> date:
    """The first day on which the seat is no longer the person's, or the series has ended."""
    return min(seat.ends_on or date.max, seat.series.ends_on or date.max)


def _first_day(seat: Seat) -> date:
    return max(seat.starts_on, seat.series.starts_on)


OwnSeats = Sequence[Seat]  # of one person, for pages, which name no models


def seats_from(patient: Patient, day: date) -> OwnSeats:
    """Those that the person has on that day or later: read once for what needs them."""
    return _seats_after(patient.pk, day)


@written_once
def _seats_after(patient_id: int, day: date) -> QuerySet[Seat]:
    return _seats(patient_id).filter(Q(ends_on=None) | Q(ends_on__gt=day))


def week_of(
    patient: Patient,
    *,
    monday: date,
    ask: AskChanges = changes_of,
    seats: OwnSeats | None = None,
) -> list[DatedSession]:
    """The person's meetings in the seven days from `monday`, in order (four queries). `seats`:
    those from that day, or from one before it."""
    if seats is None:
        seats = seats_from(patient, monday)
    days = [(seat, first_meeting(seat.series.weekday, not_before=monday)) for seat in seats]
    met = [(s.series, on) for s, on in days if _first_day(s) <= on < _last_day(s)]
    return sorted(meetings(met, ask=ask), key=lambda one: one.starts_at)


def session_on(patient: Patient, *, series_id: int, on: date) -> DatedSession | None:
    """The person's meeting of that series on that day; None where they have no seat in it."""
    week = week_of(patient, monday=monday_of(on))
    return next((one for one in week if (one.session.series_id, one.on) == (series_id, on)), None)


def next_session(
    patient: Patient,
    *,
    now: datetime,
    ask: AskChanges = changes_of,
    seats: OwnSeats | None = None,
) -> DatedSession | None:
    """The meeting that goes on at `now`, or the next one; None where no seat is ahead. `seats`:
    those from today, or from a day before it."""
    today = local_now(patient.site, now).date()
    if seats is None:
        seats = seats_from(patient, today)
    changes = ask(_sites([one.series for one in seats]), first=today)
    ahead = [_next_meeting(seat, today, now, changes) for seat in seats]
    found = [one for one in ahead if one]
    return min(found, key=lambda one: one.starts_at, default=None)


def _next_meeting(seat: Seat, today: date, now: datetime, changes: Changes) -> DatedSession | None:
    """The first that is not over and takes place."""
    on = first_meeting(seat.series.weekday, not_before=max(today, _first_day(seat)))
    while on < _last_day(seat):
        one = dated(seat.series, on, changes)
        if one.ends_at > now and not one.is_cancelled:
            return one
        on += timedelta(days=7)
    return None


def _sites(series: Iterable[Series]) -> set[int]:
    return {one.program.site_id for one in series}


def meetings(
    which: Collection[tuple[Series, date]], *, ask: AskChanges = changes_of
) -> list[DatedSession]:
    """Each as it takes place that day, in the same order (three queries). The series come with
    their program's site, room and leader."""
    if not which:
        return []
    days = [on for _, on in which]
    changes = ask(_sites([one for one, _ in which]), first=min(days), last=max(days))
    return [dated(series, on, changes) for series, on in which]


def dated(series: Series, on: date, changes: Changes) -> DatedSession:
    """`series` with its program's site, room and leader already loaded."""
    site, held = series.program.site, changes.as_on(series, on)
    starts_at, ends_at = session_times(
        on=on, starts=held.starts, minutes=held.minutes, zone=site.zone
    )
    is_cancelled = changes.is_cancelled(series, on)
    return DatedSession(weekly_session(held), on, starts_at, ends_at, site.address, is_cancelled)


def planned_weeks(patient: Patient, *, on: date) -> list[PlannedWeek]:
    """The week that holds on that day and those agreed on for later, in order."""
    plans = _lasting(patient.pk, on)
    by_plan: dict[int, list[WeeklySession]] = {}
    for seat in _weekly_seats(patient.pk, [one.pk for one in plans]):
        by_plan.setdefault(seat.plan_id, []).append(weekly_session(seat.series))
    return [
        PlannedWeek(
            one.starts_on, one.ends_on, one.weekly_minutes, one.days, tuple(by_plan[one.pk])
        )
        for one in plans
    ]


@written_once
def _lasting(patient_id: int, on: date) -> QuerySet[WeekPlan]:
    lasting = Q(ends_on=None) | Q(ends_on__gt=on) & Q(ends_on__gt=F("starts_on"))
    found = WeekPlan.objects.filter(lasting, episode__patient=patient_id)
    return found.order_by("starts_on", "pk")


@written_once
def _weekly_seats(patient_id: int, plans: Collection[int]) -> QuerySet[Seat]:
    weekly = _seats(patient_id).filter(plan__in=plans, is_make_up=False)
    return weekly.order_by("series__weekday", "series__starts")


CALENDAR_LOOKS_BACK = timedelta(weeks=12)  # so that a file read again also ends what has ended


def appointments_of(patient: Patient, *, now: datetime) -> list[Appointment]:
    """The person's seats for a calendar: those to come, those that go on and those just ended."""
    since = local_now(patient.site, now).date() - CALENDAR_LOOKS_BACK
    seats = list(_seats(patient.pk).filter(Q(ends_on=None) | Q(ends_on__gt=since)).order_by("pk"))
    changes = changes_of(_sites([one.series for one in seats]), first=since)
    return [one for seat in seats for one in _appointments(seat, changes)]


def _appointments(seat: Seat, changes: Changes) -> list[Appointment]:
    """One for each stretch with the same start, and one for each day with another. A calendar
    tells them apart by `part`, which the first has none of."""
    series, last = seat.series, _last_day(seat)
    on = first_meeting(series.weekday, not_before=_first_day(seat))
    if on >= last:
        return []
    terms = sorted(changes.terms.get(series.pk, ()), key=lambda one: one.first_on)
    lasting = [one for one in terms if not one.is_exception]
    odd = [one for one in terms if one.is_exception and one.starts != series.starts]
    odd = [one for one in odd if on <= one.first_on < last]
    off = {*changes.cancelled_days(series), *(one.first_on for one in odd)}
    found = [_appointment(seat, on, last, series.starts, off)]
    for term in reversed(lasting):
        if on < term.until_on < last and term.starts != found[0].starts:
            later = first_meeting(series.weekday, not_before=term.until_on)
            found[0] = replace(found[0], first_on=later, part=f"-{later}")
            found.insert(0, _appointment(seat, on, term.until_on, term.starts, off))
    days = [one for one in odd if one.first_on not in changes.cancelled_days(series)]
    return found + [_one_day(seat, one) for one in days]


def _one_day(seat: Seat, term: SeriesTerm) -> Appointment:
    one = _appointment(seat, term.first_on, term.until_on, term.starts, set())
    return replace(one, part=f"-on-{term.first_on}")


def _appointment(
    seat: Seat, first_on: date, last: date, starts: time, off: Collection[date]
) -> Appointment:
    series, site = seat.series, seat.series.program.site
    return Appointment(
        seat_id=seat.pk,
        series_id=seat.series_id,
        first_on=first_on,
        ends_on=None if last == date.max else last,
        starts=starts,
        minutes=series.minutes,
        zone=site.zone,
        place=site.address,
        without=tuple(sorted(off)),
    )
