"""What is different on single days at the demo's clinic: a holiday that was entered early."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.timetable.closing import DAY_BEGINS, close_time
from stepdown.commands.demo.clinic import Place

HOLIDAY = timedelta(days=30)  # ahead of the demo's today


def change_days(place: Place) -> None:
    entered = place.agenda.at(place.agenda.today - timedelta(days=6), time(9, 40))
    place.agenda.add(entered, partial(_enter_holiday, place))


def _enter_holiday(place: Place, now: datetime) -> None:
    close_time(
        actor=place.actors["director"],
        site=place.site,
        on=place.agenda.today + HOLIDAY,
        starts=DAY_BEGINS,
        ends=None,
        why="holiday",
        now=now,
    )
