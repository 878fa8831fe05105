"""In one chart: what was told about the person, who may be told something, and telling it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.consents.answering import account_behind, loved_ones_of, tell_loved_one
from stepdown.clinic.consents.topics import TOPIC_WORDS
from stepdown.clinic.intake.telling import NEUTRAL_REPLY, send_back_told
from stepdown.clinic.people.access import OpenedPatient, patients_open_to
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.told.forms import AnswerForm, SendBackForm
from stepdown.web.staff.told.presenters import answer_choices, chart_views
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved, version_of
from stepdown.web.ui.sharing.pages import Place, list_page, new_page, one_page


@patient_page(Permission.READ_CHART)
def told_about(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponse:
    return _told_page(request, patient)


@patient_page(Permission.READ_CHART)
def told_elsewhere(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """It does not belong in this chart: it goes back to those who file."""
    code = request.POST.get("told", "")
    form = SendBackForm(request.POST or None, auto_id=f"id_{code}_%s")
    if request.method == "POST" and saved(
        form,
        lambda: send_back_told(
            actor=actor_of(request),
            patient_code=patient.code,
            code=code,
            reason=form.cleaned_data["reason"],
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "It waits for those who file, and left this chart.")
        return redirect("told_about", code=patient.code)
    return _told_page(request, patient, form if request.method == "POST" else None, code)


def _told_page(
    request: HttpRequest,
    patient: OpenedPatient,
    refused: SendBackForm | None = None,
    code: str = "",
) -> HttpResponse:
    views = [
        (
            one,
            refused if refused and one.code == code else SendBackForm(auto_id=f"id_{one.code}_%s"),
        )
        for one in chart_views(patient)
    ]
    context = {
        "chart": chart_frame(request, patient, tab="told"),
        "views": views,
        "choices": answer_choices(patient, timezone.now()),
        "neutral": NEUTRAL_REPLY,
        "form": refused,
    }
    status = refused.status if refused else 200
    return render(request, "staff/told/charted.html", context, status=status)


@patient_page(Permission.WRITE_CHART)
def tell(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Write, look at it as they will see it, then send: within one consent that holds now."""
    chosen = request.POST.get("sharing") or request.GET.get("sharing", "")
    found = loved_ones_of(patient, timezone.now())
    sharing = next((one for one in found if str(one.pk) == chosen), None)
    if sharing is None:
        return _told_page(request, patient)
    step = request.POST.get("step", "")
    form = AnswerForm(request.POST if step else None, topics=sharing.scope.topics)
    if step == "change":
        form = AnswerForm(initial=request.POST.dict(), topics=sharing.scope.topics)
    elif step == "send" and saved(form, lambda: _tell(request, patient, sharing.pk, form)):
        messages.success(request, "Told, and written down in the account.")
        return redirect("told_about", code=patient.code)
    is_preview = bool(step) and step != "change" and form.is_valid()
    context: dict[str, Any] = {
        "chart": chart_frame(request, patient, tab="told"),
        "form": form,
        "choice": next(
            one for one in answer_choices(patient, timezone.now()) if one.sharing_id == sharing.pk
        ),
        "has_page": account_behind(sharing) is not None,
        "preview": form.cleaned_data if is_preview else None,
        "about": TOPIC_WORDS[form.cleaned_data["topic"]] if is_preview else "",
    }
    return render(request, "staff/told/tell.html", context, status=form.status)


def _tell(request: HttpRequest, patient: OpenedPatient, sharing_id: int, form: AnswerForm) -> None:
    tell_loved_one(
        actor=actor_of(request),
        patient=patient,
        sharing_id=sharing_id,
        topic=form.cleaned_data["topic"],
        words=form.cleaned_data["words"],
        page=request.build_absolute_uri(reverse("family_home")),
        now=timezone.now(),
    )


def _place(request: HttpRequest, patient: OpenedPatient) -> Place:
    where = {"code": patient.code}
    writable = patients_open_to(actor_of(request), Permission.WRITE_CHART, timezone.now())
    return Place(
        layout="staff/chart/base.html",
        is_own=False,
        may_change=writable.filter(pk=patient.pk).exists(),
        list_url=reverse("sharing", kwargs=where),
        new_url=reverse("sharing_new", kwargs=where),
        one_url=reverse("sharing_one", kwargs=where),
        more={"chart": chart_frame(request, patient, tab="sharing")},
    )


@patient_page(Permission.READ_CHART)
def sharing(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponse:
    return list_page(request, patient, _place(request, patient))


@patient_page(Permission.WRITE_CHART)
def sharing_new(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Staff help; the person beside them signs."""
    return new_page(request, patient, _place(request, patient))


@patient_page(Permission.WRITE_CHART)
def sharing_one(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    return one_page(request, patient, _place(request, patient))
