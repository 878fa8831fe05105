"""A sample is given to somebody whom the person accepts, or there is none today."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.drug_tests.operations import collect_sample, note_no_sample
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.samples.forms import CupForm, NoneForm
from stepdown.web.staff.samples.frame import samples_page, test_or_404
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved


@patient_page(Permission.COLLECT_SAMPLES)
def cup(request: HttpRequest, patient: OpenedPatient, test_id: int) -> HttpResponse:
    test = test_or_404(patient, test_id)
    form = CupForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: collect_sample(
            actor=actor_of(request),
            patient=patient,
            test_id=test.pk,
            given=form.given(),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "The sample is written down. Now, or later, the quick test.")
        return redirect("sample_quick", code=patient.code, test_id=test.pk)
    return samples_page(request, patient, "cup", {"form": form}, status=form.status)


@patient_page(Permission.COLLECT_SAMPLES)
def none_given(request: HttpRequest, patient: OpenedPatient, test_id: int) -> HttpResponse:
    test = test_or_404(patient, test_id)
    form = NoneForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: note_no_sample(
            actor=actor_of(request),
            patient=patient,
            test_id=test.pk,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Noted. It is no result and does not count as one.")
        return redirect("samples", code=patient.code)
    return samples_page(request, patient, "none", {"form": form}, status=form.status)
