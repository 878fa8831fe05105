"""Calendar files (RFC 5545) that say when and where, and nothing of what for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from icalendar import Alarm, Calendar, Event, vRecur

from stepdown.clinic.timetable.queries import Appointment
from stepdown.clinic.timetable.times import session_times

TITLE = "Appointment"
ALARM_BEFORE = timedelta(minutes=60)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def week_calendar(appointments: Iterable[Appointment], *, now: datetime) -> bytes:
    """Weekly events on the wall clock of each appointment's zone, until the seat ends.

    An event keeps its identifier while the seat lasts, so a calendar that reads the file again
    corrects what it has instead of doubling it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in appointments:
        calendar.add_component(_weekly(one, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _weekly(one: Appointment, now: datetime) -> Event:
    starts, _ = session_times(
        on=one.first_on, starts=one.starts, minutes=one.minutes, zone=one.zone
    )
    event = Event()
    event.add("uid", _uid(one.seat_id))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", TITLE)
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=one.minutes))  # real, whatever the clocks do meanwhile
    event.add("location", one.place)
    event.add("rrule", _every_week(one))
    event.add_component(_alarm())
    return event


def _uid(seat_id: int) -> str:
    """Stable for the seat, and without the key of this installation it reveals nothing."""
    return salted_hmac("stepdown.calendar", str(seat_id), algorithm="sha256").hexdigest()[:40]


def _every_week(one: Appointment) -> vRecur:
    rule: dict[str, object] = {"FREQ": "WEEKLY", "BYDAY": WEEKDAYS[one.first_on.weekday()]}
    if one.ends_on is not None:
        last = datetime.combine(one.ends_on, datetime.min.time(), tzinfo=ZoneInfo(one.zone))
        rule["UNTIL"] = (last - timedelta(seconds=1)).astimezone(UTC)  # UNTIL is read in UTC
    return vRecur(rule)


def _alarm() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", TITLE)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
