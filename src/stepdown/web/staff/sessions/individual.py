"""The note of a one-to-one session: written beside goals and answers, kept, then signed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.one_to_one import OpenedMark, mark_to_write, own_draft
from stepdown.clinic.sessions.operations import save_individual_note, sign_individual_note
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.sessions.individual_forms import IndividualForm, sent_form, shown_form
from stepdown.web.staff.sessions.individual_page import individual_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved, version_of
from stepdown.web.ui.once import keeping

OTHER_FORMAT = "use "


@patient_page(Permission.WRITE_NOTES)
def individual_note(request: HttpRequest, patient: OpenedPatient, mark_id: int) -> HttpResponseBase:
    """A note that was signed leads to its entry, unless own words that are not in it wait here."""
    mark = mark_to_write(patient, mark_id)
    if mark is None:
        raise Http404
    if request.method == "POST":
        return _written(request, patient, mark)
    draft = own_draft(actor_of(request), mark)
    is_own = mark.note is not None and mark.note.author_id == actor_of(request).account_id
    if mark.note is not None and (is_own or not draft.version):
        return redirect("entry", code=patient.code, entry_id=mark.note.pk)
    return _page(request, patient, mark, shown_form(draft, patient))


def _written(request: HttpRequest, patient: OpenedPatient, mark: OpenedMark) -> HttpResponseBase:
    """Kept first, so that a signature which is refused loses nothing."""
    form, act, versions = sent_form(request.POST, patient), request.POST.get("act", ""), [0]
    other = act.removeprefix(OTHER_FORMAT) if act.startswith(OTHER_FORMAT) else ""
    if not saved(form, lambda: versions.append(_save(request, patient, mark, form, other))):
        return _page(request, patient, mark, form)
    if act == "sign":
        entries: list[Any] = []
        if saved(form, lambda: entries.append(_sign(request, patient, mark, versions[-1]))):
            return redirect("entry", code=patient.code, entry_id=entries[0].pk)
        return keeping(_page(request, patient, mark, form))
    messages.success(request, "Kept. A draft is no part of the chart, and only you see it.")
    return redirect("individual_note", code=patient.code, mark_id=mark.pk)


def _save(
    request: HttpRequest, patient: OpenedPatient, mark: OpenedMark, form: IndividualForm, other: str
) -> int:
    return save_individual_note(
        actor=actor_of(request),
        patient=patient,
        attendance_id=mark.pk,
        text=form.text(),
        expected_version=version_of(request.POST),
        now=timezone.now(),
        next_format=other,
    )


def _sign(request: HttpRequest, patient: OpenedPatient, mark: OpenedMark, version: int) -> Any:
    return sign_individual_note(
        actor=actor_of(request),
        patient=patient,
        attendance_id=mark.pk,
        expected_version=version,
        now=timezone.now(),
    )


def _page(
    request: HttpRequest, patient: OpenedPatient, mark: OpenedMark, form: IndividualForm
) -> HttpResponse:
    draft = own_draft(actor_of(request), mark)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "page": individual_page(
            patient, mark, draft, is_stale=form.status == 409, now=timezone.now()
        ),
        "form": form,
        "parts": form.parts(),
    }
    return render(request, "staff/sessions/individual.html", context, status=form.status)
