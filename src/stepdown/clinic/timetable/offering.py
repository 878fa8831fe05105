"""What the clinic offers: rooms, programs and the sessions that come every week."""

from datetime import date, datetime, time
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError
from django.db.models import F, Max, Q

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Post, Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_on, local_now
from stepdown.clinic.people.roles import Permission, roles_with
from stepdown.clinic.timetable.leading import leads_not
from stepdown.clinic.timetable.models import AgeGroup, Program, Room, Seat, Series
from stepdown.clinic.timetable.programs import too_many, track_of
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import (
    Track,
    counts_toward_hours,
    default_templates,
    track_content,
    track_rules,
)

MINUTES_A_DAY = 24 * 60
A_SEAT = "A room has at least one seat."


class UnableToOffer(Unable):
    """The clinic's week cannot be changed this way; the message says why."""


def add_room(*, actor: Actor, site: Site, name: str, seats: int, now: datetime) -> Room:
    require(actor, Permission.SET_UP, site_id=site.pk)
    if seats < 1:
        raise UnableToOffer(A_SEAT)
    try:
        with writing():
            room = Room.objects.create(site=site, name=name, seats=seats)
            record(actor=actor, verb="room.added", now=now, subject=room)
    except IntegrityError as error:
        raise UnableToOffer(f"There is a room called {name} here already.") from error
    return room


def change_room(
    *, actor: Actor, room: Room, name: str, seats: int, expected_version: int, now: datetime
) -> None:
    """Raises UnableToOffer where sessions that go on, or will, offer more seats than that."""
    require(actor, Permission.SET_UP, site_id=room.site_id)
    if seats < 1:
        raise UnableToOffer(A_SEAT)
    today = local_now(room.site, now).date()
    try:
        with writing():
            going_on = room.series.filter(Q(ends_on=None) | Q(ends_on__gt=today))
            needed = going_on.aggregate(most=Max("seats"))["most"] or 0
            if seats < needed:
                raise UnableToOffer(f"A session here offers {needed} seats. Choose no fewer.")
            save_version(room, expected=expected_version, name=name, seats=seats)
            content = {"name": name, "seats": seats}
            record(actor=actor, verb="room.changed", now=now, subject=room, content=content)
    except IntegrityError as error:
        raise UnableToOffer(f"There is a room called {name} here already.") from error


def add_program(
    *, actor: Actor, site: Site, name: str, taper_key: str, age_group: AgeGroup, now: datetime
) -> Program:
    """A program for one age group: adults and adolescents never share one."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    if taper_key not in default_templates():
        raise UnableToOffer(f"Choose one of these tapers: {', '.join(default_templates())}.")
    try:
        with writing():
            program = Program.objects.create(
                site=site, name=name, taper_key=taper_key, age_group=age_group
            )
            record(actor=actor, verb="program.added", now=now, subject=program)
    except IntegrityError as error:
        raise UnableToOffer(f"There is a program called {name} here already.") from error
    return program


class SeriesDetails(TypedDict):
    """A session every week at this wall time. `weekday` 0 is Monday; `minutes` by the clock, of
    which breaks are not clinical; `ends_on` is the first day without it; `by_video`: people may ask
    to join by video; `track`: for whom it is held, beside what its program says."""

    service: Service
    title: str
    room: Room
    leader: Account
    weekday: int
    starts: time
    minutes: int
    clinical_minutes: int
    seats: int
    starts_on: date
    ends_on: NotRequired[date | None]
    by_video: NotRequired[bool]
    track: NotRequired[Track]


def add_series(
    *, actor: Actor, program: Program, now: datetime, **details: Unpack[SeriesDetails]
) -> Series:
    """Raises UnableToOffer where the room or the leader has another session at any part of it."""
    require(actor, Permission.SET_UP, site_id=program.site_id)
    track = details.pop("track", Track()).within(track_of(program))
    series = Series(program=program, **details, held_for=track_content(track))
    _check_shape(series)
    try:
        with writing():
            check_leads(series, series.leader)
            check_nobody_doubled(series)
            series.save()
            record(actor=actor, verb="series.added", now=now, subject=series)
    except IntegrityError as error:
        raise UnableToOffer("This room or leader has a session at that time already.") from error
    return series


def end_series(
    *, actor: Actor, series: Series, ends_on: date, expected_version: int, now: datetime
) -> None:
    """Ends a weekly session; `ends_on`, after today, is the first day without it.

    Raises UnableToOffer, also while anybody has a seat on that day or later: their week would
    grow shorter without a word. It says how many people, never who.
    """
    site = series.program.site
    require(actor, Permission.SET_UP, site_id=site.pk)
    _check_end(series, ends_on, today=local_now(site, now).date())
    with writing():
        held = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on), series=series)
        held = held.exclude(ends_on=F("starts_on"))
        if people := held.values("patient").distinct().count():
            raise UnableToOffer(_seated(people))
        save_version(series, expected=expected_version, ends_on=ends_on)
        record(
            actor=actor,
            verb="series.ended",
            now=now,
            subject=series,
            content={"ends_on": str(ends_on)},
        )


def _check_end(series: Series, ends_on: date, *, today: date) -> None:
    if ends_on <= max(today, series.starts_on):
        raise UnableToOffer("Choose a day after today and after the first meeting.")
    if series.ends_on is not None and ends_on > series.ends_on:
        raise UnableToOffer("It ends earlier already. Add a new session for the time after that.")


def _seated(people: int) -> str:
    who = "1 person has a seat" if people == 1 else f"{people} people have seats"
    return f"{who} here after that. Agree on another week with them first, or choose a later day."


def _check_shape(series: Series) -> None:
    if not 0 <= series.weekday <= 6:
        raise UnableToOffer("Choose a day from Monday to Sunday.")
    if series.minutes < 1 or minute_of_day(series.starts) + series.minutes > MINUTES_A_DAY:
        raise UnableToOffer("A session lasts at least a minute and ends by midnight.")
    if not 0 <= series.clinical_minutes <= series.minutes:
        raise UnableToOffer("Minutes that count cannot be more than the session lasts.")
    if series.clinical_minutes and not counts_toward_hours(series.service):
        kind = Service(series.service).label.lower()
        raise UnableToOffer(f"A {kind} counts no hours. Write 0 minutes that count.")
    if not 1 <= series.seats <= series.room.seats:
        raise UnableToOffer(f"{series.room.name} seats {series.room.seats}. Offer 1 or up to that.")
    if words := too_many(series.program, series.service, series.seats):
        raise UnableToOffer(words)
    if series.track.gender not in ("", *track_rules().genders):
        raise UnableToOffer("Choose one of the groups that are named.")
    if series.room.site_id != series.program.site_id:
        raise UnableToOffer("This room belongs to another site. Choose one of this site.")
    if series.ends_on is not None and series.ends_on <= series.starts_on:
        raise UnableToOffer("The last day must come after the first.")


def check_leads(series: Series, leader: Account) -> None:
    """Raises UnableToOffer where they lead nothing here, or nothing of this kind."""
    posts = Post.objects.filter(
        live_on(series.starts_on),
        account=leader,
        site_id=series.program.site_id,
        role__in=roles_with(Permission.LEAD_SESSIONS),
    )
    if not posts.exists():
        name = leader.name
        raise UnableToOffer(f"{name} does not lead sessions at this site. Choose someone who does.")
    on, of = series.starts_on, series.program
    if words := leads_not(of, series.service, leader, on=on):
        raise UnableToOffer(words)


def check_nobody_doubled(series: Series) -> None:
    """Overlaps, not only equal starts: those the database refuses by itself."""
    same_day = Series.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=series.starts_on),
        Q(room=series.room) | Q(leader__in=series.leader_ids) | Q(co_leader__in=series.leader_ids),
        weekday=series.weekday,
    ).exclude(pk=series.pk)
    if series.ends_on is not None:
        same_day = same_day.filter(starts_on__lt=series.ends_on)
    for other in same_day.select_related("room", "leader"):
        if _overlap(series, other):
            both = (one for one in (series.leader, series.co_leader) if one)
            busy = [one.name for one in both if one.pk in other.leader_ids]
            who = series.room.name if other.room_id == series.room_id else busy[0]
            raise UnableToOffer(f"{who} has {other.title} at that time. Choose another time.")


def _overlap(one: Series, other: Series) -> bool:
    start, other_start = minute_of_day(one.starts), minute_of_day(other.starts)
    return start < other_start + other.minutes and other_start < start + one.minutes
