"""What every page of this station shares."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.plans.queries import Plan
from stepdown.web.staff.chart.frame import chart_frame


def plans_page(
    request: HttpRequest,
    patient: OpenedPatient,
    name: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    framed = {"chart": chart_frame(request, patient, tab="plan"), **context}
    return render(request, f"staff/plans/{name}.html", framed, status=status)


def there(plan: Plan | None) -> Plan:
    """The plan that a page is about; without it there is no such page."""
    if plan is None:
        raise Http404
    return plan
