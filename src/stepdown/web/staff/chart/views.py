"""The chart: what was signed, what arrived, and the details of the person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.chart.originals import read_original
from stepdown.clinic.chart.received import arrival_of
from stepdown.clinic.chart.receiving import confirm_person, settle_fact
from stepdown.clinic.intake.queries import corrections_of
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.operations import ask_contact_permission, correct_details
from stepdown.clinic.people.queries import contact_permission, local_now
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.chart.forms import ContactForm, DetailsForm, details_of
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.chart.presenters import arrival_lines, fact_groups, timeline_weeks
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.downloads import as_download
from stepdown.web.ui.forms import PageForm, saved, version_of


@patient_page(Permission.READ_CHART)
def chart(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Everything that was signed about the person, newest first."""
    context = {
        "chart": chart_frame(request, patient, tab="timeline"),
        "weeks": timeline_weeks(patient),
    }
    return render(request, "staff/chart/timeline.html", context)


@patient_page(Permission.TAKE_CALLS)
def details(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """A misspelled name or number is corrected here, with a trace."""
    before = details_of(patient)
    form = DetailsForm(request.POST or None, initial=before)
    if request.method == "POST" and saved(
        form,
        lambda: correct_details(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Saved.")
        return redirect("details", code=patient.code)
    return _details_page(request, patient, form, _contact_form(None, patient))


@patient_page(Permission.TAKE_CALLS)
def contact(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What the person said about messages and e-mail; asking again replaces it."""
    form = _contact_form(request, patient)
    if request.method == "POST" and saved(
        form,
        lambda: ask_contact_permission(
            actor=actor_of(request), patient=patient, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, "Saved.")
        return redirect("details", code=patient.code)
    return _details_page(request, patient, DetailsForm(initial=details_of(patient)), form)


@patient_page(Permission.TAKE_CALLS)
def confirm(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """Somebody checked that the person is who the record says."""
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: confirm_person(
            actor=actor_of(request),
            patient=patient,
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "Confirmed.")
        return redirect("details", code=patient.code)
    return _details_page(
        request,
        patient,
        DetailsForm(initial=details_of(patient)),
        _contact_form(None, patient),
        status=form.status,
        refusal=form,
    )


def _contact_form(request: HttpRequest | None, patient: OpenedPatient) -> ContactForm:
    said = contact_permission(patient)
    known = {}
    if said:
        known = {
            "may_leave_message": "yes" if said.may_leave_message else "no",
            "email_is_ok": "yes" if said.email_is_ok else "no",
            "sender_name": said.sender_name,
        }
    return ContactForm((request.POST or None) if request else None, initial=known)


def _details_page(
    request: HttpRequest,
    patient: OpenedPatient,
    form: DetailsForm,
    contact: ContactForm,
    *,
    status: int = 200,
    refusal: PageForm | None = None,
) -> HttpResponseBase:
    patient.refresh_from_db()  # a refused save leaves what was typed on the object
    corrections = [
        f"{day(local.date())}, {clock(local.time())}, by {name}"
        for local, name in (
            (local_now(patient.site, at), name) for at, name in corrections_of(patient)
        )
    ]
    context = {
        "chart": chart_frame(request, patient, tab="details"),
        "form": form,
        "contact": contact,
        "refusal": refusal,
        "version": patient.version,
        "stored": details_of(patient) if form.status == 409 else None,
        "corrections": corrections,
        "arrivals": arrival_lines(patient),
    }
    worst = max(status, form.status, contact.status)
    return render(request, "staff/chart/details.html", context, status=worst)


@patient_page(Permission.READ_CHART)
def record(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """What arrived from elsewhere, apart from what was found here."""
    return _record_page(request, patient, PageForm())


@patient_page(Permission.WRITE_CHART)
def settle(request: HttpRequest, *, patient: OpenedPatient) -> HttpResponseBase:
    """One fact was confirmed with the person, or is not so."""
    form = PageForm(request.POST or None)
    standing, fact_id = _chosen_fact(request)
    if request.method == "POST" and saved(
        form,
        lambda: settle_fact(
            actor=actor_of(request),
            patient=patient,
            fact_id=fact_id,
            standing=standing,
            now=timezone.now(),
        ),
    ):
        return redirect("record", code=patient.code)
    return _record_page(request, patient, form)


def _chosen_fact(request: HttpRequest) -> tuple[str, int]:
    """Which button was pressed: its name is the standing, its value the fact."""
    for standing in ("confirmed", "rejected", "unverified"):
        text = request.POST.get(standing, "")
        if text.isascii() and text.isdigit() and len(text) < 19:
            return standing, int(text)
    return "", 0


def _record_page(request: HttpRequest, patient: OpenedPatient, form: PageForm) -> HttpResponseBase:
    actor = actor_of(request)
    context = {
        "chart": chart_frame(request, patient, tab="record"),
        "form": form,
        "arrivals": arrival_lines(patient),
        "groups": fact_groups(patient),
        "can_settle": actor.can(Permission.WRITE_CHART, site_id=patient.site_id),
    }
    return render(request, "staff/chart/record.html", context, status=form.status)


@patient_page(Permission.READ_CHART)
def original(request: HttpRequest, *, patient: OpenedPatient, arrival_id: int) -> HttpResponseBase:
    """The file as it came, under a name that says nothing."""
    arrival = arrival_of(patient, arrival_id)
    if arrival is None:
        raise Http404
    return as_download(read_original(arrival.file_name), arrival.file_kind, "record")
