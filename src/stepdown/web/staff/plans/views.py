"""A person's treatment plan: read, changed in a new version, signed by both, looked at again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.content import missing_criteria
from stepdown.clinic.plans.meaning import meanings
from stepdown.clinic.plans.operations import begin_change, drop_plan, find_right, sign_plan
from stepdown.clinic.plans.queries import (
    goals_digest,
    plan_in_work,
    plan_that_holds,
    with_days_passed,
)
from stepdown.clinic.treatment.queries import open_episode
from stepdown.web.staff.plans.forms import ReviewForm, SignForm
from stepdown.web.staff.plans.frame import plans_page, there
from stepdown.web.staff.plans.presenters import no_longer_level, plan_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved
from stepdown.web.ui.plans import AnswerForm, answered, plan_lines

PLAN = Permission.PLAN_CARE


@patient_page(Permission.READ_CHART)
def plan(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    page = plan_page(patient, actor_of(request), timezone.now())
    return plans_page(request, patient, "plan", {"page": page})


@patient_page(PLAN)
def sign(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The version in work, whole, with the sentence that a signature stands for."""
    in_work, form = plan_in_work(patient), SignForm(request.POST or None)
    if in_work is None and request.method == "POST" and plan_that_holds(patient):
        messages.warning(request, "Nothing is in work any more: it was signed or thrown away.")
        return redirect("plan", code=patient.code)
    in_work = there(in_work)
    if request.method == "POST" and saved(
        form,
        lambda: sign_plan(
            actor=actor_of(request), patient=patient, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, f"Signed. Now {patient.short_name} reads it and signs too.")
        return redirect("plan_answer", code=patient.code)
    today = local_now(patient.site, timezone.now()).date()
    context = {
        "form": form,
        "plan": plan_lines(in_work, patient.site.zone),
        "seen": goals_digest(in_work.goals, in_work.criteria),
        "meaning": meanings().clinician,
        "missing": [one.asks for one in missing_criteria(in_work.criteria)],
        "passed": with_days_passed(in_work.goals, today),
        "no_longer": no_longer_level(open_episode(patient), in_work, today),
    }
    return plans_page(request, patient, "sign", context, status=form.status)


@patient_page(Permission.READ_CHART)
def sheet(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The plan that holds, to print and hand over; its title tells nobody what it is about."""
    context = {
        "plan": plan_lines(there(plan_that_holds(patient)), patient.site.zone),
        "name": patient.full_name,
        "phone": patient.site.phone,
        "code": patient.code,
    }
    return render(request, "staff/plans/print.html", context)


@patient_page(PLAN)
def answer(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The person reads and signs on the clinic's screen."""
    lines = plan_lines(there(plan_that_holds(patient)), patient.site.zone)
    form = AnswerForm(request.POST or None, plan=lines)
    if answered(request, patient, form):
        return redirect("plan", code=patient.code)
    context = {"form": form, "plan": lines}
    return plans_page(request, patient, "answer", context, status=form.status)


@patient_page(PLAN)
def review(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The plan that holds is still right (signed), or a new version begins."""
    holds = there(plan_that_holds(patient))
    form = ReviewForm(request.POST or None, plan=holds)
    if request.method == "POST" and saved(
        form,
        lambda: find_right(
            actor=actor_of(request),
            patient=patient,
            words=form.cleaned_data["words"],
            met=form.met(),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "Signed. The plan is looked at again later.")
        return redirect("plan", code=patient.code)
    context = {
        "form": form,
        "plan": plan_lines(holds, patient.site.zone),
        "is_in_work": plan_in_work(patient) is not None,
        "missing": [one.asks for one in missing_criteria(holds.criteria)],
        "passed": with_days_passed(holds.goals, local_now(patient.site, timezone.now()).date()),
        "meaning": meanings().review,
    }
    return plans_page(request, patient, "review", context, status=form.status)


@patient_page(PLAN)
def change(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """Begins a new version (POST `act` begin), or throws the one in work away (`act` drop)."""
    form, actor, now = PageForm(request.POST or None), actor_of(request), timezone.now()
    run = drop_plan if request.POST.get("act") == "drop" else begin_change
    if request.method == "POST" and saved(form, lambda: run(actor=actor, patient=patient, now=now)):
        return redirect("plan", code=patient.code)
    is_in_work = plan_in_work(patient) is not None
    if not is_in_work:
        there(plan_that_holds(patient))
    context = {"form": form, "is_in_work": is_in_work}
    return plans_page(request, patient, "change", context, status=form.status)
