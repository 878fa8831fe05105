"""A person's tests: what was given, what it says, and whether random ones are on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.drug_tests.operations import (
    begin_random_tests,
    end_random_tests,
    order_test,
)
from stepdown.clinic.drug_tests.queries import live_plan
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.samples.forms import OrderForm
from stepdown.web.staff.samples.frame import samples_page
from stepdown.web.staff.samples.presenters import samples_of
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved


@patient_page(Permission.READ_CHART)
def samples(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    page = samples_of(patient, actor_of(request), timezone.now())
    return samples_page(request, patient, "samples", {"page": page})


@patient_page(Permission.ORDER_TESTS)
def plan(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """Random tests begin or end, or one is ordered for a day."""
    act = request.POST.get("act", "")
    data = request.POST or None
    form: PageForm = PageForm(data) if act in {"begin", "end"} else OrderForm(data)
    if request.method == "POST" and saved(form, lambda: _planned(request, patient, form, act)):
        messages.success(request, "Saved. Nobody is told of a day before its morning.")
        return redirect("samples", code=patient.code)
    is_order = isinstance(form, OrderForm)
    context = {
        "form": form,
        "order": form if is_order else OrderForm(),
        "is_random": live_plan(patient) is not None,
    }
    return samples_page(request, patient, "plan", context, status=form.status)


def _planned(request: HttpRequest, patient: OpenedPatient, form: PageForm, act: str) -> None:
    actor, now = actor_of(request), timezone.now()
    if isinstance(form, OrderForm):
        order_test(actor=actor, patient=patient, now=now, **form.cleaned_data)
    elif act == "begin":
        begin_random_tests(actor=actor, patient=patient, now=now)
    else:
        end_random_tests(actor=actor, patient=patient, now=now)
