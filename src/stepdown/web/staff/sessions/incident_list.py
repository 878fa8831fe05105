"""Every incident of the site, for its director: newest first, by month, open or done."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.words import day, short_day_and_time
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.incidents import OpenedIncident, incidents_at
from stepdown.web.staff.week.day_words import hidden_words
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm
from stepdown.web.ui.paging import page_of, start_of

A_PAGE, MONTHS_BACK = 50, 24
STATES = {"": None, "open": True, "done": False}


class FilterForm(PageForm):
    month = forms.ChoiceField(label="Month", required=False)
    state = forms.ChoiceField(
        label="Follow-up",
        choices=[("", "All"), ("open", "Owed"), ("done", "Done")],
        required=False,
    )

    def __init__(self, asked: Any, *, today: date) -> None:
        super().__init__(asked)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        named = [(f"{one:%Y-%m}", f"{one:%B %Y}") for one in _months(today)]
        field.choices = [("", "All months"), *named]


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    for _ in range(MONTHS_BACK):
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@staff_page(Permission.SET_UP)
def incident_list(request: HttpRequest) -> HttpResponse:
    now, start = timezone.now(), start_of(request.GET.get("from", ""))
    form = FilterForm(request.GET, today=now.date())
    asked = form.cleaned_data if form.is_valid() else {}
    month, state = asked.get("month", ""), asked.get("state", "")
    found, hidden = incidents_at(
        actor_of(request),
        first=date.fromisoformat(f"{month}-01") if month else None,
        is_open=STATES[state],
        now=now,
        skip=start,
        most=A_PAGE + 1,
    )
    context = {
        "form": form,
        "rows": [_row(one, now) for one in found[:A_PAGE]],
        "hidden": _hidden(hidden),
        "page": page_of(found, start, A_PAGE),
        "month": month,
        "state": state,
    }
    return render(request, "staff/sessions/incidents.html", context)


def _hidden(count: int) -> str:
    return hidden_words(count).split(".")[0] + "." if count else ""


def _row(one: OpenedIncident, now: datetime) -> dict[str, Any]:
    site = one.patient.site
    at, today = local_now(site, one.happened_at), local_now(site, now).date()
    return {
        "code": one.patient.code,
        "incident_id": one.pk,
        "name": one.patient.short_name,
        "when": f"{short_day_and_time(at.date(), at.time())}, {at.year}",
        "owed": f"{one.follow_up.rstrip('.')}: {one.owed_by.name}, until {day(one.due_on)}",
        "done": f"{one.done_words} ({one.done_by.name})" if one.done_by else "",
        "is_late": one.done_at is None and one.due_on < today,
    }
