"""Choices written out as a solution: every visit that moved gets a room."""

from dataclasses import dataclass, replace

from stepdown.rules.timetable.parts import Mode, VisitNeed
from stepdown.rules.timetable.repairs.day import Day, Stays
from stepdown.rules.timetable.repairs.model import Choices
from stepdown.rules.timetable.repairs.options import Option
from stepdown.rules.timetable.solution import Appointment, Group, Solution


@dataclass
class Crowded(Exception):
    """Counted slot by slot there was a room, but none is free for the whole visit."""

    visit: int
    option: Option


def with_rooms(day: Day, choices: Choices) -> Solution:
    """Raises Crowded. Visits that keep their time keep their room."""
    stays = day.stays(set(choices.visits))
    moved = []
    rooms: dict[int, str | None] = {}
    for index, option in choices.visits.items():
        visit = day.published.appointments[index]
        if option is None or option.mode is Mode.TELE:
            rooms[index] = None
        elif (option.day, option.start, option.mode) == (visit.day, visit.start, visit.mode):
            rooms[index] = visit.room
            if visit.room is not None:
                stays.rooms[visit.room, visit.day] |= option.slots
        else:
            moved.append((option.day, option.start, index, option))
    for _, _, index, option in sorted(moved, key=lambda each: each[:3]):
        rooms[index] = _free_room(day, stays, index, option)
    visits = tuple(
        _visit(visit, choices.visits[index], rooms[index]) if index in rooms else visit
        for index, visit in enumerate(day.published.appointments)
        if index not in choices.visits or choices.visits[index] is not None
    )
    return replace(day.published, groups=_groups(day, choices), appointments=visits)


def _visit(visit: Appointment, option: Option | None, room: str | None) -> Appointment:
    assert option is not None
    return replace(
        visit,
        staff=option.staff,
        day=option.day,
        start=option.start,
        mode=option.mode,
        room=room,
    )


def _free_room(day: Day, stays: Stays, index: int, option: Option) -> str:
    visit = day.published.appointments[index]
    need = day.problem.needs_by_key[visit.patient, visit.need]
    site = day.problem.patients_by_key[visit.patient].site
    assert isinstance(need, VisitNeed)
    for room in day.problem.rooms:
        fits = (room.site, room.kind) == (site, need.room_kind) and room.capacity > 0
        if fits and not stays.rooms[room.key, option.day] & option.slots:
            stays.rooms[room.key, option.day] |= option.slots
            return room.key
    raise Crowded(index, option)


def _groups(day: Day, choices: Choices) -> tuple[Group, ...]:
    led: dict[int, dict[int, str | None]] = {}
    for meeting, option in choices.meetings.items():
        led.setdefault(meeting.group, {})[meeting.index] = option.staff if option else None
    return tuple(
        replace(
            group,
            leaders=tuple(
                led[index].get(meeting, group.leader_of(meeting))
                for meeting in range(len(group.rooms))
            ),
        )
        if index in led
        else group
        for index, group in enumerate(day.published.groups)
    )
