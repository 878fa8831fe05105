"""What every page of this station shares."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.drug_tests.queries import shown_test
from stepdown.clinic.people.access import OpenedPatient
from stepdown.web.staff.chart.frame import chart_frame


def samples_page(
    request: HttpRequest,
    patient: OpenedPatient,
    name: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    framed = {"chart": chart_frame(request, patient, tab="tests"), **context}
    return render(request, f"staff/samples/{name}.html", framed, status=status)


def test_or_404(patient: OpenedPatient, test_id: int) -> Any:
    """One that is this person's and may be shown; before its morning it is not there."""
    found = shown_test(patient, test_id, now=timezone.now())
    if found is None:
        raise Http404
    return found
