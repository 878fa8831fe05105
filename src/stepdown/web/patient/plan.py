"""The person's own plan: what they want, the steps, who helps, and their own signature under it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.plans.queries import plan_that_holds, signed_plans
from stepdown.web.ui.access import own_page
from stepdown.web.ui.plans import AnswerForm, PlanLines, answered, plan_lines


@own_page
def my_plan(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    lines, earlier = _plans(patient)
    form = AnswerForm(request.POST or None, plan=lines) if lines else None
    if form and answered(request, patient, form):
        messages.success(request, "Thank you. Your team can read it.")
        return redirect("my_plan")
    context = {"plan": lines, "earlier": earlier, "form": form, "phone": patient.site.phone}
    status = form.status if form else 200
    return render(request, "patient/plan.html", context, status=status)


@own_page
def my_plan_sheet(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The plan that holds, to print; before there is one, the page that says when it comes."""
    lines, _ = _plans(patient)
    if lines is None:
        return redirect("my_plan")
    context = {"plan": lines, "name": patient.full_name, "phone": patient.site.phone}
    return render(request, "patient/plan_print.html", context)


def _plans(patient: OpenedPatient) -> tuple[PlanLines | None, list[PlanLines]]:
    """The plan that holds, and those that were signed before it."""
    holds, zone = plan_that_holds(patient), patient.site.zone
    others = [one for one in signed_plans(patient) if not holds or one.plan_id != holds.plan_id]
    lines = plan_lines(holds, zone) if holds else None
    return lines, [plan_lines(one, zone) for one in others]
