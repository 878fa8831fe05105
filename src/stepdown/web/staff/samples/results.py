"""The quick test, and what confirms it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.drug_tests.operations import confirm_result, sign_screen
from stepdown.clinic.drug_tests.queries import State
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import Sample, default_panel
from stepdown.web.staff.samples.forms import QuickForm, SureForm
from stepdown.web.staff.samples.frame import samples_page, test_or_404
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved


@patient_page(Permission.COLLECT_SAMPLES)
def quick(request: HttpRequest, patient: OpenedPatient, test_id: int) -> HttpResponse:
    test = test_or_404(patient, test_id)
    kind = test.specimen.kind if test.state == State.GIVEN else Sample.URINE
    form = QuickForm(request.POST or None, corrects=test.screened is not None, kind=kind)
    if request.method == "POST" and saved(
        form,
        lambda: sign_screen(
            actor=actor_of(request),
            patient=patient,
            test_id=test.pk,
            readings=form.readings(),
            screen=form.screen(),
            reason=form.reason,
            now=timezone.now(),
        ),
    ):
        messages.success(request, "The quick test is signed. What it comes to stands beside it.")
        return redirect("samples", code=patient.code)
    return samples_page(request, patient, "quick", {"form": form}, status=form.status)


@patient_page(Permission.COLLECT_SAMPLES)
def sure(request: HttpRequest, patient: OpenedPatient, test_id: int) -> HttpResponse:
    test = test_or_404(patient, test_id)
    screened = test.screened.body["screen"] if test.screened else {}
    groups = [group for group in default_panel().groups if group.key in screened]
    kind = test.specimen.kind if test.state == State.GIVEN else Sample.URINE
    corrects = test.confirmed is not None
    form = SureForm(groups, request.POST or None, corrects=corrects, kind=kind)
    if request.method == "POST" and saved(
        form,
        lambda: confirm_result(
            actor=actor_of(request),
            patient=patient,
            test_id=test.pk,
            laboratory=form.cleaned_data["laboratory"],
            levels=form.levels(),
            agreed=form.cleaned_data["agreed"],
            reason=form.reason,
            now=timezone.now(),
        ),
    ):
        messages.success(request, "Signed. What it comes to stands beside it.")
        return redirect("samples", code=patient.code)
    return samples_page(request, patient, "sure", {"form": form}, status=form.status)
