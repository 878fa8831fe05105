"""Support groups outside that a person wrote down: self-reported, or verified here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.circle.operations import verify_meeting
from stepdown.clinic.circle.queries import meetings_of
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.circle.forms import VerifyForm
from stepdown.web.staff.circle.presenters import may_lead
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved


@patient_page(Permission.READ_CHART)
def meetings(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: verify_meeting(
            actor=actor_of(request), patient=patient, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, "Verified. It counts as no hours, as before.")
        return redirect("meetings", code=patient.code)
    rows = _rows(patient, form)
    context = {
        "chart": chart_frame(request, patient, tab="progress"),
        "rows": rows,
        "form": form if form.is_bound else None,
        "is_of_none": form.is_bound and form not in [row["form"] for row in rows],
        **may_lead(actor_of(request), patient),
    }
    return render(request, "staff/circle/meetings.html", context, status=form.status)


def _rows(patient: OpenedPatient, form: VerifyForm) -> list[dict[str, Any]]:
    """Each meeting, with its own form while nobody verified it; a refused one keeps its words."""
    asked = str(form.data.get("meeting_id", ""))
    return [
        {
            "on": day(one.on),
            "kind": one.kind,
            "verified": f"{one.verified_how}. {one.verified_by.name}" if one.verified_by else "",
            "form": None
            if one.verified_by
            else form
            if asked == str(one.pk)
            else VerifyForm(initial={"meeting_id": one.pk}, auto_id=f"id_%s_{one.pk}"),
        }
        for one in meetings_of(patient)
    ]
