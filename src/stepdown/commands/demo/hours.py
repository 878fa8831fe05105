"""When the staff of the demo's first site work. One Saturday group lies outside its leader's hours:
that is said on the timetable, and somebody may have agreed to it."""

from datetime import date, datetime, time

from stepdown.clinic.timetable.shifts import Stretch
from stepdown.clinic.timetable.working import save_hours
from stepdown.commands.demo.clinic import Place

WORKDAYS, TO_THURSDAY = (0, 1, 2, 3, 4), (0, 1, 2, 3)
HOURS: dict[str, list[Stretch]] = {
    "counselor": [
        Stretch(TO_THURSDAY, time(12, 30), time(16, 30)),
        Stretch(TO_THURSDAY, time(17), time(21)),
        Stretch((4,), time(9), time(15)),
    ],
    "counselor_2": [
        Stretch(TO_THURSDAY, time(13), time(17)),
        Stretch(TO_THURSDAY, time(17, 15), time(21)),
    ],
    "counselor_3": [
        Stretch(WORKDAYS, time(8, 30), time(14)),
        Stretch(TO_THURSDAY, time(16, 30), time(19, 30)),
    ],
    "psychologist": [
        Stretch(WORKDAYS, time(11), time(15)),
        Stretch(TO_THURSDAY, time(17), time(21)),
    ],
    "technician": [Stretch(WORKDAYS, time(8), time(16))],
    "technician_2": [Stretch(TO_THURSDAY, time(13), time(21))],
}


def keep_staff_hours(place: Place, *, from_on: date, now: datetime) -> None:
    for key, hours in HOURS.items():
        save_hours(
            actor=place.actors["director"],
            site=place.site,
            account=place.accounts[key],
            from_on=from_on,
            hours=hours,
            expected_version=0,
            now=now,
        )
