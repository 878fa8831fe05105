"""The pages of a person in care: next session first, the week, and help."""

from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.adapters.calendar import week_calendar
from stepdown.clinic.coming.queries import calendar_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import clinic_phone, local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.times import monday_of
from stepdown.web.patient.presenters import home_of, week_for
from stepdown.web.ui.access import actor_of, own_page, public_page
from stepdown.web.ui.forms import Day
from stepdown.web.ui.frame import audience_of


@own_page
def me(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    home = home_of(patient, now=timezone.now())
    return render(request, "patient/home.html", {"home": home})


@own_page
def my_week(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    now = timezone.now()
    today = local_now(patient.site, now).date()
    monday = monday_of(_asked_day(request.GET.get("from", "")) or today)
    return render(request, "patient/week.html", {"week": week_for(patient, monday=monday, now=now)})


def _asked_day(text: str) -> date | None:
    try:
        day: date | None = Day(required=False).clean(text)
    except ValidationError:
        return None
    return day


@own_page
def my_calendar(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """A file for the phone's calendar; its name and content say nothing of what it is for."""
    now = timezone.now()
    return HttpResponse(
        week_calendar(calendar_of(patient, now=now), now=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="calendar.ics"'},
    )


@public_page
def help_now(request: HttpRequest) -> HttpResponse:
    """Numbers to call, for everybody, signed in or not."""
    layout, phone = "ui/plain.html", clinic_phone()
    if request.user.is_authenticated:
        actor = actor_of(request)
        site = sites_of(actor, Permission.OWN_SETTINGS).first()
        phone = site.phone if site else phone
        layout = "ui/staff.html" if audience_of(actor) == "staff" else "ui/patient.html"
    return render(request, "patient/help.html", {"layout": layout, "phone": phone})
