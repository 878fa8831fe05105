"""One person's referral: who sent them, the record that came along, what the sender may know."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.received import disagreements
from stepdown.clinic.consents.sharing import end_sharing
from stepdown.clinic.intake.queries import inquiry_of
from stepdown.clinic.intake.referrals import (
    ReferredRecord,
    UnableToRefer,
    leave_record_out,
    note_referrer,
    open_referred_record,
    referred_record,
    take_record_in,
)
from stepdown.clinic.intake.replying import agree_to_reply, tell_referrer
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.intake.records import read_record, record_view
from stepdown.web.staff.intake.referral_forms import (
    AgreeForm,
    EndForm,
    LeaveOutForm,
    ReferrerForm,
    ReviewForm,
    TellForm,
)
from stepdown.web.staff.intake.referral_lines import referral_page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.downloads import as_download
from stepdown.web.ui.forms import PageForm, saved, version_of


@patient_page(Permission.TAKE_CALLS)
def referral(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Everything about it; where nobody wrote down who referred, this is done here."""
    inquiry = inquiry_of(patient)
    if inquiry is None:
        raise Http404
    form = ReferrerForm(request.POST or None)
    return _answer(
        request,
        patient,
        form,
        lambda: note_referrer(
            actor=actor_of(request), inquiry=inquiry, now=timezone.now(), **form.cleaned_data
        ),
        "Written down.",
    )


@patient_page(Permission.TAKE_CALLS)
def agree(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """The person agrees, beside a member of staff, to what the sender may know."""
    form = AgreeForm(request.POST or None)
    return _answer(
        request,
        patient,
        form,
        lambda: agree_to_reply(
            actor=actor_of(request),
            patient=patient,
            topics=form.chosen(),
            last_day=form.cleaned_data["last_day"],
            signed_name=form.cleaned_data["signed_name"],
            now=timezone.now(),
        ),
        "Signed.",
    )


@patient_page(Permission.TAKE_CALLS)
def take_back(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """From now on nothing is told any more, and what waits does not go out."""
    form = EndForm(request.POST or None)
    return _answer(
        request,
        patient,
        form,
        lambda: end_sharing(
            actor=actor_of(request),
            patient=patient,
            sharing_id=form.cleaned_data["sharing"],
            now=timezone.now(),
        ),
        "Taken back. Nothing more goes out.",
    )


@patient_page(Permission.TAKE_CALLS)
def tell(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    form = TellForm(request.POST or None)

    def run() -> None:
        how, topic = form.told()
        tell_referrer(
            actor=actor_of(request), patient=patient, topic=topic, how=how, now=timezone.now()
        )

    return _answer(request, patient, form, run, "Written into the account of what was told.")


def _answer(
    request: HttpRequest,
    patient: OpenedPatient,
    form: PageForm,
    run: Callable[[], object],
    words: str,
) -> HttpResponseBase:
    if request.method == "POST" and saved(form, run):
        messages.success(request, words)
        return redirect("referred_by", code=patient.code)
    context = {
        "chart": chart_frame(request, patient, tab="booking"),
        "referral": referral_page(patient, timezone.now()),
        "form": form,
        "referrer_form": form if isinstance(form, ReferrerForm) else ReferrerForm(),
        "agree_form": form if isinstance(form, AgreeForm) else AgreeForm(),
        "is_asking": isinstance(form, AgreeForm) and form.is_bound,
    }
    return render(request, "staff/intake/referral.html", context, status=form.status)


@patient_page(Permission.RECEIVE_RECORDS)
def review(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """The record that came along: compared with the person, then put into their chart."""
    waiting = referred_record(patient)
    if waiting is None:
        return _nothing_waits(request, patient)
    form = ReviewForm(request.POST or None, full_name=patient.full_name)
    return _review(request, patient, waiting, form, lambda: _take_in(request, patient, waiting))


def _nothing_waits(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    messages.info(request, "No record waits here. Somebody may have reviewed it.")
    return redirect("referred_by", code=patient.code)


def _take_in(request: HttpRequest, patient: OpenedPatient, waiting: ReferredRecord) -> None:
    received = take_record_in(
        actor=actor_of(request),
        patient=patient,
        arrived=read_record(waiting.raw) if waiting.kind == "fhir" else None,
        expected_version=version_of(request.POST),
        now=timezone.now(),
    )
    if received.is_new:
        messages.success(request, "The record is in the chart, under Records.")
    else:
        messages.info(request, "Nothing new: this file is in the chart already.")


@patient_page(Permission.RECEIVE_RECORDS)
def leave_out(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """The record does not belong in this chart; its file is removed."""
    waiting = referred_record(patient)
    if waiting is None:
        return _nothing_waits(request, patient)
    form = LeaveOutForm(request.POST or None)

    def run() -> None:
        leave_record_out(
            actor=actor_of(request),
            patient=patient,
            reason=form.cleaned_data["reason"],
            expected_version=version_of(request.POST),
            now=timezone.now(),
        )
        messages.success(request, "The file was removed.")

    return _review(request, patient, waiting, form, run)


def _review(
    request: HttpRequest,
    patient: OpenedPatient,
    waiting: ReferredRecord,
    form: PageForm,
    run: Callable[[], None],
) -> HttpResponseBase:
    if request.method == "POST" and saved(form, run):
        return redirect("referred_by", code=patient.code)
    context: dict[str, Any] = {
        "chart": chart_frame(request, patient, tab="booking"),
        "form": form,
        "review_form": form
        if isinstance(form, ReviewForm)
        else ReviewForm(full_name=patient.full_name),
        "leave_form": form if isinstance(form, LeaveOutForm) else LeaveOutForm(),
        "waiting": waiting,
        "record": None,
    }
    if waiting.kind == "fhir":
        arrived = read_record(waiting.raw)
        context["record"] = record_view(patient.site, waiting.source, arrived)
        context["differs"] = disagreements(patient, arrived.person)
    return render(request, "staff/intake/review.html", context, status=form.status)


@patient_page(Permission.RECEIVE_RECORDS)
def record_file(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """The file as it came, for the reader's own disk: never opened inside a page of ours."""
    try:
        waiting = open_referred_record(actor=actor_of(request), patient=patient, now=timezone.now())
    except UnableToRefer as error:
        messages.warning(request, str(error))
        return redirect("referred_by", code=patient.code)
    return as_download(waiting.raw, waiting.kind)
