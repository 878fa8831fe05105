"""Whom to call about a changed day, and what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.intake.reminders import REMINDERS
from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.timetable.calling import (
    CallToMake,
    Outcome,
    calls_of_others,
    calls_to,
    calls_to_make,
    note_call,
)
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.reach_words import way_words
from stepdown.web.staff.week.day_words import hidden_words
from stepdown.web.ui.access import actor_of, patient_page, staff_page
from stepdown.web.ui.charts.numbers import clock
from stepdown.web.ui.forms import PageForm, saved

ORDER = 12  # somebody may be on the way to a closed door
DONE = {
    Outcome.TOLD: "Good. It is off the list.",
    Outcome.WORD_LEFT: "Noted. It stays on the list until they were told.",
    Outcome.NOT_REACHED: "Noted. It stays on the list until they were told.",
}


class CallForm(PageForm):
    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        error_messages={"required": "Choose what came of the call"},
    )
    calls = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, posted: Any, owed: CallToMake | None) -> None:
        super().__init__(posted)
        field = self.fields["calls"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(one, one) for one in owed.call_ids] if owed else []


@staff_page(Permission.CHANGE_DAYS)
def change_calls(request: HttpRequest) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    rows = [_row(one) for one in calls_to_make(actor, now=now)]
    hidden = hidden_words(calls_of_others(actor, now=now))
    context = {"rows": rows, "hidden": hidden}
    return render(request, "staff/week/calls.html", context)


@patient_page(Permission.CHANGE_DAYS)
def change_call(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    now = timezone.now()
    owed = calls_to(patient, now=now)
    form = CallForm(request.POST or None, owed)
    if request.method == "POST" and saved(
        form,
        lambda: note_call(
            actor=actor_of(request),
            patient=patient,
            call_ids=form.cleaned_data["calls"],
            outcome=form.cleaned_data["outcome"],
            now=now,
        ),
    ):
        messages.success(request, DONE[Outcome(form.cleaned_data["outcome"])])
        return redirect("change_calls")
    rules = in_force(REMINDERS, patient.site_id, now)
    context = {
        "chart": chart_frame(request, patient, tab="week"),
        "form": form,
        "owed": _row(owed) if owed else None,
        "from_hour": clock(rules.quiet_until_hour.value * 60),
        "until_hour": clock(rules.quiet_from_hour.value * 60),
        "site_phone": patient.site.phone,
        "sender": patient.site.quiet_name,
    }
    return render(request, "staff/week/call.html", context, status=form.status)


def _row(one: CallToMake) -> dict[str, Any]:
    return {
        "code": one.patient.code,
        "name": one.patient.short_name,
        "phone": one.patient.phone,
        "call_ids": one.call_ids,
        "words": one.words,
        "way": way_words(one.reach),
        "may_leave_word": one.reach.may_leave_word,
        "last": _last(one),
    }


def _last(one: CallToMake) -> str:
    if one.tried_at is None:
        return ""
    at = local_now(one.patient.site, one.tried_at)
    return f"{one.last}, {short_day_and_time(at.date(), at.time())}, {one.tried_by}"


def call_cards(actor: Actor, now: datetime) -> list[NeedCard]:
    """One for all of them: on a day of snow there are many."""
    owed = calls_to_make(actor, now=now)
    if not owed:
        return []
    count = f"{len(owed)} people" if len(owed) > 1 else owed[0].patient.short_name
    return [
        NeedCard(
            order=ORDER,
            symbol="phone",
            tone="urgent",
            title=f"Call {count} about a change",
            why=f"Nothing in writing reaches them in time: “{owed[0].words[0]}”",
            action="Open",
            url=reverse("change_calls"),
        )
    ]
