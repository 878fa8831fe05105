"""Sessions of a week that fall outside their leader's hours or over the limit of contact. They are
said, never refused: a clinic decides."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from django.db.models import QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Account
from stepdown.clinic.timetable.changes import AskChanges, changes_of
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.queries import series_of_sites
from stepdown.clinic.timetable.shifts import (
    ContactLimits,
    Shifts,
    Spans,
    contact_limits,
    works_then,
)
from stepdown.clinic.timetable.times import minute_of_day


class StrainKind(StrEnum):
    OUTSIDE = "outside"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class Strain:
    """`minutes` of contact against the `limit` of a day (`weekday`) or a week; OUTSIDE has
    neither. `series_ids`: of which sessions."""

    kind: StrainKind
    leader: str
    weekday: int
    minutes: int
    limit: int
    titles: tuple[str, ...]
    series_ids: frozenset[int]


Led = tuple[date, Series]
AtWork = Callable[[int, date], dict[int, Spans]]  # who is at work at a site on a day, and when


def strains_of(
    site_ids: Collection[int], *, monday: date, ask: AskChanges = changes_of
) -> list[Strain]:
    """Of the week from that Monday, as its days are: closed ones and who stands in count."""
    led: dict[tuple[int, int], list[Led]] = defaultdict(list)
    accounts: dict[int, Account] = {}
    last = monday + timedelta(days=6)
    changes = ask(site_ids, first=monday, last=last)
    for one in _meeting(site_ids, monday):
        on = monday + timedelta(days=one.weekday)
        if one.starts_on <= on < (one.ends_on or date.max) and not changes.is_cancelled(one, on):
            held = changes.as_on(one, on)
            for account in (held.leader, *([held.co_leader] if held.co_leader else ())):
                led[one.program.site_id, account.pk].append((on, held))
                accounts[account.pk] = account
    limits, at_work = (
        contact_limits(site_ids),
        cache(Shifts.of(site_ids, first=monday, last=last).on),
    )
    return [
        strain
        for (site_id, account_id), meetings in led.items()
        for strain in (
            *_outside(site_id, accounts[account_id], meetings, at_work),
            *_over(accounts[account_id], meetings, limits[site_id]),
        )
    ]


@written_once
def _meeting(site_ids: Collection[int], monday: date) -> QuerySet[Series]:
    meeting = series_of_sites(site_ids, on=monday).select_related(None)
    return meeting.select_related("program", "leader", "co_leader")


def _outside(
    site_id: int, leader: Account, meetings: list[Led], at_work: AtWork
) -> Iterator[Strain]:
    for on, one in meetings:
        hours = at_work(site_id, on).get(leader.pk)
        starts = minute_of_day(one.starts)
        if not works_then(hours, starts, starts + one.minutes):
            yield _strain(StrainKind.OUTSIDE, leader, [one])


def _over(leader: Account, meetings: list[Led], limits: ContactLimits) -> Iterator[Strain]:
    by_day: dict[date, list[Series]] = defaultdict(list)
    for on, one in meetings:
        by_day[on].append(one)
    for of_day in by_day.values():
        if _contact(of_day) > limits.day_minutes:
            yield _strain(StrainKind.DAY, leader, of_day, limits.day_minutes)
    week = [one for _, one in meetings]
    if _contact(week) > limits.week_minutes:
        yield _strain(StrainKind.WEEK, leader, week, limits.week_minutes)


def _contact(series: list[Series]) -> int:
    """Breaks are no contact."""
    return sum(one.clinical_minutes for one in series)


def _strain(kind: StrainKind, leader: Account, series: list[Series], limit: int = 0) -> Strain:
    first = series[0]
    return Strain(
        kind,
        leader.name,
        first.weekday,
        _contact(series) if limit else 0,
        limit,
        tuple(one.title for one in series),
        frozenset(one.pk for one in series),
    )
