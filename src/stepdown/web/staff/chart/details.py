"""The details of a person: name and numbers, how and when they may be reached, text messages."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.receiving import confirm_person
from stepdown.clinic.intake.queries import corrections_of
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.operations import (
    ask_contact_permission,
    correct_details,
    note_text_agreement,
)
from stepdown.clinic.people.queries import contact_permission, local_now
from stepdown.clinic.people.reaching import times_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.people.texting import How, last_agreement, texts_are_sent
from stepdown.web.staff.chart.forms import ContactForm, DetailsForm, TextsForm, details_of
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.chart.presenters import arrival_lines
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of
from stepdown.web.ui.reach import chosen_times


@patient_page(Permission.TAKE_CALLS)
def details(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """A misspelled name or number is corrected here, with a trace."""
    form = DetailsForm(request.POST or None, initial=details_of(patient))
    if _is_saved(request, patient, form, correct_details):
        return _back(request, patient, "Saved.")
    return _page(request, patient, form=form)


@patient_page(Permission.TAKE_CALLS)
def contact(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What the person said about messages, e-mail and the times of calls."""
    form = ContactForm(request.POST or None, initial=_said(patient))
    if _is_saved(request, patient, form, ask_contact_permission):
        return _back(request, patient, "Saved.")
    return _page(request, patient, contact=form)


@patient_page(Permission.TAKE_CALLS)
def texts(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What the person said about text messages, on the phone, in the room or on paper."""
    form = TextsForm(request.POST or None, initial=_agreed(patient))
    if _is_saved(request, patient, form, note_text_agreement):
        return _back(request, patient, "Saved.")
    return _page(request, patient, texts=form)


@patient_page(Permission.TAKE_CALLS)
def confirm(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Somebody checked that the person is who the record says."""
    form = PageForm(request.POST or None)
    if _is_saved(request, patient, form, confirm_person):
        return _back(request, patient, "Confirmed.")
    return _page(request, patient, refusal=form)


def _is_saved(
    request: HttpRequest, patient: OpenedPatient, form: PageForm, save: Callable[..., object]
) -> bool:
    def carry_out() -> None:
        save(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        )

    return request.method == "POST" and saved(form, carry_out)


def _back(request: HttpRequest, patient: OpenedPatient, done: str) -> HttpResponseBase:
    messages.success(request, done)
    return redirect("details", code=patient.code)


def _said(patient: OpenedPatient) -> dict[str, object]:
    said = contact_permission(patient)
    if said is None:
        return {}
    return {
        "may_leave_message": "yes" if said.may_leave_message else "no",
        "email_is_ok": "yes" if said.email_is_ok else "no",
        "sender_name": said.sender_name,
        **chosen_times(times_of(said)),
    }


def _agreed(patient: OpenedPatient) -> dict[str, object]:
    """How they said so is asked anew each time."""
    one = last_agreement(patient)
    return {"number": one.number, "may_name_us": one.may_name_us} if one else {}


def _page(
    request: HttpRequest,
    patient: OpenedPatient,
    *,
    form: DetailsForm | None = None,
    contact: ContactForm | None = None,
    texts: TextsForm | None = None,
    refusal: PageForm | None = None,
) -> HttpResponseBase:
    """With the one form that was sent, and the others as they stand."""
    patient.refresh_from_db()  # a refused save leaves what was typed on the object
    sent = form or contact or texts or refusal
    form = form or DetailsForm(initial=details_of(patient))
    said, agreed = contact_permission(patient), last_agreement(patient)
    context = {
        "chart": chart_frame(request, patient, tab="details"),
        "form": form,
        "contact": contact or ContactForm(initial=_said(patient)),
        "texts": texts or TextsForm(initial=_agreed(patient)) if texts_are_sent() else None,
        "refusal": refusal,
        "version": patient.version,
        "contact_version": said.version if said else 0,
        "texts_version": agreed.version if agreed else 0,
        "texts_said": _texts_said(patient),
        "stored": details_of(patient) if form.status == 409 else None,
        "corrections": _corrections(patient),
        "arrivals": arrival_lines(patient),
    }
    status = sent.status if sent else 200
    return render(request, "staff/chart/details.html", context, status=status)


def _corrections(patient: OpenedPatient) -> list[str]:
    changed = ((local_now(patient.site, at), name) for at, name in corrections_of(patient))
    return [f"{day(at.date())}, {clock(at.time())}, by {name}" for at, name in changed]


def _texts_said(patient: OpenedPatient) -> str:
    """Who said it last, how and when: for whoever asks where this number comes from."""
    one = last_agreement(patient)
    if one is None:
        return ""
    what = f"Texts go to {one.number}." if one.number else "They want no texts any more."
    at = day(local_now(patient.site, one.said_at).date())
    if one.noted_by is None:
        return f"{what} Said on their own page, {at}."
    return f"{what} {How(one.how).label}, {at}. Written down by {one.noted_by.name}."
