"""One signed entry, and the page that corrects it in a new version."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import entry_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.entries.correcting import Asked, correcting
from stepdown.web.staff.entries.presenters import entry_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved


@patient_page(Permission.READ_CHART)
def entry(request: HttpRequest, *, patient: OpenedPatient, entry_id: int) -> HttpResponseBase:
    """Everything that was signed, by whom and when, and the versions before and after."""
    page = entry_page(patient, actor_of(request), _found(patient, entry_id))
    context = {"chart": chart_frame(request, patient, tab="timeline"), "entry": page}
    return render(request, "staff/entries/entry.html", context)


@patient_page(Permission.WRITE_CHART)
def correct_entry(
    request: HttpRequest, *, patient: OpenedPatient, entry_id: int
) -> HttpResponseBase:
    """What was sent is tried also where the page would refuse: the operation decides."""
    actor, found = actor_of(request), _found(patient, entry_id)
    if found.kind == EntryKind.EXAMINATION:
        return redirect("examination", code=patient.code)
    asked = Asked(actor, patient, found, request.POST or None, timezone.now())
    page, it = entry_page(patient, actor, found), correcting(asked)
    signed: list[Any] = []
    if it and request.method == "POST" and saved(it.form, lambda: signed.append(it.run())):
        if signed[0].body.get("needs_safety_step"):
            return redirect("safety", code=patient.code)
        return redirect("entry", code=patient.code, entry_id=signed[0].pk)
    context = {"chart": chart_frame(request, patient, tab="timeline"), "entry": page}
    if it and (request.method == "POST" or not page.refusal):
        context |= {"form": it.form, "fields": it.fields, **it.context}
    status = it.form.status if it else 422 if request.method == "POST" else 200
    return render(request, "staff/entries/correct.html", context, status=status)


def _found(patient: OpenedPatient, entry_id: int) -> Any:
    found = entry_of(patient, entry_id)
    if found is None:
        raise Http404
    return found
