"""Who works when: the kept hours of staff, as plain values."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.db.models import Min, Q, QuerySet, Sum

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Account, Post
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, roles_with
from stepdown.clinic.timetable.models import ContactLimit, Shift
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.timetable.week_rules import week_rules

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Stretch:
    """The same hours on several weekdays (0 is Monday), half open."""

    days: tuple[int, ...]
    starts: time
    ends: time


@dataclass(frozen=True)
class ContactLimits:
    """Clinical minutes with people at most; `is_confirmed`: the site has set them itself."""

    day_minutes: int
    week_minutes: int
    is_confirmed: bool
    version: int = 0


@dataclass(frozen=True)
class KeptHours:
    """The hours of somebody at a site that hold on a day; `begin_on`: of hours to come."""

    stretches: tuple[Stretch, ...]
    begin_on: date | None


def hours_of(site_id: int, on: date) -> dict[int, Spans]:
    """When each member of staff works at the site on that day, as minutes of the day, half open.

    Whoever has no hours kept there is not in it: nothing is known of when they work. Whoever has
    hours, but none on that day, has none here."""
    return Shifts.of([site_id], first=on, last=on).on(site_id, on)


@dataclass(frozen=True)
class Shifts:
    """The kept hours of some sites, read once for several days. `kept_since`: by site, for whom
    hours were ever kept, and from which day on; `rows`: those that hold on any of the days."""

    kept_since: dict[int, dict[int, date]]
    rows: dict[int, list[Shift]]

    @classmethod
    def of(cls, site_ids: Collection[int], *, first: date, last: date) -> "Shifts":
        since: dict[int, dict[int, date]] = defaultdict(dict)
        rows: dict[int, list[Shift]] = defaultdict(list)
        for site_id, account_id, day in _kept_since(site_ids, last):
            since[site_id][account_id] = day
        for one in _reaching(site_ids, first, last):
            rows[one.site_id].append(one)
        return cls(since, rows)

    def on(self, site_id: int, on: date) -> dict[int, Spans]:
        since = self.kept_since.get(site_id, {})
        found: dict[int, list[tuple[int, int]]] = {
            key: [] for key, day in since.items() if day <= on
        }
        for one in self.rows.get(site_id, ()):
            is_day = one.valid_from <= on < (one.valid_until or date.max)
            if is_day and one.weekday == on.weekday():
                found[one.account_id].append((minute_of_day(one.starts), minute_of_day(one.ends)))
        return {key: joined(spans) for key, spans in found.items()}


@written_once
def _kept_since(site_ids: Collection[int], last: date) -> QuerySet[Shift, tuple[int, int, date]]:
    begun = _live().filter(site__in=site_ids, valid_from__lte=last)
    grouped = begun.order_by().values_list("site_id", "account_id")
    return grouped.annotate(since=Min("valid_from"))


@written_once
def _reaching(site_ids: Collection[int], first: date, last: date) -> QuerySet[Shift]:
    lasting = Q(valid_until=None) | Q(valid_until__gt=first)
    return _live().filter(lasting, site__in=site_ids, valid_from__lte=last)


def _live() -> QuerySet[Shift]:
    return Shift.objects.filter(undone_at=None).order_by("weekday", "starts", "pk")


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Without the seams between hours that touch."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def works_then(hours: Spans | None, starts: int, ends: int) -> bool:
    """Whether all of it is within working hours; None: hours are not kept, so nothing says no."""
    return hours is None or any(begin <= starts and ends <= end for begin, end in hours)


def kept_hours(site_id: int, account_id: int, *, on: date) -> KeptHours:
    """What holds on that day, or else what begins next."""
    found = _live().filter(site=site_id, account=account_id)
    ahead = found.filter(valid_from__gt=on).order_by("valid_from").first()
    held = list(found.filter(live(on)))
    if not held and ahead is not None:
        held = list(found.filter(valid_from=ahead.valid_from))
    return KeptHours(_stretches(held), ahead.valid_from if ahead else None)


def hours_in_words_of(site_id: int, *, on: date) -> dict[int, tuple[Stretch, ...]]:
    """Of everybody whose hours are kept at the site, what holds on that day (one query)."""
    rows: dict[int, list[Shift]] = defaultdict(list)
    for one in _live().filter(site=site_id):
        rows[one.account_id] += (
            [one] if one.valid_from <= on < (one.valid_until or date.max) else []
        )
    return {key: _stretches(found) for key, found in rows.items()}


def live(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gt=on))


def _stretches(rows: Iterable[Shift]) -> tuple[Stretch, ...]:
    times = sorted(rows, key=lambda one: (one.starts, one.ends, one.weekday))
    alike = groupby(times, key=lambda one: (one.starts, one.ends))
    found = [Stretch(tuple(one.weekday for one in same), *clock) for clock, same in alike]
    return tuple(sorted(found, key=lambda one: (one.days[0], one.starts)))


def hours_version(site_id: int, account_id: int) -> int:
    """Grows with every change of somebody's hours at a site."""
    rows = Shift.objects.filter(site=site_id, account=account_id)
    return rows.aggregate(sum=Sum("version"))["sum"] or 0


def contact_limits(site_ids: Collection[int]) -> dict[int, ContactLimits]:
    rules = week_rules()
    unset = ContactLimits(rules.contact_day_minutes.value, rules.contact_week_minutes.value, False)
    found = {one.site_id: one for one in ContactLimit.objects.filter(site__in=site_ids)}
    return {
        site_id: ContactLimits(one.day_minutes, one.week_minutes, True, one.version)
        if (one := found.get(site_id))
        else unset
        for site_id in site_ids
    }


def who_leads(site_id: int, *, on: date) -> list[tuple[int, str]]:
    """Everybody who leads sessions at the site on that day, by name."""
    posts = Post.objects.filter(
        live_on(on), site=site_id, role__in=roles_with(Permission.LEAD_SESSIONS)
    )
    found = Account.objects.filter(is_active=True, posts__in=posts).distinct()
    return list(found.order_by("name", "pk").values_list("pk", "name"))
