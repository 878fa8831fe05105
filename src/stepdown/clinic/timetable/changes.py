"""What is different about single meetings: closed days, cancelled sessions, somebody else leads."""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from stepdown.clinic.people.models import Account
from stepdown.clinic.timetable.models import ClosedTime, MeetingChange, Series, SeriesTerm
from stepdown.clinic.timetable.times import session_times


@dataclass(frozen=True)
class Changes:
    """Of some sites and days. A meeting is a series and a day; its series has its program loaded,
    with the site."""

    closed: dict[tuple[int, date], list[ClosedTime]] = field(default_factory=dict)
    single: dict[tuple[int, date], MeetingChange] = field(default_factory=dict)
    terms: dict[int, list[SeriesTerm]] = field(default_factory=dict)

    def as_on(self, series: Series, on: date) -> Series:
        """The series with the room, the leader and the start of that day."""
        terms = [one for one in self.terms.get(series.pk, ()) if one.first_on <= on < one.until_on]
        term = min(terms, key=lambda one: not one.is_exception, default=None)
        change = self.single.get((series.pk, on))
        stands_in = change.leader if change is not None else None
        if term is None and stands_in is None:
            return series
        held = copy(series)
        if term is not None:
            held.room, held.leader, held.starts = term.room, term.leader, term.starts
        held.leader = stands_in or held.leader
        return held

    def is_cancelled(self, series: Series, on: date) -> bool:
        change = self.single.get((series.pk, on))
        if change is not None and change.is_cancelled:
            return True
        closed = self.closed.get((series.program.site_id, on), ())
        return any(cancels(one, self.as_on(series, on)) for one in closed)

    def leader(self, series: Series, on: date) -> Account:
        return self.as_on(series, on).leader

    def cancelled_days(self, series: Series) -> tuple[date, ...]:
        """The days of a weekly session on which it is cancelled."""
        days = {on for site, on in self.closed if site == series.program.site_id}
        days |= {on for pk, on in self.single if pk == series.pk}
        on_its_day = (on for on in days if on.weekday() == series.weekday)
        return tuple(sorted(on for on in on_its_day if self.is_cancelled(series, on)))


def changes_of(site_ids: Collection[int], *, first: date, last: date | None = None) -> Changes:
    """Of the days from `first` until `last` (included; None: without an end). Three queries."""
    days = Q(on__gte=first) if last is None else Q(on__range=(first, last))
    closed: dict[tuple[int, date], list[ClosedTime]] = defaultdict(list)
    for one in ClosedTime.objects.filter(days, site__in=site_ids).select_related("site"):
        closed[one.site_id, one.on].append(one)
    found = MeetingChange.objects.filter(days, undone_at=None, series__program__site__in=site_ids)
    single = {(one.series_id, one.on): one for one in found.select_related("leader")}
    terms: dict[int, list[SeriesTerm]] = defaultdict(list)
    held = SeriesTerm.objects.filter(
        undone_at=None, until_on__gt=first, series__program__site__in=site_ids
    )
    held = held if last is None else held.filter(first_on__lte=last)
    for term in held.select_related("room", "leader"):
        terms[term.series_id].append(term)
    return Changes(dict(closed), single, dict(terms))


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
    """Of rows with a series and a day: those that this account leads, by themselves or in
    somebody's place, and that no change of that meeting cancels."""
    change = MeetingChange.objects.filter(
        series=OuterRef("series"), on=OuterRef("on"), undone_at=None
    )
    own = Q(series__leader_id=account_id) & ~Exists(change)
    return own | Exists(change.filter(leader_id=account_id))


def series_led_by(account_id: int | None) -> QuerySet[Series]:
    """Those of which this account leads any meeting: where to look for what `led_by` names."""
    instead = MeetingChange.objects.filter(
        series=OuterRef("pk"), leader_id=account_id, undone_at=None
    )
    return Series.objects.filter(Q(leader_id=account_id) | Exists(instead))


def leader_on(series: Series, on: date) -> Account:
    """Who leads that meeting: the series' leader, or who stands in."""
    return change_of(series, on).leader(series, on)


def is_cancelled(series: Series, on: date) -> bool:
    return change_of(series, on).is_cancelled(series, on)
