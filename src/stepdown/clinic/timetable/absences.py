"""Somebody on the staff is away: one confirmation arranges all of their sessions, and can be taken
back for what is still ahead."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Post, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.roles import Permission, roles_with
from stepdown.clinic.timetable.away_telling import (
    Plan,
    held_now,
    loaded,
    tell_arranged,
    tell_taken_back,
)
from stepdown.clinic.timetable.changes import change_of, changes_of
from stepdown.clinic.timetable.covering import CANCEL, JOIN, LEAD, Uncovered, Way, uncovered_by
from stepdown.clinic.timetable.leaders import end_stand_in, open_to_stand_in, open_to_stand_ins
from stepdown.clinic.timetable.models import MeetingChange, Seat, StaffAbsence
from stepdown.clinic.timetable.queries import DatedSession, dated
from stepdown.clinic.timetable.telling import seats_on

OpenedAbsence = StaffAbsence  # what pages are handed, which name no models
OpenedChange = MeetingChange
LONGEST = timedelta(days=62)


class UnableToCover(Unable):
    """The absence cannot be arranged this way; the message says what to do."""


CHANGED = "The sessions or who could help have changed meanwhile. Look at it again, then confirm."


def arrange_absence(
    *,
    actor: Actor,
    site: Site,
    account: Account,
    first_on: date,
    last_on: date,
    chosen: Mapping[str, str],
    now: datetime,
    starts: time | None = None,
    ends: time | None = None,
) -> StaffAbsence:
    """The colleague is away, on one day perhaps only between two times; for each of their meetings
    then (by its key) what was chosen is done.

    Raises UnableToCover, also where a meeting has no choice or a choice is not possible any more.
    """
    require(actor, Permission.CHANGE_DAYS, site_id=site.pk)
    assert actor.account_id is not None  # people arrange this, the program never does
    check_days(site, first_on, last_on, now)
    check_times(first_on, last_on, starts, ends)
    when: dict[str, Any] = {
        "first_on": first_on,
        "last_on": last_on,
        "starts": starts,
        "ends": ends,
    }
    with writing():
        found = uncovered_by(site=site, account=account, now=now, **when)
        plan = _plan(found, chosen)
        absence = StaffAbsence.objects.create(
            site=site, account=account, made_at=now, made_by_id=actor.account_id, **when
        )
        _apply(actor, absence, plan, now)
        ways = [way.how for _, way in plan]
        content = {**{name: str(value) for name, value in when.items()}, "ways": ways}
        record(actor=actor, verb="absence.arranged", now=now, subject=absence, content=content)
    return absence


def check_days(site: Site, first_on: date, last_on: date, now: datetime) -> None:
    """Raises UnableToCover."""
    if last_on < first_on:
        raise UnableToCover("The last day is before the first. Choose a later one.")
    if last_on < local_now(site, now).date():
        raise UnableToCover("These days are over. Choose today or later.")
    if last_on - first_on > LONGEST:
        raise UnableToCover(f"Enter at most {LONGEST.days} days at once, then the rest.")


def check_times(first_on: date, last_on: date, starts: time | None, ends: time | None) -> None:
    """Raises UnableToCover."""
    if (starts is None) != (ends is None):
        raise UnableToCover("Write both times of the part of the day, or none.")
    if starts is not None and ends is not None:
        if first_on != last_on:
            raise UnableToCover("Times are for a part of one day. Enter each of these days alone.")
        if ends <= starts:
            raise UnableToCover("This ends before it begins. Choose a later time.")


def _plan(found: Sequence[Uncovered], chosen: Mapping[str, str]) -> Plan:
    if {one.key for one in found} != chosen.keys():
        raise UnableToCover(CHANGED)
    plan: Plan = []
    for one in found:
        way = next((way for way in one.ways if way.key == chosen[one.key]), None)
        if way is None:
            raise UnableToCover(CHANGED)
        if any(_same_leader(one, way, *other) for other in plan):
            raise UnableToCover(f"{way.name} would lead two sessions at once. Choose another.")
        plan.append((one, way))
    return plan


def _same_leader(one: Uncovered, way: Way, other: Uncovered, other_way: Way) -> bool:
    mine, theirs = one.meeting, other.meeting
    overlaps = mine.starts_at < theirs.ends_at and theirs.starts_at < mine.ends_at
    return way.how == LEAD and way.key == other_way.key and overlaps


def _apply(actor: Actor, absence: StaffAbsence, plan: Plan, now: datetime) -> None:
    for one, way in plan:
        _change(absence, one.meeting, way, now)
    tell_arranged(actor, absence, plan, now)


def _change(absence: StaffAbsence, one: DatedSession, way: Way, now: datetime) -> None:
    series_id, on = one.session.series_id, one.on
    series = loaded(series_id)
    of_second = change_of(series, on).is_second(series, on, absence.account_id)
    live = MeetingChange.objects.filter(series=series_id, on=on, undone_at=None)
    for before in live.filter(of_second=of_second):
        _end_change(before, absence.made_by_id, now)  # who stood in is away as well
    change = MeetingChange.objects.create(
        series_id=series_id,
        on=on,
        is_cancelled=way.how in (JOIN, CANCEL),
        of_second=of_second,
        leader_id=way.number if way.how == LEAD else None,
        instead_id=way.number if way.how == JOIN else None,
        absence=absence,
        made_at=now,
        made_by_id=absence.made_by_id,
    )
    for seat in seats_on([series_id], on):
        if way.how == LEAD:
            open_to_stand_in(seat.patient, way.number, (series_id, on), now)
        elif way.how == JOIN:
            _seat_with_others(seat, change, now)


def _seat_with_others(seat: Seat, change: MeetingChange, now: datetime) -> None:
    """A seat for that day in the other group; its leaders may open the record until notes are
    signed."""
    other = change.instead
    assert other is not None  # the way says so
    held = Seat.objects.filter(live_on(change.on), series=other)
    if held.filter(patient=seat.patient_id).exists():
        return
    taken = set(held.values_list("place", flat=True))
    free = [place for place in range(1, other.seats + 1) if place not in taken]
    if not free:
        raise UnableToCover(CHANGED)
    Seat.objects.create(
        series=other,
        plan_id=seat.plan_id,
        patient_id=seat.patient_id,
        place=free[0],
        starts_on=change.on,
        ends_on=change.on + timedelta(days=1),
        is_make_up=True,
    )
    for account_id in held_now(other.pk, change.on).session.leader_ids:
        open_to_stand_in(seat.patient, account_id, (change.series_id, change.on), now)


def end_absence(
    *, actor: Actor, absence: StaffAbsence, expected_version: int, now: datetime
) -> None:
    """The colleague is back: what is still ahead is as it was before, and everybody whom that
    concerns is told. Raises UnableToCover."""
    require(actor, Permission.CHANGE_DAYS, site_id=absence.site_id)
    with writing():
        absence = StaffAbsence.objects.select_related("site").get(pk=absence.pk)
        if absence.undone_at is not None:
            raise UnableToCover("This was taken back already.")
        ahead = changes_ahead(absence, now)
        if not ahead and absence.last_on < local_now(absence.site, now).date():
            raise UnableToCover("These days are over, and what took place stays.")
        save_version(
            absence, expected=expected_version, undone_at=now, undone_by_id=actor.account_id
        )
        _take_back(actor, absence, ahead, now)
        content = {"meetings": len(ahead)}
        record(actor=actor, verb="absence.ended", now=now, subject=absence, content=content)


def changes_ahead(absence: StaffAbsence, now: datetime) -> list[tuple[MeetingChange, DatedSession]]:
    """What was arranged for meetings that have not begun, as it holds now."""
    return [(change, one) for change, one in changes_for(absence) if one.starts_at > now]


def changes_for(absence: StaffAbsence) -> list[tuple[MeetingChange, DatedSession]]:
    """All that was arranged and holds, by time."""
    live = MeetingChange.objects.filter(absence=absence, undone_at=None)
    found = live.select_related(
        "series__program__site",
        "series__room",
        "series__leader",
        "series__co_leader",
        "leader",
        "instead__room",
    )
    days = changes_of([absence.site_id], first=absence.first_on, last=absence.last_on)
    both = [(one, dated(one.series, one.on, days)) for one in found]
    return sorted(both, key=lambda each: (each[1].starts_at, each[0].pk))


def _take_back(
    actor: Actor,
    absence: StaffAbsence,
    ahead: Sequence[tuple[MeetingChange, DatedSession]],
    now: datetime,
) -> None:
    for change, _ in ahead:
        _end_change(change, actor.account_id, now)
        _give_way_back(change, now)
    tell_taken_back(actor, absence, ahead, now)


def _give_way_back(change: MeetingChange, now: datetime) -> None:
    """Who stood in before this change, and is back, stands in again while the leader is away."""
    before = MeetingChange.objects.filter(
        series=change.series_id,
        on=change.on,
        of_second=change.of_second,
        undone_at=change.made_at,
        absence__undone_at=None,
        leader__isnull=False,
    ).last()
    if before is None:
        return
    save_version(before, expected=before.version, undone_at=None, undone_by=None)
    for seat in seats_on([before.series_id], before.on):
        assert before.leader_id is not None  # filtered above
        open_to_stand_in(seat.patient, before.leader_id, (before.series_id, before.on), now)


def _end_change(change: MeetingChange, by: int | None, now: datetime) -> None:
    save_version(change, expected=change.version, undone_at=now, undone_by_id=by)
    for seat in seats_on([change.series_id], change.on):
        if change.leader_id or change.instead_id:
            end_stand_in(seat.patient, change.leader_id, (change.series_id, change.on), now)
        if change.instead_id:
            # who stands in for the other leader opens them again
            open_to_stand_ins(seat.patient, [change.series], from_day=change.on, now=now)
            guest = Seat.objects.filter(
                series=change.instead_id,
                patient=seat.patient_id,
                starts_on=change.on,
                is_make_up=True,
            )
            guest.update(ends_on=change.on)


def absences_at(site_ids: frozenset[int], *, first: date) -> list[StaffAbsence]:
    """Those that hold on that day or later."""
    found = StaffAbsence.objects.filter(site__in=site_ids, undone_at=None, last_on__gte=first)
    return list(found.select_related("site", "account", "made_by").order_by("first_on", "pk"))


def leading_account(site: Site, account_id: int, *, on: date) -> Account | None:
    """An account that leads sessions at the site on that day; None for any other."""
    return Account.objects.filter(
        pk=account_id,
        is_active=True,
        posts__in=Post.objects.filter(
            live_on(on), site=site, role__in=roles_with(Permission.LEAD_SESSIONS)
        ),
    ).first()


def opened_absence(actor: Actor, absence_id: int) -> StaffAbsence | None:
    """One at a site where the actor changes days; None for any other."""
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    found = StaffAbsence.objects.filter(pk=absence_id, site__in=sites)
    return found.select_related("site", "account", "made_by").first()
