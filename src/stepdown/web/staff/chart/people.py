"""Lists of people: those in one's care, and finding somebody by a few letters."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient, patients_open_to
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.status import load_status, status_line
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm
from stepdown.web.ui.paging import start_of

PAGE = 50


class FindForm(PageForm):
    """Sent as a form, not in the address: an address holds no name."""

    letters = Line(
        label="A few letters of a name, or digits of a phone number",
        most=60,
        error_messages={"required": "Type a few letters or digits"},
    )


@dataclass(frozen=True)
class PersonLine:
    """First name and initial: all that a screen others can see may show."""

    short_name: str
    tone: int
    status: str
    url: str


@staff_page(Permission.TAKE_CALLS)
def find(request: HttpRequest) -> HttpResponseBase:
    """Anybody the actor may contact, by a few letters or digits."""
    form = FindForm(request.POST or None)
    found = _found(request, form, Permission.TAKE_CALLS) if form.is_valid() else None
    context = {"form": form, "people": _lines(found, "booking"), "is_asked": found is not None}
    return render(request, "staff/chart/find.html", context, status=form.status)


@staff_page(Permission.READ_CHART)
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody whose chart the actor may read, fifty a page."""
    form = FindForm(request.POST or None)
    if form.is_valid():
        found, pages = _found(request, form, Permission.READ_CHART), None
    else:
        start = start_of(request.GET.get("from", ""))
        found, has_more = _everybody(request, start)
        pages = {"previous": start - PAGE, "next": start + PAGE if has_more else None, "at": start}
    context = {"form": form, "people": _lines(found, "chart"), "pages": pages}
    return render(request, "staff/chart/people.html", context, status=form.status)


def _found(request: HttpRequest, form: FindForm, permission: Permission) -> list[OpenedPatient]:
    letters, now = form.cleaned_data["letters"], timezone.now()
    return find_people(actor_of(request), letters=letters, permission=permission, now=now)


def _everybody(request: HttpRequest, start: int) -> tuple[list[OpenedPatient], bool]:
    everybody = patients_open_to(actor_of(request), Permission.READ_CHART, timezone.now())
    ordered = everybody.order_by("given_name", "family_name", "pk")
    found = list(ordered[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def _lines(found: list[OpenedPatient] | None, url_name: str) -> list[PersonLine]:
    people, now = found or [], timezone.now()
    load_status(people)
    return [
        PersonLine(
            person.short_name,
            person.pk % 6,
            status_line(person, now),
            reverse(url_name, kwargs={"code": person.code}),
        )
        for person in people
    ]
