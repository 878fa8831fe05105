"""A colleague is away, today or later: what can be done for each session stands there, one
confirmation arranges all of it, and it can be taken back."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.coming.operations import arrange_away
from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.absences import (
    absences_at,
    changes_for,
    check_days,
    check_times,
    end_absence,
    leading_account,
    opened_absence,
)
from stepdown.clinic.timetable.covering import Uncovered, uncovered_by
from stepdown.clinic.timetable.telling import by_person, reached
from stepdown.web.staff.week.away_words import arranged, away_line, leading, part_words, question_of
from stepdown.web.staff.week.day_words import to_tell
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Day, PageForm, TimeOfDay, saved, version_of

DAYS_PERMISSION = Permission.CHANGE_DAYS


class AwayForm(PageForm):
    """`who`: "site-account", one of those who lead sessions at the actor's sites."""

    who = forms.ChoiceField(label="Who is away")
    first_on = Day(label="From")
    last_on = Day(label="Until and with")
    starts = TimeOfDay(
        label="Only from", required=False, help_text="For a part of one day; empty for all of it."
    )
    ends = TimeOfDay(label="Only until", required=False)

    def __init__(self, actor: Actor, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"first_on": today, "last_on": today})
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *_leading(actor, today)]


def _leading(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Each once at a site, whatever roles they hold there."""
    found: dict[str, str] = {}
    for site in sites_of(actor, DAYS_PERMISSION):
        for account_id, label in leading(site.pk, on=today).items():
            found[f"{site.pk}-{account_id}"] = label
    return sorted(found.items(), key=lambda each: each[1])


class WaysForm(PageForm):
    """For each session the ways that are possible; what is proposed is chosen already."""

    def __init__(self, found: list[Uncovered], data: Any = None) -> None:
        super().__init__(data)
        for one in found:
            if not one.people:  # nobody to arrange anything for
                only = forms.CharField(initial=one.proposed, widget=forms.HiddenInput)
                self.fields[f"way_{one.key}"] = only
                continue
            asked = question_of(one)
            self.fields[f"way_{one.key}"] = forms.ChoiceField(
                label=asked.label,
                help_text=asked.note,
                choices=asked.choices,
                initial=one.proposed,
                widget=forms.RadioSelect,
            )

    def chosen(self) -> dict[str, str]:
        return {name.removeprefix("way_"): way for name, way in self.cleaned_data.items()}


@staff_page(DAYS_PERMISSION)
def away(request: HttpRequest) -> HttpResponseBase:
    """Who is away from today on, and the form for somebody else."""
    actor, now = actor_of(request), timezone.now()
    sites = sites_of(actor, DAYS_PERMISSION)
    today = min(local_now(site, now).date() for site in sites)
    found = absences_at(frozenset(site.pk for site in sites), first=today)
    context = {"away": [away_line(one) for one in found], "form": AwayForm(actor, today)}
    return render(request, "staff/week/away.html", context)


@staff_page(DAYS_PERMISSION)
def arrange(request: HttpRequest) -> HttpResponseBase:
    """Shows the sessions with what can be done; nothing happens before it is confirmed."""
    actor, now = actor_of(request), timezone.now()
    today = local_now(sites_of(actor, DAYS_PERMISSION)[0], now).date()
    form = AwayForm(actor, today, request.POST or request.GET or None)
    asked = _asked(actor, form, now)
    if asked is None:
        form.status = 422 if form.is_bound else 200
        return render(request, "staff/week/away_days.html", {"form": form}, status=form.status)
    found = uncovered_by(now=now, **asked)
    ways, made = WaysForm(found, request.POST or None), []
    if request.method == "POST" and saved(
        ways,
        lambda: made.append(arrange_away(actor=actor, chosen=ways.chosen(), now=now, **asked)),
    ):
        messages.success(request, "Arranged. Those concerned are told once.")
        return redirect("absence", absence_id=made[0].pk)
    context = {
        "form": ways,
        "asked": form.cleaned_data,
        "part": part_words(form.cleaned_data["starts"], form.cleaned_data["ends"]),
        "name": asked["account"].name,
        "count": len([one for one in found if one.people]),
        "empty": len([one for one in found if not one.people]),
    }
    return render(request, "staff/week/arrange.html", context, status=ways.status)


def _asked(actor: Actor, form: AwayForm, now: datetime) -> dict[str, Any] | None:
    """Who and when, where the form is filled in and the days can be entered."""
    if not form.is_bound or not form.is_valid():
        return None
    site_id, account_id = map(int, form.cleaned_data["who"].split("-"))
    site = sites_of(actor, DAYS_PERMISSION).get(pk=site_id)
    when = {name: form.cleaned_data[name] for name in ("first_on", "last_on", "starts", "ends")}
    try:
        check_days(site, when["first_on"], when["last_on"], now)
        check_times(**when)
    except Unable as error:
        form.add_error(None, str(error))
        return None
    account = leading_account(site, account_id, on=local_now(site, now).date())
    assert account is not None  # one of the choices
    return {"site": site, "account": account, **when}


@staff_page(DAYS_PERMISSION)
def absence(request: HttpRequest, absence_id: int) -> HttpResponseBase:
    """What was arranged for one absence, and who is to be called; it can be taken back."""
    actor, now = actor_of(request), timezone.now()
    opened = opened_absence(actor, absence_id)
    if opened is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: end_absence(
            actor=actor, absence=opened, expected_version=version_of(request.POST), now=now
        ),
    ):
        messages.success(request, "As before again. Those concerned are told.")
        return redirect("away")
    changes = changes_for(opened)
    people = by_person([one for change, one in changes if change.is_cancelled])
    context = {
        "form": form,
        "away": away_line(opened),
        "version": opened.version,
        "lines": arranged(changes),
        "told": to_tell([], people, reached(actor, people, now)),
    }
    return render(request, "staff/week/absence.html", context, status=form.status)
