"""Days on which the site is closed: entered in one place, told once, opened again with care."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.closing import (
    CLOSED_WHY,
    DAY_BEGINS,
    close_time,
    closed_time,
    closed_times,
    meetings_off,
    open_again,
    would_close,
)
from stepdown.clinic.timetable.telling import by_person, reached
from stepdown.web.staff.week.day_words import ToTell, closed_line, to_tell
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Day, PageForm, TimeOfDay, saved, version_of


class CloseForm(PageForm):
    site = forms.TypedChoiceField(label="Site", coerce=int)
    on = Day(label="Day")
    starts = TimeOfDay(label="From", required=False, help_text="Empty for the whole day.")
    ends = TimeOfDay(label="Until", required=False, help_text="Empty until the end of the day.")
    why = forms.ChoiceField(label="Why", choices=CLOSED_WHY, widget=forms.RadioSelect)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        sites = [(one.pk, one.name) for one in sites_of(actor, Permission.CHANGE_DAYS)]
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = sites
        if len(sites) == 1:
            field.widget = forms.HiddenInput()
            field.initial = sites[0][0]


@staff_page(Permission.CHANGE_DAYS)
def closed_days(request: HttpRequest) -> HttpResponseBase:
    """What is closed from today on, and the form for another day."""
    actor, now = actor_of(request), timezone.now()
    sites = sites_of(actor, Permission.CHANGE_DAYS)
    first = min(local_now(site, now).date() for site in sites)
    found = closed_times(frozenset(site.pk for site in sites), first=first)
    context = {
        "closed": [closed_line(one, names_site=len(sites) > 1) for one in found],
        "form": CloseForm(actor),
    }
    return render(request, "staff/week/closed_days.html", context)


@staff_page(Permission.CHANGE_DAYS)
def close_day(request: HttpRequest) -> HttpResponseBase:
    """Shows what closing would change; nothing happens before it is confirmed."""
    actor, now = actor_of(request), timezone.now()
    form, made = CloseForm(actor, request.POST or request.GET or None), []
    if request.method == "POST" and saved(
        form, lambda: made.append(close_time(actor=actor, now=now, **_asked(actor, form)))
    ):
        messages.success(request, "Closed. Those concerned are told once.")
        return redirect("closed_day", closed_id=made[0].pk)
    told = _would_tell(actor, form, now) if request.method != "POST" else None
    context = {"form": form, "told": told}
    return render(request, "staff/week/close_day.html", context, status=form.status)


def _asked(actor: Actor, form: CloseForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "site": sites_of(actor, Permission.CHANGE_DAYS).get(pk=data["site"]),
        "on": data["on"],
        "starts": data["starts"] or DAY_BEGINS,
        "ends": data["ends"],
        "why": data["why"],
    }


def _would_tell(actor: Actor, form: CloseForm, now: datetime) -> ToTell | None:
    if not form.is_valid():
        return None
    try:
        off = would_close(now=now, **_asked(actor, form))
    except Unable as error:
        form.add_error(None, str(error))
        form.status = 422
        return None
    people = by_person(off)
    return to_tell(off, people, reached(actor, people, now))


@staff_page(Permission.CHANGE_DAYS)
def closed_day(request: HttpRequest, closed_id: int) -> HttpResponseBase:
    """One closed time: what it cancels, who is to be called; it can be opened again."""
    actor, now = actor_of(request), timezone.now()
    closed = closed_time(actor, closed_id)
    if closed is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: open_again(
            actor=actor, closed=closed, expected_version=version_of(request.POST), now=now
        ),
    ):
        messages.success(request, "Open after all. Those concerned are told.")
        return redirect("closed_days")
    off = meetings_off(closed)
    people = by_person(off)
    context = {
        "form": form,
        "closed": closed_line(closed, names_site=True),
        "version": closed.version,
        "told": to_tell(off, people, reached(actor, people, now)),
    }
    return render(request, "staff/week/closed_day.html", context, status=form.status)
