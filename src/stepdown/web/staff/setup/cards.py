"""Gathers what a site has; the number of queries does not grow with it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

from stepdown.clinic.intake.queries import OpenSlot, open_slots
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.offered import OfferedSession, offered_sessions
from stepdown.clinic.timetable.programs import OpenedProgram, opened_programs
from stepdown.clinic.timetable.queries import RoomRow, rooms_at
from stepdown.clinic.treatment.referrals import places_at
from stepdown.web.staff.setup.cover import cover_facts
from stepdown.web.staff.setup.forms import WEEKDAYS
from stepdown.web.staff.setup.front_door import public_facts
from stepdown.web.staff.setup.presenters import (
    PlaceLine,
    ProgramLine,
    RoomLine,
    SessionLine,
    SiteCard,
)


def site_cards(actor: Actor, *, now: datetime) -> list[SiteCard]:
    return [
        SiteCard(
            site_id=site.pk,
            name=site.name,
            facts=(
                ("Time zone", site.zone),
                ("Phone", site.phone),
                ("Address", site.address),
                ("Messages carry", site.quiet_name),
                ("Ages", f"{site.youngest_age} to {site.oldest_age}"),
            ),
            rooms=tuple(map(_room, rooms_at([site.pk]))),
            programs=tuple(map(_program, opened_programs([site.pk]))),
            sessions=tuple(_sessions(site.pk, local_now(site, now).date())),
            times=tuple(_days(open_slots(site.pk, now=now))),
            public=tuple(public_facts(site)),
            places=tuple(
                PlaceLine(one.pk, one.name, one.phone if one.is_used else "Not used now")
                for one in places_at([site.pk])
            ),
            cover=tuple(cover_facts(site)),
        )
        for site in sites_of(actor, Permission.SET_UP).select_related("front_door")
    ]


def _room(room: RoomRow) -> RoomLine:
    return RoomLine(room.room_id, room.name, f"{room.name}, {room.seats} seats")


def _sessions(site_id: int, today: date) -> Iterator[SessionLine]:
    for one in offered_sessions([site_id], on=today):
        note = f"{when(one)}, {one.room}, with {one.leader}"
        note += f"; {one.for_whom}" if one.for_whom else ""
        end = f"ends before {day(one.ends_on)}" if one.ends_on else ""
        yield SessionLine(one.series_id, one.title, note, end)


def when(one: OfferedSession) -> str:
    """Monday, 6:00 pm."""
    return f"{WEEKDAYS[one.weekday]}, {clock(one.starts)}"


def _program(one: OpenedProgram) -> ProgramLine:
    first = one.steps.phases[0].weekly_minutes / 60
    track = one.shape.track.words() if one.shape else ""
    whom = ", ".join(words for words in (one.age_group.label, track) if words)
    words = f"{whom}. Begins with {first:g} hours a week"
    return ProgramLine(one.program_id, one.name, words, one.shape is not None)


def _days(slots: list[OpenSlot]) -> Iterator[str]:
    """One line a day: its times with their free places."""
    for on, of_day in groupby(slots, key=lambda slot: slot.on):
        times = ", ".join(f"{clock(slot.starts)} ({slot.places})" for slot in of_day)
        yield f"{on:%a, %b} {on.day}: {times}"
