"""Saying who may know what: the same steps for the person and for staff beside them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.consents.inviting import invite, send_code
from stepdown.clinic.consents.sharing import agree_to_share, end_sharing
from stepdown.clinic.intake.telling import told_shown_to
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.web.ui.access import actor_of
from stepdown.web.ui.forms import PageForm, saved
from stepdown.web.ui.sharing.forms import MailCodeForm, ShareForm, SignForm
from stepdown.web.ui.sharing.presenters import sharing_list, sharing_view
from stepdown.web.ui.sharing.seen import day_words

LONGEST = 9  # digits of a number in a form


@dataclass(frozen=True)
class Place:
    """Where the pages of one audience stand. `is_own`: the reader is the person. `may_change`:
    they may say who is told something, not only read it."""

    layout: str
    is_own: bool
    may_change: bool
    list_url: str
    new_url: str
    one_url: str
    more: dict[str, Any]

    def page(
        self, request: HttpRequest, name: str, status: int = 200, **context: Any
    ) -> HttpResponse:
        known = {"place": self, "layout": self.layout, **self.more}
        return render(request, f"ui/sharing/{name}.html", {**known, **context}, status=status)


def list_page(request: HttpRequest, patient: OpenedPatient, place: Place) -> HttpResponse:
    """Who may know what, who was told what, and what others told that the person may read."""
    told = told_shown_to(patient) if place.is_own else []
    listed = sharing_list(patient, timezone.now())
    heard = [_heard(one, patient) for one in told]
    return place.page(request, "list", listed=listed, heard=heard)


def _heard(told: Any, patient: OpenedPatient) -> tuple[str, str, str]:
    """(by whom, when, words)"""
    return told.teller, _day(told.told_at, patient), told.words


def _day(at: datetime, patient: OpenedPatient) -> str:
    return day_words(local_now(patient.site, at).date())


def new_page(request: HttpRequest, patient: OpenedPatient, place: Place) -> HttpResponseBase:
    """To whom, what and until when; then a look at it; then the signature."""
    if request.method != "POST":
        return place.page(request, "new", form=ShareForm())
    if request.POST.get("step") == "change":
        return place.page(request, "new", form=ShareForm(initial=_typed(request)))
    form = ShareForm(request.POST)
    if not form.is_valid():
        return place.page(request, "new", form.status, form=form)
    sign = SignForm(request.POST if request.POST.get("step") == "sign" else None)
    made: list[int] = []
    if sign.is_bound and saved(sign, lambda: made.append(_agree(request, patient, form, sign))):
        return redirect(f"{place.one_url}?sharing={made[0]}")
    until = _day(form.until(timezone.now()), patient)
    return place.page(request, "check", sign.status, form=sign, written=form, until=until)


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {**request.POST.dict(), "topics": request.POST.getlist("topics")}


def _agree(request: HttpRequest, patient: OpenedPatient, form: ShareForm, sign: SignForm) -> int:
    actor, now = actor_of(request), timezone.now()
    with writing():
        sharing = agree_to_share(
            actor=actor,
            patient=patient,
            signed_name=sign.cleaned_data["signed_name"],
            now=now,
            **form.agreed(now),
        )
        invite(actor=actor, patient=patient, sharing_id=sharing.pk, now=now)
    return sharing.pk


def one_page(request: HttpRequest, patient: OpenedPatient, place: Place) -> HttpResponseBase:
    """The code for a loved one, what they see now, and the end of it. `step` says what to do."""
    chosen = _number(request.POST.get("sharing") or request.GET.get("sharing", ""))
    step = request.POST.get("step", "")
    form: PageForm = MailCodeForm(request.POST if step == "send" else None)
    if request.method == "POST":
        form = form if step == "send" else PageForm(request.POST)
        if saved(form, lambda: _carry_out(request, patient, chosen, step, form)):
            if step == "end":
                messages.success(request, "Ended. Nothing more is shared.")
                return redirect(place.list_url)
            return redirect(f"{place.one_url}?sharing={chosen}")
    view = sharing_view(patient, chosen, timezone.now())
    if view is None:
        listed = sharing_list(patient, timezone.now())
        return place.page(request, "list", form.status, listed=listed, heard=[], form=form)
    mail = form if isinstance(form, MailCodeForm) else MailCodeForm()
    join = request.build_absolute_uri(reverse("join"))
    return place.page(request, "one", form.status, view=view, form=form, mail=mail, join=join)


def _carry_out(
    request: HttpRequest, patient: OpenedPatient, sharing_id: int, step: str, form: PageForm
) -> None:
    doing: dict[str, Any] = {
        "actor": actor_of(request),
        "patient": patient,
        "sharing_id": sharing_id,
        "now": timezone.now(),
    }
    if step == "send":
        page = request.build_absolute_uri(reverse("join"))
        send_code(email=form.cleaned_data["email"], page=page, **doing)
        messages.success(request, "The code is on its way.")
    elif step == "end":
        end_sharing(**doing)
    else:
        invite(**doing)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else 0
