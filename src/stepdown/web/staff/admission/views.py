"""Admission and care: what is missing, who is on the team, which hours are taken."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.operations import end_episode_and_free, hold_episode_and_free
from stepdown.clinic.timetable.programs import steps_to_enter
from stepdown.clinic.treatment.operations import (
    UnableToChangeEpisode,
    admit_patient,
    open_for_assessment,
    resume_episode,
    set_emergency_contact,
)
from stepdown.clinic.treatment.queries import (
    EndReason,
    emergency_contact_of,
    open_episode,
    team_choices,
)
from stepdown.web.staff.admission.forms import (
    AdmitForm,
    ContactForm,
    EndForm,
    ReasonForm,
    first_day,
)
from stepdown.web.staff.admission.presenters import care_page
from stepdown.web.staff.admission.way import way_in
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved, version_of
from stepdown.web.ui.hours import hours_form, hours_saved


@patient_page(Permission.READ_CHART)
def care(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The checklist with the team, and after admission the care itself. A POST admits."""
    actor, now = actor_of(request), timezone.now()
    today = local_now(patient.site, now).date()
    may_be_asked = request.method == "POST" or open_episode(patient) is None
    steps = steps_to_enter(patient, on=today) if may_be_asked else {}
    team = team_choices(patient, on=today) if may_be_asked else {}
    form = AdmitForm(team, steps, request.POST or None)
    form.fields["starts_on"].initial = first_day(today)
    way = way_in(request, patient)
    form.fields["route"].initial = way
    if request.method == "POST" and saved(
        form,
        lambda: admit_patient(
            actor=actor,
            patient=patient,
            team=form.team(),
            template=steps[form.cleaned_data["taper_key"]].steps,
            starts_on=form.cleaned_data["starts_on"],
            route=form.cleaned_data["route"],
            starting_phase=form.cleaned_data["starting_phase"] or 1,
            phase_reason=form.cleaned_data["phase_reason"],
            now=now,
        ),
    ):
        messages.success(request, "Admitted. The team can open the chart from now on.")
        stays = actor.account_id in form.team().values()
        return redirect("care", code=patient.code) if stays else redirect("people")
    context = {"care": care_page(patient, actor, now, way=way), "form": form}
    return page(request, patient, "admission/care", context, tab="care", status=form.status)


@patient_page(Permission.ADMIT)
def care_contact(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    contact = emergency_contact_of(patient)
    names = ContactForm.base_fields
    known = {name: getattr(contact, name) for name in names} if contact else None
    form = ContactForm(request.POST or None, initial=known)
    if request.method == "POST" and saved(
        form,
        lambda: set_emergency_contact(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("care", code=patient.code)
    context = {"form": form, "version": contact.version if contact else 0}
    return page(request, patient, "admission/contact", context, tab="care", status=form.status)


@patient_page(Permission.PLAN_WEEKS)
def hours_taken(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """The week as it is: work, school, care, court, and the way to the clinic."""
    form, version = hours_form(request, patient), patient.version
    if hours_saved(request, patient, form):
        return redirect("care", code=patient.code)
    context = {"form": form, "version": version}
    return page(request, patient, "admission/hours", context, tab="care", status=form.status)


@patient_page(Permission.DECIDE_STEPS)
def hold_care(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def hold() -> None:
        episode = open_episode(patient)
        if episode is None:
            raise UnableToChangeEpisode("This person is not in care, so there is nothing to hold.")
        hold_episode_and_free(
            actor=actor_of(request),
            episode=episode,
            expected_version=version_of(request.POST),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    return _change(request, patient, form, hold, "hold")


@patient_page(Permission.DECIDE_STEPS)
def resume_care(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def resume() -> None:
        episode = open_episode(patient)
        if episode is None:
            raise UnableToChangeEpisode("This person is not in care, so there is no way back here.")
        resume_episode(
            actor=actor_of(request),
            episode=episode,
            expected_version=version_of(request.POST),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    return _change(request, patient, form, resume, "resume")


@patient_page(Permission.DECIDE_STEPS)
def end_care(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    form = EndForm(request.POST or None)

    def end() -> None:
        episode = open_episode(patient)
        if episode is None:
            raise UnableToChangeEpisode("This person is not in care, so there is nothing to end.")
        end_episode_and_free(
            actor=actor_of(request),
            episode=episode,
            expected_version=version_of(request.POST),
            end_reason=EndReason(form.cleaned_data["end_reason"]),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    return _change(request, patient, form, end, "end")


def _change(
    request: HttpRequest,
    patient: OpenedPatient,
    form: PageForm,
    run: Callable[[], None],
    kind: str,
) -> HttpResponse:
    episode = open_episode(patient)
    version = episode.version if episode else 0
    if request.method == "POST" and saved(form, run):
        if kind != "end":
            return redirect("care", code=patient.code)
        messages.success(request, "Care has ended. The seats are free again.")
        return redirect("people")  # the team's access ended with it
    context = {"form": form, "kind": kind, "version": version, "is_there": episode is not None}
    return page(request, patient, "admission/change", context, tab="care", status=form.status)


@patient_page(Permission.DECIDE_PLACEMENT)
def assess_again(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """Opens the chart to the assessing roles for somebody who comes back."""
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: open_for_assessment(actor=actor_of(request), patient=patient, now=timezone.now()),
    ):
        return redirect("assessment", code=patient.code)
    return page(request, patient, "admission/again", {"form": form}, tab="care", status=form.status)
