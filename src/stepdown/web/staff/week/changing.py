"""Another room, leader or start for a session of every week, and taking that back."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.changing import (
    NewTerms,
    OpenedSeries,
    Scope,
    change_series,
    next_meeting,
    people_seated,
    series_to_change,
    take_back,
    term_to_take_back,
    terms_ahead,
)
from stepdown.clinic.timetable.previewing import would_change
from stepdown.clinic.timetable.queries import rooms_at
from stepdown.web.staff.week.away_words import leading
from stepdown.web.staff.week.change_words import WouldWords, session_words, term_line, would_words
from stepdown.web.staff.week.strain_words import warn_of_strain
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import PageForm, TimeOfDay, saved, version_of

MEETINGS_AHEAD = 10
SCOPES = (
    (Scope.ONCE.value, "Only on this date"),
    (Scope.LATER.value, "On this date and later"),
    (Scope.ALL.value, "All that are still ahead"),
)


class ChangeForm(PageForm):
    scope = forms.ChoiceField(
        label="Which meetings",
        choices=SCOPES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which meetings it is about"},
    )
    on = forms.TypedChoiceField(label="Date", coerce=date.fromisoformat)
    room = forms.TypedChoiceField(label="Room", coerce=int)
    leader = forms.TypedChoiceField(label="Led by", coerce=int)
    starts = TimeOfDay(label="Starts at")

    def __init__(self, series: OpenedSeries, now: datetime, data: Any = None) -> None:
        now_held = {
            "room": series.room_id,
            "leader": series.leader_id,
            "starts": series.starts,
        }
        super().__init__(data, initial=now_held)
        site_id = series.program.site_id
        first = next_meeting(series, now)
        days = [first + timedelta(weeks=each) for each in range(MEETINGS_AHEAD)]
        choices: dict[str, list[tuple[Any, str]]] = {
            "on": [(day.isoformat(), long_day(day)) for day in days],
            "room": [(one.room_id, one.name) for one in rooms_at([site_id])],
            "leader": [*leading(site_id, on=first).items()],
        }
        if series.leader_id not in dict(choices["leader"]):  # whoever leads now, until it changes
            choices["leader"].append((series.leader_id, series.leader.name))
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def terms(self) -> NewTerms:
        data = self.cleaned_data
        return NewTerms(data["room"], data["leader"], data["starts"])


@staff_page(Permission.CHANGE_DAYS)
def change_session(request: HttpRequest, series_id: int) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    series = _series(actor, series_id)
    form = ChangeForm(series, now, request.POST or request.GET or None)
    if request.method == "POST" and saved(
        form,
        lambda: change_series(
            actor=actor,
            series=series,
            scope=Scope(form.cleaned_data["scope"]),
            on=form.cleaned_data["on"],
            terms=form.terms(),
            expected_version=version_of(request.POST),
            now=now,
        ),
    ):
        messages.success(request, "Changed. Those whose time or room is another are told once.")
        warn_of_strain(request, series, first=form.cleaned_data["on"])
        return redirect("change_session", series_id=series_id)
    would = _would(actor, series, form, now) if request.method != "POST" else None
    ahead = terms_ahead(series, now)
    context = {
        "form": form,
        "would": would,
        "series": session_words(series),
        "version": series.version,
        "people": people_seated(series, now),
        "ahead": [term_line(one) for one in ahead],
        "holds_later": not all(one.is_exception for one in ahead),
    }
    return render(request, "staff/week/change_session.html", context, status=form.status)


def _would(
    actor: Actor, series: OpenedSeries, form: ChangeForm, now: datetime
) -> WouldWords | None:
    """What it would do; nothing happens before it is confirmed."""
    if not form.is_valid():
        return None
    asked, on = Scope(form.cleaned_data["scope"]), form.cleaned_data["on"]
    try:
        found = would_change(
            actor=actor, series=series, scope=asked, on=on, terms=form.terms(), now=now
        )
    except Unable as error:
        form.add_error(None, str(error))
        form.status = 422
        return None
    return would_words(found)


def _series(actor: Actor, series_id: int) -> OpenedSeries:
    series = series_to_change(actor, series_id)
    if series is None:
        raise Http404
    return series


@staff_page(Permission.CHANGE_DAYS)
def take_change_back(request: HttpRequest, term_id: int) -> HttpResponseBase:
    """Asks once more; what was entered is gone then, as if it had never been."""
    actor, now = actor_of(request), timezone.now()
    term = term_to_take_back(actor, term_id)
    if term is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: take_back(
            actor=actor, term=term, expected_version=version_of(request.POST), now=now
        ),
    ):
        messages.success(request, "Taken back. Nobody had been told.")
        return redirect("change_session", series_id=term.series_id)
    context = {
        "form": form,
        "line": term_line(term),
        "series": session_words(term.series),
        "version": term.version,
    }
    return render(request, "staff/week/take_change_back.html", context, status=form.status)
