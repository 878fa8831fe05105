"""The pages of admission that ask: the checklist, the agreement, people to keep apart."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.apart import Kind, no_contacts_of
from stepdown.clinic.treatment.checklist import AGREEMENT, Answer, Answered, answered_checklist
from stepdown.clinic.treatment.operations import (
    ItemAnswer,
    UnableToKeepApart,
    answer_checklist,
    keep_apart,
    lift_no_contact,
    sign_agreement,
)
from stepdown.web.staff.admission.asked import apart_rows, checklist_rows
from stepdown.web.staff.admission.way import way_in
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Day, Line, PageForm, drop_optional_marks, saved


class ChecklistForm(PageForm):
    """Each item that is answered here is signed; the others stay as they are."""

    def __init__(self, answered: list[Answered], data: Any = None) -> None:
        super().__init__(data)
        self.keys = [one.item.key for one in answered if one.item.key != "agreement"]
        for one in answered:
            key = one.item.key
            if key == "agreement":
                continue
            label = one.item.label
            self.fields[f"answer_{key}"] = Pick(
                f"{label}: answer", Answer.choices, missing="", required=False
            )
            self.fields[f"words_{key}"] = Line(label=f"{label}: notes", most=300, required=False)
        drop_optional_marks(self)

    def answers(self) -> dict[str, ItemAnswer]:
        typed = self.cleaned_data
        return {
            key: ItemAnswer(typed[f"answer_{key}"], typed[f"words_{key}"])
            for key in self.keys
            if typed[f"answer_{key}"]
        }


@patient_page(Permission.ADMIT)
def checklist(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    now = timezone.now()
    way = way_in(request, patient)
    answered = answered_checklist(patient, route=way, now=now)
    form = ChecklistForm(answered, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: answer_checklist(
            actor=actor_of(request), patient=patient, answers=form.answers(), now=now
        ),
    ):
        return redirect(f"{reverse('care', kwargs={'code': patient.code})}?way={way.value}")
    context = {"form": form, "rows": checklist_rows(answered, form, patient, now)}
    return page(request, patient, "admission/checklist", context, tab="care", status=form.status)


class AgreementForm(PageForm):
    signed_name = Line(label="Name as signed")


@patient_page(Permission.ADMIT)
def agreement(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: sign_agreement(
            actor=actor_of(request),
            patient=patient,
            signed_name=form.cleaned_data["signed_name"],
            now=timezone.now(),
        ),
    ):
        return redirect("care_checklist", code=patient.code)
    context = {"form": form, "lines": AGREEMENT}
    return page(request, patient, "admission/agreement", context, tab="care", status=form.status)


class ApartForm(PageForm):
    """Somebody to keep apart from; known here, or only by name."""

    other_name = Line(label="Name", most=150)
    kind = Pick("Why", Kind.choices, missing="Choose why")
    words = Line(label="What to know", most=300, required=False)
    ends_on = Day(label="The order ends on", required=False)


class LiftForm(PageForm):
    no_contact_id = forms.IntegerField(widget=forms.HiddenInput)
    reason = Line(label="Why they may meet, and who was asked", most=300)


@patient_page(Permission.WRITE_CHART)
def apart(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """People who must not meet this person here. A POST adds one, or lifts one."""
    lifts = request.POST.get("act") == "lift"
    data = request.POST or None
    form: PageForm = LiftForm(data) if lifts else ApartForm(data)
    if request.method == "POST" and saved(form, lambda: _keep_or_lift(request, patient, form)):
        messages.success(request, "Noted. It holds in every group from now on.")
        return redirect("care_apart", code=patient.code)
    context = {
        "form": form if not lifts else ApartForm(),
        "rows": apart_rows(no_contacts_of(patient), form if lifts else None, LiftForm),
        "may_lift": actor_of(request).can(Permission.DECIDE_STEPS, site_id=patient.site_id),
    }
    return page(request, patient, "admission/apart", context, tab="care", status=form.status)


def _keep_or_lift(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> None:
    actor, now, typed = actor_of(request), timezone.now(), form.cleaned_data
    if isinstance(form, LiftForm):
        lift_no_contact(
            actor=actor,
            patient=patient,
            no_contact_id=typed["no_contact_id"],
            reason=typed["reason"],
            now=now,
        )
        return
    found = find_people(
        actor, letters=typed["other_name"], permission=Permission.READ_CHART, now=now, most=3
    )
    known = [one for one in found if one.pk != patient.pk and one.site_id == patient.site_id]
    if len(known) > 1:
        raise UnableToKeepApart("More than one person here has this name. Write the whole name.")
    keep_apart(
        actor=actor,
        patient=patient,
        other=known[0] if known else None,
        now=now,
        **typed,
    )
