"""Counseling notes: what only their writer reads."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.counseling import own_counseling_notes
from stepdown.clinic.sessions.operations import keep_counseling_note
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Day, PageForm, Paragraphs, saved


class CounselingForm(PageForm):
    on = Day(label="Day of the session")
    text = Paragraphs(label="My note", rows=8, most=8000)


@patient_page(Permission.WRITE_NOTES)
def counseling_notes(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = CounselingForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _keep(request, patient, form)):
        messages.success(request, "Kept. Only you read it.")
        return redirect("counseling_notes", code=patient.code)
    notes = [
        {"on": day(one.on), "text": one.text}
        for one in own_counseling_notes(actor_of(request), patient)
    ]
    context = {"chart": chart_frame(request, patient, tab=""), "form": form, "notes": notes}
    return render(request, "staff/sessions/counseling.html", context, status=form.status)


def _keep(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> Any:
    actor, now = actor_of(request), timezone.now()
    keep_counseling_note(actor=actor, patient=patient, now=now, **form.cleaned_data)
