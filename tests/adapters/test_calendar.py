"""Calendar files stay right over both clock changes and say nothing of what they are for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from stepdown.adapters.calendar import appointment_file, appointment_method, week_calendar
from stepdown.clinic.timetable.queries import Appointment

NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
YEAR = (date(2026, 10, 1), date(2027, 10, 1))  # holds both clock changes of either hemisphere
ZONES = ("America/New_York", "America/Phoenix", "Europe/Berlin")


def appointment(starts: str, zone: str, **details: Any) -> Appointment:
    values: dict[str, Any] = {
        "seat_id": 7,
        "series_id": 3,
        "first_on": date(2026, 10, 1),
        "ends_on": None,
    }
    values |= {"minutes": 90, "place": "18 Harbor St", **details}
    return Appointment(starts=time.fromisoformat(starts), zone=zone, **values)


def read(content: bytes) -> Any:
    return icalendar.Calendar.from_ical(content)


def meetings(content: bytes) -> list[Any]:
    """What another program makes of the file."""
    return list(recurring_ical_events.of(read(content)).between(*YEAR))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("starts", ["00:00", "09:15", "13:00", "18:00", "22:30"])
def test_every_week_of_a_year_has_the_same_wall_time(zone: str, starts: str) -> None:
    found = meetings(week_calendar([appointment(starts, zone)], now=NOW))
    begins = [event["DTSTART"].dt for event in found]
    assert [each.date() for each in begins] == [
        date(2026, 10, 1) + timedelta(weeks=week) for week in range(len(begins))
    ]
    assert len(begins) == 53
    assert {each.strftime("%H:%M") for each in begins} == {starts}
    offsets = {each.astimezone(ZoneInfo(zone)).utcoffset() for each in begins}
    assert {each.utcoffset() for each in begins} == offsets
    assert len(offsets) == (1 if zone == "America/Phoenix" else 2)
    assert {event["DTEND"].dt - event["DTSTART"].dt for event in found} == {timedelta(minutes=90)}


@pytest.mark.parametrize("zone", ZONES)
def test_the_file_carries_its_zone_with_it(zone: str) -> None:
    content = week_calendar([appointment("18:00", zone)], now=NOW)
    calendar = read(content)
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == [zone]
    assert f"DTSTART;TZID={zone}:20261001T180000".encode() in content


@pytest.mark.parametrize("day", [date(2026, 10, 29), date(2026, 11, 5), date(2027, 3, 18)])
def test_a_day_that_is_left_out_is_left_out_on_either_side_of_the_clock_change(day: date) -> None:
    one = appointment("18:00", "America/New_York", without=(day,))
    days = [event["DTSTART"].dt.date() for event in meetings(week_calendar([one], now=NOW))]
    assert day not in days
    assert len(days) == 52


def test_a_seat_that_ends_has_no_meeting_on_its_last_day_or_after() -> None:
    one = appointment("18:00", "America/New_York", ends_on=date(2026, 11, 5))
    found = meetings(week_calendar([one], now=NOW))
    assert [event["DTSTART"].dt.date() for event in found] == [
        date(2026, 10, day) for day in (1, 8, 15, 22, 29)
    ]


def test_a_midnight_meeting_on_the_day_before_the_end_is_kept() -> None:
    one = appointment("23:00", "Europe/Berlin", ends_on=date(2026, 10, 30), minutes=60)
    assert len(meetings(week_calendar([one], now=NOW))) == 5


def test_it_says_when_and_where_and_nothing_else() -> None:
    content = week_calendar([appointment("18:00", "America/New_York")], now=NOW)
    (event,) = read(content).walk("VEVENT")
    assert event["SUMMARY"] == "Appointment"
    assert event["LOCATION"] == "18 Harbor St"
    assert set(event) == {
        "UID", "DTSTAMP", "SUMMARY", "DTSTART", "DURATION", "LOCATION", "RRULE",
    }  # fmt: skip
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-60)
    assert b"tepdown" not in content
    assert b"seat" not in content


def test_the_same_seat_keeps_its_identifier_and_another_has_another() -> None:
    def uid(seat_id: int) -> str:
        one = appointment("18:00", "America/New_York", seat_id=seat_id)
        (event,) = read(week_calendar([one], now=NOW)).walk("VEVENT")
        return str(event["UID"])

    assert uid(7) == uid(7) != uid(8)


def booked(on: str = "2026-11-24", **details: Any) -> dict[str, Any]:
    values = {"key": "booking-7", "revision": 1, "on": on, "starts": "18:00:00"}
    values |= {"ends": "19:30:00", "zone": "America/New_York", "place": "18 Harbor St"}
    return {**values, "is_cancelled": False, "said_at": NOW.isoformat(), **details}


def event_of(appointment: dict[str, Any]) -> Any:
    content = appointment_file(
        appointment, sender="office@harbor.example", sender_name="Harbor Street"
    )
    (event,) = read(content).walk("VEVENT")
    return event


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "on", ["2026-10-25", "2026-11-01", "2026-11-02", "2027-03-14", "2027-03-28", "2027-07-01"]
)
def test_an_appointment_keeps_its_wall_time_whatever_the_clocks_do(on: str, zone: str) -> None:
    event = event_of(booked(on, zone=zone))
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    assert (begins.strftime("%Y-%m-%d %H:%M"), ends.strftime("%H:%M")) == (f"{on} 18:00", "19:30")
    assert event["DTSTART"].params["TZID"] == zone
    assert (
        begins.utcoffset() == datetime.combine(begins.date(), time(18), ZoneInfo(zone)).utcoffset()
    )


def test_a_moved_appointment_is_the_same_one_with_a_higher_number() -> None:
    first, moved = event_of(booked()), event_of(booked("2026-11-25", revision=3))
    assert first["UID"] == moved["UID"]
    assert first["UID"] != event_of(booked(key="booking-8"))["UID"]
    assert int(moved["SEQUENCE"]) > int(first["SEQUENCE"])


def test_a_cancelled_appointment_leaves_the_calendar_without_an_alarm() -> None:
    gone = booked(is_cancelled=True, revision=4)
    assert appointment_method(gone) == "CANCEL"
    event = event_of(gone)
    assert (event["STATUS"], event["UID"]) == ("CANCELLED", event_of(booked())["UID"])
    assert event.walk("VALARM") == []


def test_an_appointment_says_when_and_where_and_nothing_else() -> None:
    event = event_of(booked())
    assert (event["SUMMARY"], event["LOCATION"]) == ("Appointment", "18 Harbor St")
    assert set(event) == {
        "UID", "SEQUENCE", "STATUS", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "LOCATION",
        "ORGANIZER",
    }  # fmt: skip
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-60)
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:office@harbor.example", "Harbor Street",
    )  # fmt: skip
