"""Incident reports: apart from the chart; what is owed stands on Today until it is done."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.incidents import (
    OpenedIncident,
    incidents_of,
    is_incident,
    who_can_owe,
)
from stepdown.clinic.sessions.operations import finish_follow_up, report_incident
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.sessions.unfit_forms import DoneForm, IncidentForm
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import saved, version_of

OVERDUE, AHEAD = 14, 40  # after withdrawal; before its day, behind notes


@patient_page(Permission.WRITE_CHART)
def incident_new(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    """After a safety step, or for something else that happened."""
    now = timezone.now()
    colleagues = who_can_owe(patient, local_now(patient.site, now).date())
    form, kept = IncidentForm(colleagues, request.POST or None), list[Any]()
    step = request.GET.get("step", "")
    step_id = int(step) if step.isascii() and step.isdigit() and len(step) < 12 else None
    if request.method == "POST" and saved(
        form,
        lambda: kept.append(
            report_incident(
                actor=actor_of(request),
                patient=patient,
                report=form.report(patient.site.zone),
                step_id=step_id,
                now=now,
            )
        ),
    ):
        messages.success(request, "Kept. What is owed stands on Today until it is done.")
        return redirect("incident", code=patient.code, incident_id=kept[0].pk)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "after_step": step_id is not None,
    }
    return render(request, "staff/sessions/incident_new.html", context, status=form.status)


@patient_page(Permission.READ_CHART)
def incident(request: HttpRequest, patient: OpenedPatient, incident_id: int) -> HttpResponse:
    """The report, and the form by which its follow-up is done."""
    found = incidents_of(actor_of(request), patient).filter(pk=incident_id).first()
    if found is None and not is_incident(patient, incident_id):
        raise Http404
    form = DoneForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: finish_follow_up(
            actor=actor_of(request),
            patient=patient,
            incident_id=incident_id,
            words=form.cleaned_data["words"],
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        messages.success(request, "The follow-up is done.")
        return redirect("incident", code=patient.code, incident_id=incident_id)
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "form": form,
        "one": found,
        "lines": _lines(found, patient) if found else [],
        "may_finish": found is not None and _may_finish(request, patient, found),
    }
    return render(request, "staff/sessions/incident.html", context, status=form.status)


def _may_finish(request: HttpRequest, patient: OpenedPatient, one: OpenedIncident) -> bool:
    actor = actor_of(request)
    is_director = actor.can(Permission.SET_UP, site_id=patient.site_id)
    return one.done_at is None and (is_director or one.owed_by_id == actor.account_id)


def _lines(one: OpenedIncident, patient: OpenedPatient) -> list[tuple[str, str]]:
    now = timezone.now()
    lines = [
        ("Happened", moment_words(one.happened_at, patient, now)),
        ("What happened", one.words),
        ("Who was told", one.told),
        ("What is owed", f"{one.follow_up}, by {one.owed_by.name} until {day(one.due_on)}"),
        ("Reported", f"{one.reported_by.name}, {moment_words(one.reported_at, patient, now)}"),
    ]
    if one.done_at is not None and one.done_by is not None:
        done = f"{one.done_by.name}, {moment_words(one.done_at, patient, now)}"
        lines.append(("Done", f"{one.done_words} ({done})"))
    return lines


def incident_cards(owed: Iterable[OpenedIncident], today: date) -> list[NeedCard]:
    return [_card(one, today) for one in owed]


def _card(one: OpenedIncident, today: date) -> NeedCard:
    where = {"code": one.patient.code, "incident_id": one.pk}
    return NeedCard(
        order=OVERDUE if one.due_on <= today else AHEAD,
        symbol="triangle-alert",
        tone="clay",
        title=f"Follow up an incident: {one.patient.short_name}",
        why=f"{one.follow_up}. Until {day(one.due_on)}.",
        action="Open",
        url=reverse("incident", kwargs=where),
    )
