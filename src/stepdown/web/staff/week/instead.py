"""Somebody cannot come and has no other time: staff find one with them, or settle it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.coming.operations import (
    UnableToAnswer,
    choose_other_time,
    settle_wish,
)
from stepdown.clinic.coming.queries import OpenWish, open_wishes_of, other_times
from stepdown.clinic.intake.words import short_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.reaching import reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.reach_words import way_words
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import PageForm, saved

ORDER = 30  # after what is late already; the person waits for a call


class InsteadForm(PageForm):
    """`answer` says which wish; `instead` the session that is booked, empty where it is settled."""

    answer = forms.IntegerField(min_value=1, max_value=2**31)
    instead = forms.IntegerField(min_value=1, max_value=2**31, required=False)


@dataclass(frozen=True)
class WishCard:
    """A meeting that somebody cannot come to, why, and what fits in its place."""

    answer_id: int
    missed: str
    why: str
    times: tuple[tuple[int, str], ...]


@patient_page(Permission.PLAN_WEEKS)
def instead(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    form = InsteadForm(request.POST or None)
    if request.method == "POST" and saved(form, lambda: _carry_out(request, patient, form)):
        done = "The seat is booked." if form.cleaned_data["instead"] else "Settled."
        messages.success(request, done)
        return redirect("instead", code=patient.code)
    now = timezone.now()
    context = {
        "chart": chart_frame(request, patient, tab="week"),
        "form": form,
        "phone": patient.phone,
        "way": way_words(reach_of(patient)),
        "cards": [_wish_card(patient, one) for one in open_wishes_of(patient, now=now)],
    }
    return render(request, "staff/week/instead.html", context, status=form.status)


def _carry_out(request: HttpRequest, patient: OpenedPatient, form: InsteadForm) -> None:
    asked, actor, now = form.cleaned_data, actor_of(request), timezone.now()
    if not asked["instead"]:
        settle_wish(actor=actor, patient=patient, answer_id=asked["answer"], now=now)
        return
    wishes = open_wishes_of(patient, now=now)
    wish = next((one for one in wishes if one.answer_id == asked["answer"]), None)
    if wish is None:
        raise UnableToAnswer("This is settled already. Look at Today.")
    choose_other_time(
        actor=actor,
        patient=patient,
        series_id=wish.missed.session.series_id,
        on=wish.missed.on,
        instead_id=asked["instead"],
        now=now,
    )


def _wish_card(patient: OpenedPatient, wish: OpenWish) -> WishCard:
    times = other_times(patient, wish.missed, now=timezone.now())
    return WishCard(
        answer_id=wish.answer_id,
        missed=f"{wish.missed.session.title}, {_when(wish.missed)}",
        why=wish.why,
        times=tuple((one.session.series_id, f"{_when(one)}, {one.session.title}") for one in times),
    )


def _when(one: DatedSession) -> str:
    return short_day_and_time(one.on, one.starts_at.time())


def wish_cards(wishes: Iterable[OpenWish]) -> list[NeedCard]:
    """For Today."""
    return [_need_card(one) for one in wishes]


def _need_card(wish: OpenWish) -> NeedCard:
    asks = "Asks for a call. " if wish.asks else "Has not chosen another time. "
    return NeedCard(
        order=ORDER,
        symbol="calendar-x",
        tone="notice",
        title=f"Find another time for {wish.short_name}",
        why=f"{asks}Cannot come on {_when(wish.missed)}. {way_words(wish.reach)}",
        action="Find a time",
        url=reverse("instead", kwargs={"code": wish.code}),
    )
