"""Somebody came who is not fit for a group: the step first, then the report and the note."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import NotThere, OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.operations import open_session, sign_unfit_step
from stepdown.clinic.sessions.queries import roster
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.sessions.unfit_forms import UnfitForm
from stepdown.web.ui.access import actor_of, patient_page, staff_page
from stepdown.web.ui.forms import saved


@staff_page(Permission.LEAD_SESSIONS)
def who_is_unfit(request: HttpRequest, session_id: int) -> HttpResponse:
    """The people of a session, to choose who it is."""
    actor, now = actor_of(request), timezone.now()
    try:
        session = open_session(actor=actor, session_id=session_id, now=now)
    except NotThere as error:
        raise Http404 from error
    people = roster(actor, session, now).people
    context = {"session_id": session_id, "title": session.series.title, "people": people}
    return render(request, "staff/sessions/who_is_unfit.html", context)


@patient_page(Permission.LEAD_SESSIONS)
def unfit(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form, signed = UnfitForm(request.POST or None), list[Any]()
    if request.method == "POST" and saved(
        form,
        lambda: signed.append(
            sign_unfit_step(
                actor=actor_of(request), patient=patient, step=form.step(), now=timezone.now()
            )
        ),
    ):
        report = reverse("incident_new", kwargs={"code": patient.code})
        return redirect(f"{report}?step={signed[0].pk}")
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "phone": patient.site.phone,
    }
    return render(request, "staff/sessions/unfit.html", context, status=form.status)
