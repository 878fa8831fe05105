"""The hours people attended, for billing. Dates and minutes: nothing clinical."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.hours import HoursPage, hours_attended
from stepdown.web.staff.progress.forms import PeriodForm
from stepdown.web.ui.access import actor_of, staff_page

PEOPLE_A_PAGE = 50


@staff_page(Permission.SEE_HOURS)
def hours(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    today = local_now(sites_of(actor, Permission.SEE_HOURS)[0], now).date()
    first, last, page = today.replace(day=1), today, 1
    form = PeriodForm(
        request.GET if "first" in request.GET else None, initial={"first": first, "last": last}
    )
    found = HoursPage((), has_more=False)
    if not form.is_bound or form.is_valid():
        if form.is_bound:
            first, last = form.cleaned_data["first"], form.cleaned_data["last"]
            page = form.cleaned_data["page"] or 1
        found = hours_attended(
            actor,
            from_on=first,
            until_on=last + timedelta(days=1),
            now=now,
            skip=(page - 1) * PEOPLE_A_PAGE,
            most=PEOPLE_A_PAGE,
        )
    context = {
        "form": form,
        "people": found.people,
        "next_query": _query(first, last, page + 1) if found.has_more else "",
    }
    return render(request, "staff/progress/hours.html", context, status=422 if form.errors else 200)


def _query(first: date, last: date, page: int) -> str:
    return f"?first={first.isoformat()}&last={last.isoformat()}&page={page}"
