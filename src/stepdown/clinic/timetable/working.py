"""Changing when staff work, and how much direct contact is asked of one person."""

from calendar import day_name
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.db.models import Q

from stepdown.clinic.ledger.operations import (
    Unable,
    UnableToSave,
    record,
    save_version,
    writing,
)
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import ContactLimit, Shift
from stepdown.clinic.timetable.shifts import Stretch, hours_version, who_leads

STALE = "Someone else changed these hours while you were writing. Compare and save again."


class UnableToKeepHours(Unable):
    """The hours cannot be kept this way; the message says what to correct."""


def save_hours(
    *,
    actor: Actor,
    site: Site,
    account: Account,
    from_on: date,
    hours: Sequence[Stretch],
    expected_version: int,
    now: datetime,
) -> None:
    """From that day on these are the weekly hours of somebody at the site; those before end then.

    Without any, they do not work there from that day on. Raises UnableToKeepHours, and
    UnableToSave where somebody else changed them meanwhile."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    assert actor.account_id is not None  # people keep hours, the program never does
    if from_on < local_now(site, now).date():
        raise UnableToKeepHours("What has been stays as it was. Choose today or a later day.")
    rows = list(_rows(site, account, from_on, hours, actor.account_id, now))
    with writing():
        if hours_version(site.pk, account.pk) != expected_version:
            raise UnableToSave(STALE)
        if account.pk not in dict(who_leads(site.pk, on=local_now(site, now).date())):
            raise UnableToKeepHours(f"{account.name} does not lead sessions at this site.")
        _end_before(site, account, from_on, actor.account_id, now)
        try:
            with transaction.atomic():
                for one in rows:
                    one.save(force_insert=True)
        except IntegrityError as error:
            raise UnableToKeepHours(
                f"{account.name} works at another site at some of these times. End that first."
            ) from error
        content = {"from": str(from_on), "hours": [[one.weekday, *_clocks(one)] for one in rows]}
        record(actor=actor, verb="hours.kept", now=now, subject=account, content=content)


def _clocks(one: Shift) -> tuple[str, str]:
    return one.starts.isoformat(), one.ends.isoformat()


def _rows(
    site: Site,
    account: Account,
    from_on: date,
    hours: Sequence[Stretch],
    by: int,
    now: datetime,
) -> Iterator[Shift]:
    for stretch in hours:
        if stretch.ends <= stretch.starts:
            raise UnableToKeepHours("Hours end after they begin. Split a night at midnight.")
    parts = sorted((day, one.starts, one.ends) for one in hours for day in one.days)
    for (day, _, end), (next_day, start, _) in pairwise(parts):
        if day == next_day and start < end:
            raise UnableToKeepHours(f"Two of these overlap on {day_name[day]}. Leave one out.")
    for day, starts, ends in parts:
        yield Shift(
            site=site,
            account=account,
            weekday=day,
            starts=starts,
            ends=ends,
            valid_from=from_on,
            made_at=now,
            made_by_id=by,
        )


def _end_before(site: Site, account: Account, on: date, by: int, now: datetime) -> None:
    """Hours that hold end on that day; those that would begin then or later never hold."""
    held = Shift.objects.filter(site=site, account=account, undone_at=None)
    for one in held.filter(Q(valid_until=None) | Q(valid_until__gt=on)):
        if one.valid_from < on:
            save_version(one, expected=one.version, valid_until=on)
        else:
            save_version(one, expected=one.version, undone_at=now, undone_by_id=by)


def set_contact_limit(
    *,
    actor: Actor,
    site: Site,
    day_minutes: int,
    week_minutes: int,
    expected_version: int,
    now: datetime,
) -> None:
    """`expected_version`: 0 where the site has set none yet. Raises UnableToKeepHours."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    if not 0 < day_minutes <= week_minutes:
        raise UnableToKeepHours("A week's limit is at least that of a day. Correct one of them.")
    values = {"day_minutes": day_minutes, "week_minutes": week_minutes}
    with writing():
        limit = ContactLimit.objects.filter(site=site).first()
        if limit is None and not expected_version:
            limit = ContactLimit.objects.create(site=site, **values)
        elif limit is None:
            raise UnableToSave(STALE)
        else:
            save_version(limit, expected=expected_version, **values)
        record(actor=actor, verb="contact_limit.set", now=now, subject=limit, content=values)
