"""The pages of an examination: one short page a part, then all answers to check and sign."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.examinations import examination_of
from stepdown.clinic.treatment.known import known_about
from stepdown.clinic.treatment.operations import save_part, sign_examination
from stepdown.rules.examination import told_part
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.examination.forms import PartForm, SignForm
from stepdown.web.staff.examination.presenters import (
    initial_of,
    next_key,
    part_cards,
    part_page,
    question_rows,
)
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved, version_of


@patient_page(Permission.WRITE_CHART)
def part(request: HttpRequest, patient: OpenedPatient, part: str) -> HttpResponse:
    asked, now = told_part(part), timezone.now()
    if asked is None:
        raise Http404
    found = examination_of(patient)
    initial, sources = initial_of(found.state(part), known_about(patient, now=now))
    form = PartForm(asked, request.POST or None, initial=initial)
    if request.method == "POST" and saved(form, lambda: _save(request, patient, form)):
        return _go_on(request, patient, part)
    shown = part_page(patient, found, part, now, is_stale=form.status == 409)
    context = {"form": form, "part": shown, "rows": question_rows(form, sources)}
    return page(request, patient, "examination/part", context, status=form.status)


def _save(request: HttpRequest, patient: OpenedPatient, form: PartForm) -> None:
    save_part(
        actor=actor_of(request),
        patient=patient,
        part=form.part.key,
        answers=form.answers(),
        left_out_because=form.cleaned_data["left_out_because"],
        how=form.cleaned_data["how"],
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )


def _go_on(request: HttpRequest, patient: OpenedPatient, part: str) -> HttpResponse:
    following = next_key(examination_of(patient), part)
    if request.POST.get("act") == "stop" or not following:
        return redirect("examination", code=patient.code)
    return redirect("examination_part", code=patient.code, part=following)


@patient_page(Permission.WRITE_CHART)
def examination(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """All answers, whoever wrote them; one signature for the whole."""
    found, now = examination_of(patient), timezone.now()
    form = SignForm(request.POST or None, has_signed=found.signed is not None, seen=found.seen)
    signed: list[Any] = []
    if request.method == "POST" and saved(
        form, lambda: signed.append(_sign(request, patient, form))
    ):
        return redirect("assessment", code=patient.code)
    context = {
        "form": form,
        "seen": found.seen,
        "cards": part_cards(patient, found, now),
        "open_count": len(found.open_parts),
        "next_part": found.open_parts[0].part if found.open_parts else None,
        "signed": found.signed,
        "in_work": [one.part.title for one in found.in_work],
    }
    return page(request, patient, "examination/check", context, status=form.status)


def _sign(request: HttpRequest, patient: OpenedPatient, form: SignForm) -> Any:
    return sign_examination(
        actor=actor_of(request),
        patient=patient,
        seen=form.cleaned_data["seen"],
        corrects_because=form.corrects_because(),
        now=timezone.now(),
    )
