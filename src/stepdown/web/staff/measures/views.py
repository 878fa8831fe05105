"""Every form that can be asked, and the page of each."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.assessment.scales import scale
from stepdown.web.staff.assessment.slugs import KEYS
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.measures.presenters import measures_of
from stepdown.web.ui.access import actor_of, patient_page


@patient_page(Permission.READ_CHART)
def measures(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    shown = measures_of(patient, actor_of(request), timezone.now())
    return page(request, patient, "measures/measures", {"measures": shown})


def fill(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """The page of one form, as on the pages of an assessment."""
    if form not in KEYS:
        raise Http404
    return scale(request, code=code, instrument=KEYS[form])


fill.rule = scale.rule  # type: ignore[attr-defined] # the same page by another address
