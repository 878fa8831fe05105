"""What is different on single days at the demo's clinic: a holiday that was entered early, and a
counselor on leave next week."""

from datetime import datetime, time, timedelta
from functools import partial

from stepdown.clinic.timetable.absences import arrange_absence
from stepdown.clinic.timetable.closing import DAY_BEGINS, close_time
from stepdown.clinic.timetable.covering import uncovered_by
from stepdown.commands.demo.clinic import Place

HOLIDAY = timedelta(days=30)  # ahead of the demo's today
LEAVE = (timedelta(days=8), timedelta(days=9))


def change_days(place: Place) -> None:
    today = place.agenda.today
    holiday = place.agenda.at(today - timedelta(days=6), time(9, 40))
    place.agenda.add(holiday, partial(_enter_holiday, place))
    leave = place.agenda.at(today - timedelta(days=1), time(16, 20))
    place.agenda.add(leave, partial(_enter_leave, place))


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


def _enter_leave(place: Place, now: datetime) -> None:
    first_on, last_on = (place.agenda.today + each for each in LEAVE)
    site, account = place.site, place.accounts["counselor_2"]
    found = uncovered_by(site=site, account=account, first_on=first_on, last_on=last_on, now=now)
    arrange_absence(
        actor=place.actors["director"],
        site=site,
        account=account,
        first_on=first_on,
        last_on=last_on,
        chosen={one.key: one.proposed for one in found},
        now=now,
    )
