"""A week that was found for the person: they take it, or ask for other times in their own words."""

from calendar import day_abbr
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.words import full_day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.timetable.proposed import (
    ProposedWeek,
    State,
    last_proposals,
    waiting_proposals,
)
from stepdown.clinic.timetable.proposing import ask_for_other_times, take_proposal
from stepdown.clinic.timetable.queries import WeeklySession, planned_weeks
from stepdown.clinic.timetable.times import minute_of_day, monday_of
from stepdown.clinic.treatment.queries import CommitmentRow, commitments_of
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.charts import Day, DayList, Slot, tone_of
from stepdown.web.ui.charts.numbers import clock, plain
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import PageForm, Paragraphs, saved

OPTIONS = {"take": 1, "take2": 2, "take3": 3, "take4": 4}  # one button each


class AnswerForm(PageForm):
    """A button a week, and `other` with what the person would like."""

    answer = forms.ChoiceField(choices=[(one, one) for one in (*OPTIONS, "other")])
    wish = Paragraphs(
        label="What would suit you better? You do not have to say.", most=500, required=False
    )


@own_page
def my_offer(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    form, now = AnswerForm(request.POST or None), timezone.now()
    if request.method == "POST" and saved(form, lambda: _answer(request, patient, form)):
        taken = form.cleaned_data["answer"] in OPTIONS
        words = "These times are yours." if taken else "Thank you. We look for other times."
        messages.success(request, words)
        return redirect("me")
    offers = waiting_proposals(patient, now=now)
    today = local_now(patient.site, now).date()
    weeks = planned_weeks(patient, on=today)
    held = weeks[0].sessions if weeks else ()
    context = {
        "form": form,
        "phone": patient.site.phone,
        "offers": [_offer(patient, one, held) for one in offers],
        "looks_for_others": not offers and _asked_for_others(patient),
        "until": _until(offers[0]) if offers else "",
        "now_days": _days(patient, held, monday_of(today)) if weeks else None,
    }
    return render(request, "patient/offer.html", context, status=form.status)


def _answer(request: HttpRequest, patient: OpenedPatient, form: AnswerForm) -> None:
    actor, now = actor_of(request), timezone.now()
    if option := OPTIONS.get(form.cleaned_data["answer"]):
        take_proposal(actor=actor, patient=patient, option=option, now=now)
    else:
        wish = form.cleaned_data["wish"]
        ask_for_other_times(actor=actor, patient=patient, wish=wish, now=now)


def _asked_for_others(patient: OpenedPatient) -> bool:
    """They asked, and nothing was offered or booked since."""
    return any(one.state == State.OTHER for one in last_proposals(patient))


def _offer(
    patient: OpenedPatient, one: ProposedWeek, held: Sequence[WeeklySession]
) -> dict[str, Any]:
    """A week, and what is other than in the one that holds (empty where none does)."""
    return {
        "new": _other(one.sessions, held) if held else "",
        "gone": _other(held, one.sessions),
        "lost": one.lost,
        "answer": next(word for word, option in OPTIONS.items() if option == one.option),
        "days": _days(patient, one.sessions, one.starts_on),
        "hours": plain(one.weekly_minutes / 60),
        "from_day": long_day(one.starts_on),
    }


def _until(proposed: ProposedWeek) -> str:
    return full_day_and_time(proposed.held_until.date(), proposed.held_until.time())


def _other(these: Iterable[WeeklySession], those: Iterable[WeeklySession]) -> str:
    """Times of these that those do not have: Mon 5:30 pm, Mon 7:50 pm."""
    known = {one.series_id for one in those}
    new = (one for one in these if one.series_id not in known)
    return ", ".join(f"{day_abbr[one.weekday]} {clock(minute_of_day(one.starts))}" for one in new)


def _days(patient: OpenedPatient, sessions: Iterable[WeeklySession], monday: date) -> DayList:
    commitments = commitments_of(patient, on=monday)
    days = [monday + timedelta(days=each) for each in range(7)]
    held = tuple(sessions)
    return DayList(tuple(_day(on, held, commitments) for on in days))


def _day(on: date, sessions: Iterable[WeeklySession], commitments: Iterable[CommitmentRow]) -> Day:
    return Day(
        name=f"{on:%a}",
        number=str(on.day),
        full_name=f"{on:%A}",
        slots=tuple(_slot(one) for one in sessions if one.weekday == on.weekday()),
        commitments=", ".join(_busy(one) for one in commitments if one.holds_on(on)),
    )


def _slot(one: WeeklySession) -> Slot:
    begins = minute_of_day(one.starts)
    return Slot(
        time=clock(begins),
        title=one.title,
        tone=tone_of(one.service),
        note=f"until {clock(begins + one.minutes)}, {one.room}, with {one.leader}",
    )


def _busy(one: CommitmentRow) -> str:
    words = f"{one.kind.label} {clock(minute_of_day(one.starts))} to"
    return f"{words} {clock(minute_of_day(one.ends))}"
