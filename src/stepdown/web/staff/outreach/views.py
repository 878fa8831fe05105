"""Calling a person who was missed: how they may be reached, and what came of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.outreach.operations import note_outreach
from stepdown.clinic.outreach.queries import Outcome, outreach_of, tries_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.reaching import reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.contact import contact_of
from stepdown.web.staff.outreach.forms import TryForm
from stepdown.web.staff.outreach.presenters import due_words, missed_words, try_lines
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved

DONE = {
    Outcome.REACHED: "Good. It is off Today.",
    Outcome.WORD_LEFT: "Noted.",
    Outcome.NOT_REACHED: "Noted. It stands on Today until the next try.",
}


@patient_page(Permission.READ_CHART)
def outreach(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    may_leave_word = reach_of(patient).may_leave_word
    form = TryForm(request.POST or None, may_leave_word=may_leave_word)
    if request.method == "POST" and saved(
        form, lambda: note_outreach(actor=actor, patient=patient, now=now, **form.cleaned_data)
    ):
        messages.success(request, DONE[Outcome(form.cleaned_data["outcome"])])
        return redirect("outreach", code=patient.code)
    owed = outreach_of(patient, now=now)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "missed": missed_words(owed) if owed else [],
        "due": due_words(owed) if owed else "",
        "is_late": owed is not None and owed.is_late,
        "contact": contact_of(actor, patient, now),
        "may_write": actor.can(Permission.LEAD_SESSIONS, site_id=patient.site_id),
        "tries": try_lines(tries_of(patient), patient.site),
    }
    return render(request, "staff/outreach/outreach.html", context, status=form.status)
