"""The chart: what was signed, and what arrived."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.chart.received import arrival_of
from stepdown.clinic.chart.receiving import settle_fact
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.chart.presenters import arrival_lines, fact_groups, timeline_weeks
from stepdown.web.staff.contact import contact_of
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.downloads import as_download
from stepdown.web.ui.forms import PageForm, saved


@patient_page(Permission.READ_CHART)
def chart(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Everything that was signed about the person, newest first."""
    context = {
        "chart": chart_frame(request, patient, tab="timeline"),
        "weeks": timeline_weeks(patient),
        "contact": contact_of(actor_of(request), patient, timezone.now()),
    }
    return render(request, "staff/chart/timeline.html", context)


@patient_page(Permission.READ_CHART)
def record(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What arrived from elsewhere, apart from what was found here."""
    return _record_page(request, patient, PageForm())


@patient_page(Permission.WRITE_CHART)
def settle(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """One fact was confirmed with the person, or is not so."""
    form = PageForm(request.POST or None)
    standing, fact_id = _chosen_fact(request)
    if request.method == "POST" and saved(
        form,
        lambda: settle_fact(
            actor=actor_of(request),
            patient=patient,
            fact_id=fact_id,
            standing=standing,
            now=timezone.now(),
        ),
    ):
        return redirect("record", code=patient.code)
    return _record_page(request, patient, form)


def _chosen_fact(request: HttpRequest) -> tuple[str, int]:
    """Which button was pressed: its name is the standing, its value the fact."""
    for standing in ("confirmed", "rejected", "unverified"):
        text = request.POST.get(standing, "")
        if text.isascii() and text.isdigit() and len(text) < 19:
            return standing, int(text)
    return "", 0


def _record_page(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> HttpResponseBase:
    actor = actor_of(request)
    context = {
        "chart": chart_frame(request, patient, tab="record"),
        "form": form,
        "arrivals": arrival_lines(patient),
        "groups": fact_groups(patient),
        "can_settle": actor.can(Permission.WRITE_CHART, site_id=patient.site_id),
    }
    return render(request, "staff/chart/record.html", context, status=form.status)


@patient_page(Permission.READ_CHART)
def original(request: HttpRequest, *, patient: OpenedPatient, arrival_id: int) -> HttpResponseBase:
    """The file as it came, under a name that says nothing."""
    arrival = arrival_of(patient, arrival_id)
    if arrival is None:
        raise Http404
    return as_download(read_original(arrival.file_name), arrival.file_kind, "record")
