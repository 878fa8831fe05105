"""The weeks offered to somebody, on paper: first name and initial, times and the street."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.words import full_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.reaching import reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.proposed import ProposedWeek, waiting_proposals
from stepdown.web.staff.week.words import DAYS, hours, span
from stepdown.web.ui.access import patient_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.reach import times_words


@patient_page(Permission.PLAN_WEEKS)
def week_sheet(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    """Says nothing of what the times are for: it may lie on a kitchen table."""
    offers = waiting_proposals(patient, now=timezone.now())
    context = {
        "code": patient.code,
        "name": patient.short_name,
        "weeks": [_week(one) for one in offers],
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
    }
