"""Asking somebody to fill in a form by themselves, and signing what they answered."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.measures.operations import ask_form, withdraw_form
from stepdown.clinic.measures.queries import FormMode, OpenedForm, asked_forms
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.operations import sign_asked_form
from stepdown.rules.instruments import INSTRUMENTS
from stepdown.web.staff.assessment.slugs import KEYS
from stepdown.web.staff.assessment.views import page
from stepdown.web.staff.measures.presenters import answered_page, measures_of
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.asked import code_once, hold_form, keep_code
from stepdown.web.ui.forms import PageForm, saved


@patient_page(Permission.WRITE_CHART)
def ask(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    """Makes the code: shown once for a phone; on this screen the form opens, and you are out."""
    if request.method != "POST":
        return redirect("measures", code=patient.code)
    mode = FormMode.TABLET if "tablet" in request.POST else FormMode.PHONE
    key = KEYS.get(request.POST.get(mode.value, ""), "")
    form, made = PageForm(request.POST), []
    actor, now = actor_of(request), timezone.now()
    if not saved(
        form,
        lambda: made.append(
            ask_form(actor=actor, patient=patient, instrument_key=key, mode=mode.value, now=now)
        ),
    ):
        shown = measures_of(patient, actor, now)
        context = {"form": form, "measures": shown}
        return page(request, patient, "measures/measures", context, status=form.status)
    asked, code = made[0]
    if mode == FormMode.TABLET:
        logout(request)  # whoever holds the screen next sees this form and nothing else
        hold_form(request, asked.pk)
        return redirect("answer_next", form_id=asked.pk)
    keep_code(request, asked.pk, code)
    return redirect("form_code", code=patient.code, form_id=asked.pk)


@patient_page(Permission.WRITE_CHART)
def show_code(request: HttpRequest, patient: OpenedPatient, form_id: int) -> HttpResponseBase:
    """The code, once: it is kept nowhere."""
    asked, code = _asked(patient, form_id), code_once(request, form_id)
    if not code:
        return redirect("measures", code=patient.code)
    title = INSTRUMENTS[asked.instrument_key].title
    context = {"shown": f"{code[:4]}-{code[4:]}", "title": title}
    return page(request, patient, "measures/code", context)


def _asked(patient: OpenedPatient, form_id: int) -> OpenedForm:
    found = next((one for one in asked_forms(patient) if one.pk == form_id), None)
    if found is None:
        raise Http404
    return found


@patient_page(Permission.WRITE_CHART)
def sign(request: HttpRequest, patient: OpenedPatient, form_id: int) -> HttpResponse:
    """What the person answered; signed as it stands, or taken back while it is open."""
    asked = _asked(patient, form_id)
    form, actor, now = PageForm(request.POST or None), actor_of(request), timezone.now()
    signed = []
    if request.method == "POST" and request.POST.get("act") == "take_back":
        if saved(
            form, lambda: withdraw_form(actor=actor, patient=patient, form_id=form_id, now=now)
        ):
            return redirect("measures", code=patient.code)
    elif request.method == "POST" and saved(
        form,
        lambda: signed.append(
            sign_asked_form(actor=actor, patient=patient, form_id=form_id, now=now)
        ),
    ):
        asks = signed[0].body["needs_safety_step"]
        return redirect("safety" if asks else "measures", code=patient.code)
    context = {"form": form, "answered": answered_page(asked, patient, now)}
    return page(request, patient, "measures/sign", context, status=form.status)
