"""One person or two: records are compared, joined and separated again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.merging.operations import merge_records, say_two_people, undo_merge
from stepdown.clinic.merging.queries import merge_of, shut_out_of_either
from stepdown.clinic.people.access import NotThere, OpenedPatient, access_patient
from stepdown.clinic.people.duplicates import Match
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.chart.people import FindForm
from stepdown.web.staff.chart.same_person import match_lines, proposals
from stepdown.web.staff.merging.forms import JoinForm, SeparateForm
from stepdown.web.staff.merging.presenters import (
    compared_rows,
    held_rows,
    stays_here,
    what_comes_first,
)
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of

RIGHT = Permission.MERGE_RECORDS


@patient_page(RIGHT)
def duplicates(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Who may be the same person: proposed, or found by letters."""
    form = FindForm(request.POST or None)
    found = None
    if form.is_valid():
        people = find_people(
            actor_of(request),
            letters=form.cleaned_data["letters"],
            permission=RIGHT,
            now=timezone.now(),
        )
        others = [each for each in people if each.pk != patient.pk]
        found = match_lines(Match(each, ()) for each in others if each.site_id == patient.site_id)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "proposed": proposals(actor_of(request), patient),
        "form": form,
        "found": found,
    }
    return render(request, "staff/merging/duplicates.html", context, status=form.status)


@patient_page(RIGHT)
def compare(request: HttpRequest, *, patient: OpenedPatient, other: str) -> HttpResponseBase:
    """Both records side by side. One stays; a reason is given; nothing is lost."""
    second = _second(request, patient, other)
    form = JoinForm(request.POST or None, pair=(patient, second))
    if request.method == "POST" and saved(form, lambda: _join(request, patient, second, form)):
        messages.success(request, "Joined. Both histories stand here.")
        return redirect("details", code=form.cleaned_data["stays"])
    for each in (patient, second):
        each.refresh_from_db()
    context = {
        "form": form,
        "one": patient,
        "other": second,
        "rows": compared_rows(patient, second),
        "held": held_rows(patient, second),
        "first": what_comes_first(patient, second),
        "shut_out": shut_out_of_either(patient, second),
        "version": patient.version + second.version,
    }
    return render(request, "staff/merging/compare.html", context, status=form.status)


def _second(request: HttpRequest, patient: OpenedPatient, code: str) -> OpenedPatient:
    now = timezone.now()
    try:
        found = access_patient(actor=actor_of(request), code=code, permission=RIGHT, now=now)
    except NotThere as error:
        raise Http404 from error
    if found.pk == patient.pk:
        raise Http404
    return found


def _join(
    request: HttpRequest, patient: OpenedPatient, second: OpenedPatient, form: JoinForm
) -> None:
    first_stays = form.cleaned_data["stays"] == patient.code
    kept, merged = (patient, second) if first_stays else (second, patient)
    merge_records(
        actor=actor_of(request),
        kept=kept,
        merged=merged,
        reason=form.cleaned_data["reason"],
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )


@patient_page(RIGHT)
def two_people(request: HttpRequest, *, patient: OpenedPatient, other: str) -> HttpResponseBase:
    """Compared, and not the same: the notice does not come back."""
    second = _second(request, patient, other)
    form = PageForm(request.POST or None)
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST" and saved(
        form, lambda: say_two_people(actor=actor, one=patient, other=second, now=now)
    ):
        messages.success(request, "Noted: these are two people.")
        return redirect("details", code=patient.code)
    return redirect("compare", code=patient.code, other=second.code)


@patient_page(RIGHT)
def separate(request: HttpRequest, *, patient: OpenedPatient, merge_id: int) -> HttpResponseBase:
    """What goes back, what stays; then both records are two again."""
    merge = merge_of(patient, merge_id)
    if merge is None:
        raise Http404
    form = SeparateForm(request.POST or None)
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST" and saved(
        form,
        lambda: undo_merge(actor=actor, merge=merge, reason=form.cleaned_data["reason"], now=now),
    ):
        messages.success(request, "Separated. Each record is again as it was.")
        return redirect("details", code=patient.code)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "merged_name": merge.merged.full_name,
        "reason": merge.reason,
        "stays": stays_here(merge),
    }
    return render(request, "staff/merging/separate.html", context, status=form.status)
