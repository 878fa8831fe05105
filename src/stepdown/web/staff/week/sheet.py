"""The weeks offered to somebody, or the one they have, on paper: first name and initial, times and
the street."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.words import full_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.reaching import reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.proposed import ProposedWeek, waiting_proposals
from stepdown.clinic.timetable.queries import DatedSession, planned_weeks, week_of
from stepdown.web.staff.week.presenters import drawn_monday
from stepdown.web.staff.week.words import DAYS, hours, span
from stepdown.web.ui.access import patient_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.reach import times_words


@patient_page(Permission.PLAN_WEEKS)
def week_sheet(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    """Says nothing of what the times are for: it may lie on a kitchen table."""
    now = timezone.now()
    offers = waiting_proposals(patient, now=now)
    context = {
        "code": patient.code,
        "name": patient.short_name,
        "weeks": [_week(one) for one in offers],
        "held": [] if offers else _held(patient, local_now(patient.site, now).date()),
        "from_day": long_day(offers[0].starts_on) if offers else "",
        "until": _until(offers[0]) if offers else "",
        "address": patient.site.address,
        "phone": patient.site.phone,
        "call_times": times_words(reach_of(patient).times),
    }
    return render(request, "staff/week/sheet.html", context)


def _until(one: ProposedWeek) -> str:
    return full_day_and_time(one.held_until.date(), one.held_until.time())


def _week(one: ProposedWeek) -> dict[str, Any]:
    return {
        "hours": hours(one.weekly_minutes),
        "times": [
            (DAYS[each.weekday], span(each.starts, each.minutes), each.room)
            for each in one.sessions
        ],
        "lost": one.lost,
    }


def _held(patient: OpenedPatient, today: date) -> list[dict[str, Any]]:
    """The seven days of each week that they have: with dates, because one of them may differ."""
    mondays = [drawn_monday(one, today) for one in planned_weeks(patient, on=today)]
    return [
        {
            "from_day": long_day(monday),
            "times": [_time(one) for one in week_of(patient, monday=monday)],
        }
        for monday in mondays
    ]


def _time(one: DatedSession) -> tuple[str, str, str]:
    time = span(one.session.starts, one.session.minutes)
    return long_day(one.on), time, "Cancelled" if one.is_cancelled else one.session.room
