"""Calendar files (RFC 5545) that say when and where, and nothing of what for."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vRecur

from stepdown.clinic.timetable.queries import Appointment
from stepdown.clinic.timetable.times import session_times

TITLE = "Appointment"
FEED_TITLE = "Appointments"
READ_EVERY = timedelta(hours=4)
ALARM_BEFORE = timedelta(minutes=60)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def week_calendar(appointments: Iterable[Appointment], *, now: datetime) -> bytes:
    """Weekly events on the wall clock of each appointment's zone, until the seat ends.

    An event keeps its identifier while the seat lasts, so a calendar that reads the file again
    corrects what it has instead of doubling it.
    """
    return bytes(_weeks(appointments, now).to_ical())


def feed_calendar(appointments: Iterable[Appointment], *, now: datetime) -> bytes:
    """The same for a calendar that asks again by itself: with a name, because many programs
    would show the secret address in its place."""
    calendar = _weeks(appointments, now)
    for name in ("name", "x-wr-calname"):  # RFC 7986, and what came before it
        calendar.add(name, FEED_TITLE)
    calendar.add("refresh-interval", READ_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_EVERY))
    return bytes(calendar.to_ical())


def _weeks(appointments: Iterable[Appointment], now: datetime) -> Calendar:
    return _calendar("PUBLISH", [_weekly(one, now) for one in appointments])


def appointment_method(appointment: dict[str, Any]) -> str:
    """What a calendar does with the file (RFC 5546): PUBLISH or CANCEL."""
    return "CANCEL" if appointment["is_cancelled"] else "PUBLISH"


def appointment_file(appointment: dict[str, Any], *, sender: str, sender_name: str) -> bytes:
    """One appointment: `key`, `revision`, `on`, `starts`, `ends`, `zone`, `place`, `is_cancelled`,
    `said_at`, as the outbox holds them.

    The identifier stays while the revision grows, so a calendar moves or removes what it has. It
    takes that only from the organizer it knows, who is whoever sends the message.
    """
    zone = ZoneInfo(appointment["zone"])
    day = date.fromisoformat(appointment["on"])
    event = Event()
    event.add("uid", _uid(appointment["key"]))
    event.add("sequence", appointment["revision"])
    event.add("status", "CANCELLED" if appointment["is_cancelled"] else "CONFIRMED")
    event.add("dtstamp", datetime.fromisoformat(appointment["said_at"]).astimezone(UTC))
    event.add("summary", TITLE)
    for name, at in (("dtstart", appointment["starts"]), ("dtend", appointment["ends"])):
        event.add(name, datetime.combine(day, time.fromisoformat(at), tzinfo=zone))
    event.add("location", appointment["place"])
    event.add("organizer", _organizer(sender, sender_name))
    if not appointment["is_cancelled"]:
        event.add_component(_alarm())
    return bytes(_calendar(appointment_method(appointment), [event]).to_ical())


def _organizer(sender: str, sender_name: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{sender}")
    if sender_name:
        organizer.params["CN"] = sender_name
    return organizer


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _weekly(one: Appointment, now: datetime) -> Event:
    starts, _ = session_times(
        on=one.first_on, starts=one.starts, minutes=one.minutes, zone=one.zone
    )
    event = Event()
    event.add("uid", _uid(f"{one.seat_id}{one.part}"))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", TITLE)
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=one.minutes))  # real, whatever the clocks do meanwhile
    event.add("location", one.place)
    event.add("rrule", _every_week(one))
    for day in one.without:
        left_out, _ = session_times(on=day, starts=one.starts, minutes=one.minutes, zone=one.zone)
        event.add("exdate", left_out)
    event.add_component(_alarm())
    return event


def _uid(key: str) -> str:
    """Stable for the seat or booking; without the key of this installation it reveals nothing."""
    return salted_hmac("stepdown.calendar", key, algorithm="sha256").hexdigest()[:40]


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
