"""The page of one form, whichever it is: kept while it is filled in, then scored and signed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.chart.operations import drop_draft, keep_draft
from stepdown.clinic.chart.queries import draft_of
from stepdown.clinic.measures.queries import InUse, wording_in_use
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.facts import FRESH_AS, safety_is_open
from stepdown.clinic.treatment.operations import score_instrument
from stepdown.rules.instruments import INSTRUMENTS, Instrument
from stepdown.rules.instruments.remission import DSM5_REMISSION
from stepdown.rules.instruments.tlfb import TLFB
from stepdown.web.staff.assessment.days import DaysForm
from stepdown.web.staff.assessment.forms import ScoreForm
from stepdown.web.staff.assessment.months import MonthsForm
from stepdown.web.staff.assessment.presenters import score_page
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved

SCREENER = "c-ssrs"
AnyForm = ScoreForm | DaysForm | MonthsForm


@patient_page(Permission.WRITE_CHART)
def scale(request: HttpRequest, patient: OpenedPatient, instrument: str) -> HttpResponse:
    """An answer that asks for the safety step leads straight to it."""
    definition, words = INSTRUMENTS[instrument], wording_in_use(INSTRUMENTS[instrument])
    actor, subject = actor_of(request), _subject(patient, instrument)
    kept = draft_of(actor, subject)
    form = _form(definition, request.POST or None, words, patient, kept)
    keeps = request.method == "POST" and request.POST.get("act") == "keep"
    if keeps and not _must_be_retyped(form, definition):
        return _keep(request, patient, definition, form)
    signed: list[Any] = []
    if (
        request.method == "POST"
        and not keeps
        and saved(form, lambda: signed.append(_sign(request, patient, definition, form)))
    ):
        return redirect(_after(signed[0].body, patient), code=patient.code)
    context = {
        "form": form,
        "scale": score_page(definition, words),
        "look": _look(words),
        "is_kept": bool(kept),
    }
    return page(request, patient, "assessment/scale", context, status=form.status)


def _form(
    instrument: Instrument,
    data: Any,
    words: InUse | None,
    patient: OpenedPatient,
    kept: dict[str, Any],
) -> AnyForm:
    """Item by item, or the form of those that have no items."""
    if instrument.key == TLFB.key:
        today = local_now(patient.site, timezone.now()).date()
        return DaysForm(data, today=today, initial=kept)
    if instrument.key == DSM5_REMISSION.key:
        return MonthsForm(data, initial=kept)
    return ScoreForm(instrument, data, words=words, initial=kept)


def _subject(patient: OpenedPatient, instrument: str) -> str:
    return f"form {instrument} of {patient.pk}"


def _must_be_retyped(form: AnyForm, instrument: Instrument) -> bool:
    """Whether something typed cannot be kept as it is; the form then says only what that is.

    An answer that asks for safety never waits for it.
    """
    form.is_valid()
    typed = {name for name in form.errors if form.data.get(name)}
    for name in set(form.errors) - typed:
        del form.errors[name]
    return bool(typed) and not instrument.concern(form.given())


def _keep(
    request: HttpRequest, patient: OpenedPatient, instrument: Instrument, form: AnyForm
) -> HttpResponse:
    """What was answered so far waits for its author. What asks for safety does not wait."""
    typed = {name: form.data.get(name) for name in form.fields if name not in form.errors}
    kept = {name: value for name, value in typed.items() if value}
    subject = _subject(patient, instrument.key)
    keep_draft(actor=actor_of(request), subject=subject, body=kept, now=timezone.now())
    if instrument.concern(form.given()):
        return redirect("safety", code=patient.code)
    messages.success(request, "Kept for you. It is not signed yet.")
    return redirect(request.path)


def _sign(
    request: HttpRequest, patient: OpenedPatient, instrument: Instrument, form: AnyForm
) -> Any:
    actor, now = actor_of(request), timezone.now()
    entry = score_instrument(
        actor=actor,
        patient=patient,
        instrument=instrument.key,
        answers=form.answers(),
        taken_at=form.moment(patient.site.zone, now),
        now=now,
        context=_known(instrument, patient) | form.context(),
        cannot_be_scored_because=form.cleaned_data.get("cannot_be_scored", ""),
    )
    drop_draft(actor=actor, subject=_subject(patient, instrument.key))
    return entry


def _after(signed: Mapping[str, Any], patient: OpenedPatient) -> str:
    """The page that comes next: safety first, then where the form was opened."""
    key = signed["instrument"]
    if signed.get("needs_safety_step") or (key == SCREENER and safety_is_open(patient)):
        return "safety"
    return "assessment" if key in FRESH_AS else "measures"


def _known(instrument: Instrument, patient: OpenedPatient) -> dict[str, object]:
    """What the chart knows and the instrument asks for beside its items."""
    return {"sex": patient.sex} if "sex" in instrument.asks else {}


def _look(words: InUse | None) -> str:
    """Answers in words stand one below the other, numbers in a row."""
    has_answers = words is not None and any(item.choices for item in words.items.values())
    return "cards" if has_answers else "joined"
