"""The clinic's week: every session with its seats, as that week is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.timetable.changes import AskChanges, Changes, changes_of
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.queries import WeeklySession, dated, series_of_sites
from stepdown.clinic.timetable.times import monday_of


@dataclass(frozen=True)
class SeriesSeats:
    """A series with its seats, how many of them are taken on a day, and what is different in
    that day's week: `session` has who leads then, `instead_of` whose place they take."""

    session: WeeklySession
    seats: int
    taken: int
    is_cancelled: bool = False
    instead_of: str = ""


def clinic_week(
    site_ids: Iterable[int],
    *,
    on: date,
    skip: int = 0,
    most: int | None = None,
    ask: AskChanges = changes_of,
) -> list[SeriesSeats]:
    """Every series of the sites (or `most` of them) with the seats taken on that day, in the
    order of the week. Five queries."""
    sites, monday = frozenset(site_ids), monday_of(on)
    last = None if most is None else skip + most
    series = _meeting(sites, on, on + timedelta(days=6), first=skip, last=last)
    changes = ask(sites, first=monday, last=monday + timedelta(days=6))
    taken = dict(_taken_in([one.pk for one in series], on))
    return [_series_seats(one, taken.get(one.pk, 0), monday, changes) for one in series]


def _series_seats(series: Series, taken: int, monday: date, changes: Changes) -> SeriesSeats:
    one = dated(series, monday + timedelta(days=series.weekday), changes)
    instead_of = _instead_of(series, one.session.leader_ids)
    return SeriesSeats(one.session, series.seats, taken, one.is_cancelled, instead_of)


def _instead_of(series: Series, leaders: set[int]) -> str:
    """Whose place others take; empty where nobody else is needed."""
    both = [one for one in (series.leader, series.co_leader) if one]
    missing = [one.name for one in both if one.pk not in leaders]
    return " and ".join(missing) if leaders - series.leader_ids else ""


def seats_by_weekday(site_ids: Iterable[int], *, on: date) -> list[tuple[int, int, int]]:
    """(weekday, seats taken on that day, seats) of the sites' sessions. Two queries."""
    asked = frozenset(site_ids), on, on + timedelta(days=6)
    taken = dict(_taken_by_weekday(*asked))
    return [(weekday, taken.get(weekday, 0), seats) for weekday, seats in _seats_offered(*asked)]


_SEATS = Count("pk")


def _met_by(site_ids: Collection[int], on: date, until: date) -> QuerySet[Series]:
    """Those that meet on the day or later, and have begun by `until`."""
    return series_of_sites(site_ids, on=on).filter(starts_on__lte=until)


@written_once
def _meeting(
    site_ids: Collection[int], on: date, until: date, *, first: int, last: int | None
) -> QuerySet[Series]:
    return _met_by(site_ids, on, until)[first:last]


@written_once
def _taken_in(series: Collection[int], on: date) -> QuerySet[Seat, tuple[int, int]]:
    live = Seat.objects.filter(live_on(on), series__in=series)
    return live.values_list("series").annotate(_SEATS)


@written_once
def _taken_by_weekday(
    site_ids: Collection[int], on: date, until: date
) -> QuerySet[Seat, tuple[int, int]]:
    series = _met_by(site_ids, on, until).order_by().values("pk")
    live = Seat.objects.filter(live_on(on), series__in=series)
    return live.values_list("series__weekday").annotate(_SEATS)


@written_once
def _seats_offered(
    site_ids: Collection[int], on: date, until: date
) -> QuerySet[Series, tuple[int, int]]:
    series = _met_by(site_ids, on, until).order_by("weekday")
    return series.values_list("weekday").annotate(Sum("seats"))
