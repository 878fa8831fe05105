"""A day on which the site is closed, or a part of it: snow, no power, a holiday entered early."""

from dataclasses import replace
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from stepdown.clinic.intake.words import clock
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.changes import Changes, cancels, changes_of, closed_span
from stepdown.clinic.timetable.models import ClosedTime
from stepdown.clinic.timetable.queries import DatedSession, dated, series_of_sites
from stepdown.clinic.timetable.telling import (
    OFF,
    ON_AFTER_ALL,
    by_person,
    tell_leaders,
    tell_people,
)

DAY_BEGINS = time()
CLOSED_WHY = ClosedTime.Why.choices
OpenedClosedTime = ClosedTime  # what `closed_time` hands out: pages pass it inward, naming no model


class UnableToClose(Unable):
    """The day cannot be closed or opened this way; the message says what to do."""


def close_time(
    *,
    actor: Actor,
    site: Site,
    on: date,
    starts: time,
    ends: time | None,
    why: str,
    now: datetime,
) -> ClosedTime:
    """Cancels what would take place then and is still ahead, and tells everybody once.

    `ends` None: until the day's end. Raises UnableToClose.
    """
    require(actor, Permission.CHANGE_DAYS, site_id=site.pk)
    assert actor.account_id is not None  # people close days, the program never does
    with writing():
        closed = _entered(site, on, starts, ends, why, now)
        off = meetings_off(closed)
        closed.made_by_id = actor.account_id
        try:
            with transaction.atomic():
                closed.save()
        except IntegrityError as error:
            raise UnableToClose(_closed_already(site, on)) from error
        people, news = by_person(off), f"closed-{closed.pk}"
        tell_people(actor=actor, people=people, news=news, words=OFF, now=now)
        tell_leaders(site=site, meetings=off, news=news, words=OFF, now=now)
        content = {"on": str(on), "meetings": len(off), "people": len(people)}
        record(actor=actor, verb="day.closed", now=now, subject=closed, content=content)
    return closed


def would_close(
    *, site: Site, on: date, starts: time, ends: time | None, why: str, now: datetime
) -> list[DatedSession]:
    """The meetings that closing would cancel. Raises UnableToClose."""
    return meetings_off(_entered(site, on, starts, ends, why, now))


def _entered(
    site: Site, on: date, starts: time, ends: time | None, why: str, now: datetime
) -> ClosedTime:
    closed = ClosedTime(site=site, on=on, starts=starts, ends=ends, why=why, made_at=now)
    if on < local_now(site, now).date():
        raise UnableToClose("This day is over. Say in each roll who was excused.")
    if ends is not None and ends <= starts:
        raise UnableToClose(
            "The time ends before it begins. Leave the end empty for the whole day."
        )
    if closed_span(closed)[1] <= now:
        raise UnableToClose("This time is over. Say in each roll who was excused.")
    live = ClosedTime.objects.filter(site=site, on=on, undone_at=None)
    if any(_overlap(closed, one) for one in live):
        raise UnableToClose(_closed_already(site, on))
    return closed


def _overlap(one: ClosedTime, other: ClosedTime) -> bool:
    last = time.max
    return one.starts < (other.ends or last) and other.starts < (one.ends or last)


def _closed_already(site: Site, on: date) -> str:
    live = ClosedTime.objects.filter(site=site, on=on, undone_at=None).order_by("starts")
    times = ", ".join(time_words(one) for one in live)
    closed = f"{site.name} is closed on that day already: {times}."
    return f"{closed} Open it again first, or close the rest."


def time_words(closed: ClosedTime) -> str:
    if closed.ends is None:
        return f"from {clock(closed.starts)}" if closed.starts != DAY_BEGINS else "the whole day"
    return f"{clock(closed.starts)} to {clock(closed.ends)}"


def meetings_off(closed: ClosedTime) -> list[DatedSession]:
    """What this closed time alone cancels, in order."""
    rest = _without(changes_of([closed.site_id], first=closed.on, last=closed.on), closed)
    series = series_of_sites([closed.site_id], on=closed.on)
    held = series.filter(live_on(closed.on), weekday=closed.on.weekday())
    still_on = [one for one in held if not rest.is_cancelled(one, closed.on)]
    off = [one for one in still_on if cancels(closed, rest.as_on(one, closed.on))]
    return [dated(one, closed.on, rest) for one in off]


def _without(changes: Changes, closed: ClosedTime) -> Changes:
    others = {
        key: [one for one in found if one.pk != closed.pk] for key, found in changes.closed.items()
    }
    return replace(changes, closed=others)


def open_again(*, actor: Actor, closed: ClosedTime, expected_version: int, now: datetime) -> None:
    """What is still ahead takes place after all, and everybody is told. Raises UnableToClose."""
    require(actor, Permission.CHANGE_DAYS, site_id=closed.site_id)
    with writing():
        closed = ClosedTime.objects.select_related("site").get(pk=closed.pk)
        if closed.undone_at is not None:
            raise UnableToClose("This day is open again already.")
        if closed_span(closed)[1] <= now:
            raise UnableToClose("This time is over. What was cancelled stays so.")
        again = [one for one in meetings_off(closed) if one.starts_at > now]
        save_version(
            closed, expected=expected_version, undone_at=now, undone_by_id=actor.account_id
        )
        people, news = by_person(again), f"open-{closed.pk}"
        tell_people(
            actor=actor,
            people=people,
            news=news,
            words=ON_AFTER_ALL,
            now=now,
            takes_back=f"closed-{closed.pk}",
        )
        tell_leaders(site=closed.site, meetings=again, news=news, words=ON_AFTER_ALL, now=now)
        content = {"on": str(closed.on), "meetings": len(again), "people": len(people)}
        record(actor=actor, verb="day.opened", now=now, subject=closed, content=content)


def closed_time(actor: Actor, closed_id: int) -> ClosedTime | None:
    """One at a site where the actor changes days; None for any other."""
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    found = ClosedTime.objects.filter(pk=closed_id, site__in=sites)
    return found.select_related("site", "made_by", "undone_by").first()


def closed_times(
    site_ids: frozenset[int], *, first: date, last: date | None = None
) -> list[ClosedTime]:
    """Of the days from `first` on (until `last`), those that hold."""
    found = ClosedTime.objects.filter(site__in=site_ids, undone_at=None, on__gte=first)
    if last is not None:
        found = found.filter(on__lte=last)
    return list(found.select_related("site", "made_by").order_by("on", "starts", "pk"))
