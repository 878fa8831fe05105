"""Whether the system is well, in the words of `stepdown check`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.adapters.health import findings
from stepdown.clinic.people.roles import Permission
from stepdown.web.ui.access import staff_page


@staff_page(Permission.SEE_HEALTH)
def health(request: HttpRequest) -> HttpResponse:
    found = findings(now=timezone.now())
    faults = sum(not finding.is_well for finding in found)
    return render(request, "staff/setup/health.html", {"findings": found, "faults": faults})
