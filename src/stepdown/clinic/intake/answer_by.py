"""By when a referral is answered: the figures of `answer_by.toml`, and who waits too long."""

import tomllib
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from stepdown.clinic.intake.asking import AskedBy
from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission

URGENCIES = ("today", "this_week", "no_hurry")
SATURDAY = 5
MOST_LATE = 20  # more than this cannot be worked off from Today


@cache
def _figures() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "answer_by.toml").read_text(encoding="utf-8"))


def _figure(name: str) -> int:
    value: int = _figures()[name]["value"]
    return value


def answer_by(asked_at: datetime, urgency: str, zone: str) -> datetime:
    """The moment by which somebody calls back: so many working hours after they asked."""
    left = timedelta(hours=_figure(urgency if urgency in URGENCIES else "this_week"))
    at, day = asked_at.astimezone(UTC), asked_at.astimezone(ZoneInfo(zone)).date()
    while True:
        begins, ends = _working_hours(day, zone)
        if begins < ends and max(at, begins) + left <= ends:
            return max(at, begins) + left
        left -= max(ends - max(at, begins), timedelta())
        day += timedelta(days=1)


def _working_hours(day: date, zone: str) -> tuple[datetime, datetime]:
    """Begin and end of the day's work; the same moment on a day without."""
    begins, ends = (
        datetime.combine(day, time(_figure(name)), ZoneInfo(zone)).astimezone(UTC)
        for name in ("day_begins", "day_ends")
    )
    return begins, begins if day.weekday() >= SATURDAY else ends


def late_referrals(actor: Actor, *, now: datetime) -> list[tuple[CallRequest, datetime]]:
    """Referrals at the actor's sites that nobody answered in time, with when that was: the one
    that is late the longest first. For those who take calls and those who answer for them."""
    sites = actor.sites_with(Permission.TAKE_CALLS) | actor.sites_with(Permission.SEE_MEASURES)
    dated = [
        (each, answer_by(each.asked_at, each.urgency, each.site.zone))
        for each in _waiting_at(sites)
    ]
    late = [pair for pair in dated if pair[1] <= now]
    return sorted(late, key=lambda pair: pair[1])[:MOST_LATE]


@written_once
def _waiting_at(sites: Collection[int]) -> QuerySet[CallRequest]:
    waiting = CallRequest.objects.filter(
        site_id__in=sites, asked_by=AskedBy.PROFESSIONAL, status=CallRequest.Status.WAITING
    )
    return waiting.select_related("site").order_by("asked_at", "pk")[: MOST_LATE * 5]
