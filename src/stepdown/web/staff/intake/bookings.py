"""One person's assessment time: held while the call lasts, booked, moved, cancelled, kept."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.door import take_back_here
from stepdown.clinic.intake.operations import (
    book_time,
    booking_to_change,
    cancel_booking,
    chosen_time,
    hold_time,
    mark_seen,
    move_booking,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.intake.forms import CancelForm, TimeForm
from stepdown.web.staff.intake.presenters import (
    agreed_before,
    booking_view,
    call_view,
    history_lines,
    reach_view,
)
from stepdown.web.staff.intake.referral_lines import is_referred, referral_card
from stepdown.web.staff.intake.slots import slot_days
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of


@patient_page(Permission.TAKE_CALLS)
def booking(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What was said on the call, and the time that is held or booked."""
    return _page(request, patient, PageForm())


@patient_page(Permission.TAKE_CALLS)
def hold(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """A press on a time keeps its place for 15 minutes."""
    form = TimeForm(request.POST or None)

    def run() -> None:
        time = chosen_time(patient.site, form.cleaned_data["time"])
        hold_time(actor=actor_of(request), patient=patient, time=time, now=timezone.now())

    return _answer(request, patient, form, run, "")


@patient_page(Permission.TAKE_CALLS)
def book(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    form = TimeForm(request.POST or None)

    def run() -> None:
        time = chosen_time(patient.site, form.cleaned_data["time"])
        book_time(actor=actor_of(request), patient=patient, time=time, now=timezone.now())

    return _answer(request, patient, form, run, "Booked.")


@patient_page(Permission.TAKE_CALLS)
def move(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    form = TimeForm(request.POST or None)

    def run() -> None:
        now = timezone.now()
        move_booking(
            actor=actor_of(request),
            booking=booking_to_change(patient, now=now),
            to=chosen_time(patient.site, form.cleaned_data["time"]),
            expected_version=version_of(request.POST),
            now=now,
        )

    return _answer(request, patient, form, run, "Moved.")


@patient_page(Permission.TAKE_CALLS)
def cancel(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    form = CancelForm(request.POST or None)

    def run() -> None:
        now = timezone.now()
        cancel_booking(
            actor=actor_of(request),
            booking=booking_to_change(patient, now=now),
            expected_version=version_of(request.POST),
            reason=form.cleaned_data["reason"],
            now=now,
        )

    return _answer(request, patient, form, run, "The time is free again.")


@patient_page(Permission.TAKE_CALLS)
def seen(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """The person is here; from the door list of Today it leads back there."""
    form = PageForm(request.POST or None)

    def run() -> None:
        now = timezone.now()
        mark_seen(
            actor=actor_of(request),
            booking=booking_to_change(patient, now=now),
            expected_version=version_of(request.POST),
            now=now,
        )

    return _answer(request, patient, form, run, f"{patient.short_name} is here.", _door(request))


@patient_page(Permission.TAKE_CALLS)
def not_here(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """A wrong press at the door is taken back there."""
    form = PageForm(request.POST or None)

    def run() -> None:
        take_back_here(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
        )

    words = f"{patient.short_name} is not here after all."
    return _answer(request, patient, form, run, words, _door(request))


def _door(request: HttpRequest) -> str:
    """The page with the door list, where the press came from there."""
    came_from_door = request.POST.get("door") == "yes"
    return "today" if came_from_door and actor_of(request).can(Permission.SEE_TODAY) else ""


def _answer(
    request: HttpRequest,
    patient: OpenedPatient,
    form: PageForm,
    run: Callable[[], None],
    words: str,
    back: str = "",
) -> HttpResponseBase:
    if request.method == "POST" and saved(form, run):
        if words:
            messages.success(request, words)
        return redirect(back) if back else redirect("booking", code=patient.code)
    return _page(request, patient, form)


def _page(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "chart": chart_frame(request, patient, tab="booking"),
        "form": form,
        "cancel_form": form if isinstance(form, CancelForm) else CancelForm(),
        "booking": booking_view(patient, now),
        "call": call_view(patient),
        "reach": reach_view(patient),
        "referral": referral_card(patient),
        "is_referred": is_referred(patient),
        "days": slot_days(patient.site_id, now=now),
        "history": history_lines(patient),
        "agreed": agreed_before(patient),
    }
    return render(request, "staff/intake/booking.html", context, status=form.status)
