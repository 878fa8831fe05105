"""The way in that a page of admission speaks of: chosen on it, or what the record suggests."""

from django.http import HttpRequest

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.treatment.checklist import Route
from stepdown.clinic.treatment.way_in import suggested_route


def way_in(request: HttpRequest, patient: OpenedPatient) -> Route:
    """A shorter list is asked after a residential stay."""
    chosen = request.POST.get("route") or request.GET.get("way", "")
    return Route(chosen) if chosen in Route.values else suggested_route(patient)
