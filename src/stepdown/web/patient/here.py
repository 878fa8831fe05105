"""I am here: the code at the door, typed or read by the phone, sent by one press."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.crowds import is_within_limit
from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.presence.door_rules import door_rules
from stepdown.clinic.presence.operations import say_here
from stepdown.clinic.presence.queries import DIGITS, presence_of, todays_sessions
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.forms import Line, PageForm, saved


class HereForm(PageForm):
    code = Line(
        label="Code at the door",
        most=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Type the code that stands at the door"},
    )


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Codes of one account in ten minutes. Stands above the page's rule, so that wrong ones, which
    leave nothing else behind, count too."""

    @wraps(view)
    def counted(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        account_id = request.user.pk if request.method == "POST" else None
        if account_id is not None and not is_within_limit(
            page="here",
            address=f"account {account_id}",
            most=door_rules().most_tries.value,
            now=timezone.now(),
        ):
            return render(request, "patient/here_busy.html", status=429)
        return view(request, **kwargs)

    return counted


@limited
@own_page
def my_here(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    now, actor = timezone.now(), actor_of(request)
    form = HereForm(request.POST or None, initial={"code": _digits(request.GET.get("code", ""))})
    if request.method == "POST" and saved(
        form,
        lambda: say_here(actor=actor, patient=patient, code=form.cleaned_data["code"], now=now),
    ):
        return redirect("my_here")
    context = {"form": form, "said": _said(patient, now), "phone": patient.site.phone}
    return render(request, "patient/here.html", context, status=form.status)


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) == DIGITS else ""


def _said(patient: OpenedPatient, now: datetime) -> list[str]:
    """Where and when today the person said so already."""
    said = [(one, presence_of(patient, one)) for one in todays_sessions(patient, now=now)]
    return [
        f"{one.session.title}: you said so at {clock(local_now(patient.site, at).time())}."
        for one, at in said
        if at is not None
    ]
