"""The pages of an assessment: an overview, and a short page for each part."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.consents.operations import give_consent, withdraw_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.treatment.figures import USUAL
from stepdown.clinic.treatment.known import known_about
from stepdown.clinic.treatment.operations import (
    record_use_history,
    record_vitals,
)
from stepdown.web.staff.assessment.forms import (
    ConsentForm,
    HistoryForm,
    TakeBackForm,
    VitalsForm,
)
from stepdown.web.staff.assessment.presenters import consent_cards, overview_of
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved

BESIDE_HISTORY = (
    "call.last_use",
    "call.pregnant",
    "call.injects",
    "call.danger",
    "record.condition",
)


def page(
    request: HttpRequest,
    patient: OpenedPatient,
    name: str,
    context: Mapping[str, object],
    *,
    tab: str = "assessment",
    status: int = 200,
) -> HttpResponse:
    """A page of one person's chart."""
    framed = {"chart": chart_frame(request, patient, tab=tab), **context}
    return render(request, f"staff/{name}.html", framed, status=status)


@patient_page(Permission.READ_CHART)
def assessment(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    overview = overview_of(patient, actor_of(request), timezone.now())
    return page(request, patient, "assessment/overview", {"overview": overview})


@patient_page(Permission.WRITE_CHART)
def consents(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    takes_back = request.POST.get("act") == "take_back"
    form: PageForm = TakeBackForm(request.POST) if takes_back else ConsentForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _change_consent(request, patient, form)):
        return redirect("consents", code=patient.code)
    cards = consent_cards(patient, actor_of(request), form)
    context = {"cards": cards, "form": form}
    return page(request, patient, "assessment/consents", context, status=form.status)


def _change_consent(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> None:
    actor, now = actor_of(request), timezone.now()
    kind = ConsentKind(form.cleaned_data["kind"])
    if isinstance(form, TakeBackForm):
        words = form.cleaned_data["words"]
        withdraw_consent(actor=actor, patient=patient, kind=kind, words=words, now=now)
    else:
        name = form.cleaned_data["signed_name"]
        give_consent(actor=actor, patient=patient, kind=kind, signed_name=name, now=now)


@patient_page(Permission.WRITE_CHART)
def vitals(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    now = timezone.now()
    form = VitalsForm(request.POST or None, usual=in_force(USUAL, patient.site_id, now))
    if request.method == "POST" and saved(
        form,
        lambda: record_vitals(
            actor=actor_of(request),
            patient=patient,
            values=form.values(),
            danger_signs=form.danger_signs(),
            taken_again=form.cleaned_data["taken_again"],
            taken_at=form.moment(patient.site.zone, now),
            now=now,
        ),
    ):
        return redirect("assessment", code=patient.code)
    return page(request, patient, "assessment/vitals", {"form": form}, status=form.status)


@patient_page(Permission.WRITE_CHART)
def use_history(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form, now = HistoryForm(request.POST or None), timezone.now()
    zone = patient.site.zone
    if request.method == "POST" and saved(
        form,
        lambda: record_use_history(
            actor=actor_of(request),
            patient=patient,
            history=form.history(zone, now),
            taken_at=form.moment(zone, now),
            now=now,
        ),
    ):
        return redirect("assessment", code=patient.code)
    found = known_about(patient, now=now)
    known = [fact for name in BESIDE_HISTORY for fact in found.get(name, ())]
    context = {"form": form, "shown": form.rows[:2], "folded": form.rows[2:], "known": known}
    return page(request, patient, "assessment/history", context, status=form.status)
