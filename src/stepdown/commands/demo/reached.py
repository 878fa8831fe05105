"""How the demo's people may be reached, and calls that wait: a group is in another room one day,
and not everybody reads messages."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from stepdown.clinic.people.operations import ask_contact_permission, note_text_agreement
from stepdown.clinic.people.queries import contact_permission
from stepdown.clinic.people.reaching import CallTimes
from stepdown.clinic.timetable.changing import NewTerms, Scope, UnableToChange, change_series
from stepdown.clinic.timetable.times import first_meeting
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Story

TIMES = (
    CallTimes((0, 1, 2, 3, 4), time(16), time(19)),
    CallTimes((5, 6)),
    CallTimes(starts=time(9), ends=time(11, 30)),
)
MOVED, TO = "Steady evenings", "Hall"
NOT_BEFORE = timedelta(days=2)


def ask_how_to_reach(place: Place, stories: list[Story]) -> None:
    noon = place.agenda.at(place.agenda.today - timedelta(days=1), time(12, 40))
    place.agenda.add(noon, partial(_ask, place, stories))
    place.agenda.add(noon + timedelta(hours=1), partial(_another_room, place))


def _ask(place: Place, stories: list[Story], now: datetime) -> None:
    """The first of them agreed to texts on paper too."""
    in_care = [one for one in stories if one.episode and one.patient.account_id is None]
    for story, times in zip(in_care, TIMES, strict=False):
        said = contact_permission(story.patient)
        if said is None:
            continue
        ask_contact_permission(
            actor=place.actor("intake"),
            patient=story.patient,
            may_leave_message=said.may_leave_message,
            email_is_ok=said.email_is_ok,
            sender_name=said.sender_name,
            times=times,
            now=now,
        )
    for story in in_care[:1]:
        note_text_agreement(
            actor=place.actor("intake"),
            patient=story.patient,
            number=story.patient.phone,
            may_name_us=False,
            how="paper",
            expected_version=0,
            now=now,
        )


def _another_room(place: Place, now: datetime) -> None:
    """The first of these groups for which the other room is free."""
    rooms = {one.room.name: one.room_id for one in place.series}
    groups = (one for one in place.series if one.title == MOVED)
    any(_moved(place, one, rooms[TO], now) for one in groups)


def _moved(place: Place, series: Any, room_id: int, now: datetime) -> bool:
    soonest = place.agenda.today + NOT_BEFORE
    series.refresh_from_db()
    try:
        change_series(
            actor=place.actors["director"],
            series=series,
            scope=Scope.ONCE,
            on=first_meeting(series.weekday, not_before=soonest),
            terms=NewTerms(room_id, series.leader_id, series.starts),
            expected_version=series.version,
            now=now,
        )
    except UnableToChange:
        return False
    return True
