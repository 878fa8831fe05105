"""What is different about single meetings: closed days, cancelled sessions, somebody else leads."""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Account
from stepdown.clinic.timetable.models import ClosedTime, MeetingChange, Series, SeriesTerm
from stepdown.clinic.timetable.times import session_times


@dataclass(frozen=True)
class Changes:
    """Of some sites and days. A meeting is a series and a day; its series has its program loaded,
    with the site."""

    closed: dict[tuple[int, date], list[ClosedTime]] = field(default_factory=dict)
    single: dict[tuple[int, date], list[MeetingChange]] = field(default_factory=dict)
    terms: dict[int, list[SeriesTerm]] = field(default_factory=dict)

    def as_on(self, series: Series, on: date) -> Series:
        """The series with the room, the leaders and the start of that day."""
        terms = [one for one in self.terms.get(series.pk, ()) if one.first_on <= on < one.until_on]
        term = min(terms, key=lambda one: not one.is_exception, default=None)
        changed = self.single.get((series.pk, on), ())
        if term is None and not changed:
            return series
        held = copy(series)
        if term is not None:
            held.room, held.leader, held.starts = term.room, term.leader, term.starts
        here = [one for one in _places(held, changed) if one is not None]
        held.leader, *others = here or [held.leader]
        held.co_leader = next((one for one in others if one.pk != held.leader_id), None)
        return held

    def is_second(self, series: Series, on: date, account_id: int) -> bool:
        """Whether this account has the second leader's place in that meeting."""
        _, second = _places(series, self.single.get((series.pk, on), ()))
        return second is not None and second.pk == account_id

    def is_cancelled(self, series: Series, on: date) -> bool:
        if any(one.is_cancelled for one in self.single.get((series.pk, on), ())):
            return True
        closed = self.closed.get((series.program.site_id, on), ())
        return any(cancels(one, self.as_on(series, on)) for one in closed)

    def cancelled_days(self, series: Series) -> tuple[date, ...]:
        """The days of a weekly session on which it is cancelled."""
        days = {on for site, on in self.closed if site == series.program.site_id}
        days |= {on for pk, on in self.single if pk == series.pk}
        on_its_day = (on for on in days if on.weekday() == series.weekday)
        return tuple(sorted(on for on in on_its_day if self.is_cancelled(series, on)))


def _places(
    series: Series, changed: Collection[MeetingChange]
) -> tuple[Account | None, Account | None]:
    """Who has the leader's place that day, and the second leader's."""
    held = {False: series.leader, True: series.co_leader}
    held |= {one.of_second: one.leader for one in changed if not one.is_cancelled}
    return held[False], held[True]


def changes_of(site_ids: Collection[int], *, first: date, last: date | None = None) -> Changes:
    """Of the days from `first` until `last` (included; None: without an end). Three queries."""
    until = last or date.max
    closed: dict[tuple[int, date], list[ClosedTime]] = defaultdict(list)
    for one in _closed_times(site_ids, first, until):
        closed[one.site_id, one.on].append(one)
    single: dict[tuple[int, date], list[MeetingChange]] = defaultdict(list)
    for change in _meeting_changes(site_ids, first, until):
        single[change.series_id, change.on].append(change)
    terms: dict[int, list[SeriesTerm]] = defaultdict(list)
    for term in _terms(site_ids, first, until):
        terms[term.series_id].append(term)
    return Changes(dict(closed), dict(single), dict(terms))


@written_once
def _closed_times(site_ids: Collection[int], first: date, last: date) -> QuerySet[ClosedTime]:
    found = ClosedTime.objects.filter(on__gte=first, on__lte=last, site__in=site_ids)
    return found.select_related("site")


@written_once
def _meeting_changes(site_ids: Collection[int], first: date, last: date) -> QuerySet[MeetingChange]:
    found = MeetingChange.objects.filter(on__gte=first, on__lte=last, undone_at=None)
    return found.filter(series__program__site__in=site_ids).select_related("leader")


@written_once
def _terms(site_ids: Collection[int], first: date, last: date) -> QuerySet[SeriesTerm]:
    held = SeriesTerm.objects.filter(undone_at=None, until_on__gt=first, first_on__lte=last)
    return held.filter(series__program__site__in=site_ids).select_related("room", "leader")


class AskChanges(Protocol):
    """As `changes_of` answers: for what reads several lists of one page."""

    def __call__(
        self, site_ids: Collection[int], *, first: date, last: date | None = None
    ) -> Changes: ...


class ChangesOnce:
    """Asks for the days from `since` on once, when somebody first needs them, and hands the same
    out again; older days are asked for by themselves. Made for one page and passed along."""

    def __init__(self, site_ids: Collection[int], *, since: date) -> None:
        self.site_ids, self.since = frozenset(site_ids), since
        self._found: Changes | None = None

    def __call__(
        self, site_ids: Collection[int], *, first: date, last: date | None = None
    ) -> Changes:
        if first < self.since or not self.site_ids.issuperset(site_ids):
            return changes_of(site_ids, first=first, last=last)
        if self._found is None:
            self._found = changes_of(self.site_ids, first=self.since)
        return self._found


def lasting_terms(series: Collection[Series], on: date) -> list[SeriesTerm]:
    """Of the days from `on` until a lasting change of one of these."""
    live = SeriesTerm.objects.filter(undone_at=None, is_exception=False, until_on__gt=on)
    found = live.filter(series__in=[one.pk for one in series])
    return list(found.select_related("series", "room", "leader").order_by("until_on", "pk"))


def change_of(series: Series, on: date) -> Changes:
    """Of one meeting."""
    return changes_of([series.program.site_id], first=on, last=on)


def something_is_cancelled(first: date, last: date) -> bool:
    """Whether any site cancels anything on these days (two queries at most)."""
    live = Q(undone_at=None, on__range=(first, last))
    closed = ClosedTime.objects.filter(live).exists()
    return closed or MeetingChange.objects.filter(live, is_cancelled=True).exists()


def cancels(closed: ClosedTime, series: Series) -> bool:
    """Whether this meeting of that day falls into the closed time, and was still ahead when the
    time was entered; taken back, it goes on cancelling what began before."""
    site = closed.site
    starts, ends = session_times(
        on=closed.on, starts=series.starts, minutes=series.minutes, zone=site.zone
    )
    first, last = closed_span(closed)
    is_inside = starts < last and first < ends
    was_ahead = starts > closed.made_at
    return is_inside and was_ahead and (closed.undone_at is None or starts <= closed.undone_at)


def closed_span(closed: ClosedTime) -> tuple[datetime, datetime]:
    local = ZoneInfo(closed.site.zone)
    begins = datetime.combine(closed.on, closed.starts, tzinfo=local)
    ends = datetime.combine(closed.on, closed.ends or time.max, tzinfo=local)
    return begins, ends


def led_by(account_id: int | None) -> Q:
    """Of rows with a series and a day: those that this account leads, by themselves, in
    somebody's place or as the one who is left, and that no change of that meeting cancels."""
    change = MeetingChange.objects.filter(
        series=OuterRef("series"), on=OuterRef("on"), undone_at=None
    )
    of_first, of_second = change.filter(of_second=False), change.filter(of_second=True)
    own = Q(series__leader_id=account_id) & ~Q(Exists(of_first))
    stands_in = Q(Exists(of_first.filter(leader_id=account_id)))
    second = Q(series__co_leader_id=account_id) & ~Q(Exists(of_second))
    second |= Q(Exists(of_second.filter(leader_id=account_id)))
    leads = own | stands_in | Q(Exists(of_first.filter(leader=None))) & second
    return leads & ~Q(Exists(change.filter(is_cancelled=True)))


def series_led_by(account_id: int | None) -> QuerySet[Series]:
    """Those of which this account leads any meeting: where to look for what `led_by` names."""
    instead = MeetingChange.objects.filter(leader_id=account_id, undone_at=None)
    for_some_time = SeriesTerm.objects.filter(leader_id=account_id, undone_at=None)
    own = Q(leader_id=account_id) | Q(co_leader_id=account_id)
    others = Q(pk__in=instead.values("series")) | Q(pk__in=for_some_time.values("series"))
    return Series.objects.filter(own | others)


def leader_on(series: Series, on: date) -> Account:
    """Who leads that meeting: the series' leader, who stands in, or the second who is left."""
    return change_of(series, on).as_on(series, on).leader


def is_cancelled(series: Series, on: date) -> bool:
    return change_of(series, on).is_cancelled(series, on)
