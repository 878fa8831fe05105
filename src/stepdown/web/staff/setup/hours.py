"""When staff work, week by week, and how much direct contact is asked of one person."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import colleague, local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.shifts import (
    KeptHours,
    Stretch,
    contact_limits,
    hours_version,
    kept_hours,
    who_leads,
)
from stepdown.clinic.timetable.working import save_hours, set_contact_limit
from stepdown.web.staff.setup.forms import WEEKDAYS
from stepdown.web.staff.setup.hours_words import hours_card
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import Day, PageForm, TimeOfDay, saved, version_of

SITES = Permission.SET_UP
DAYS = [(str(n), name[:3]) for n, name in enumerate(WEEKDAYS)]
FEWEST_ROWS, MOST_ROWS = 4, 21
HALF_HOUR = Decimal("0.5")


class HoursForm(PageForm):
    """Rows of days with a time from and to; a row without days is left out."""

    from_on = Day(label="From this day on")

    def __init__(self, kept: KeptHours, today: date, data: Any = None) -> None:
        begins = kept.begin_on or today
        self.rows = min(MOST_ROWS, max(FEWEST_ROWS, len(kept.stretches) + 2))
        super().__init__(data, initial={"from_on": begins})
        for row in range(self.rows):
            held = kept.stretches[row] if row < len(kept.stretches) else None
            self._add_row(row, held)

    def _add_row(self, row: int, held: Stretch | None) -> None:
        self.fields[f"days_{row}"] = forms.TypedMultipleChoiceField(
            label="Days",
            choices=DAYS,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[str(day) for day in held.days] if held else [],
        )
        self.fields[f"starts_{row}"] = TimeOfDay(
            label="From", required=False, initial=held.starts if held else None
        )
        self.fields[f"ends_{row}"] = TimeOfDay(
            label="To", required=False, initial=held.ends if held else None
        )

    def bound_rows(self) -> Iterator[tuple[forms.BoundField, ...]]:
        for row in range(self.rows):
            yield self[f"days_{row}"], self[f"starts_{row}"], self[f"ends_{row}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for row in range(self.rows):
            days, *times = (cleaned.get(f"{name}_{row}") for name in ("days", "starts", "ends"))
            if days and None in times and not self.errors:
                self.add_error(f"starts_{row}", "Write from when to when on these days")
            if not days and any(times) and not self.errors:
                self.add_error(f"days_{row}", "Choose the days of these hours")
        if self.errors:
            self.status = 422
        return cleaned

    def stretches(self) -> list[Stretch]:
        data = self.cleaned_data
        return [
            Stretch(tuple(data[f"days_{row}"]), data[f"starts_{row}"], data[f"ends_{row}"])
            for row in range(self.rows)
            if data[f"days_{row}"]
        ]


class ContactForm(PageForm):
    day_hours = forms.DecimalField(
        label="Hours a day, at most",
        min_value=HALF_HOUR,
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )
    week_hours = forms.DecimalField(
        label="Hours a week, at most",
        min_value=HALF_HOUR,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )


def _site(request: HttpRequest, site_id: int) -> Any:
    site = sites_of(actor_of(request), SITES).filter(pk=site_id).first()
    if site is None:
        raise Http404
    return site


@staff_page(SITES)
def working_hours(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, site_id)
    card = hours_card(site.pk, local_now(site, timezone.now()).date())
    return render(request, "staff/setup/working_hours.html", {"site": site.name, "card": card})


@staff_page(SITES)
def member_hours(request: HttpRequest, site_id: int, account_id: int) -> HttpResponse:
    """One person's hours at a site, from a day on; what has been stays."""
    site, actor, now = _site(request, site_id), actor_of(request), timezone.now()
    today = local_now(site, now).date()
    account = colleague(actor, account_id)
    if account is None or account_id not in dict(who_leads(site.pk, on=today)):
        raise Http404
    kept = kept_hours(site.pk, account_id, on=today)
    form = HoursForm(kept, today, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: save_hours(
            actor=actor,
            site=site,
            account=account,
            from_on=form.cleaned_data["from_on"],
            hours=form.stretches(),
            expected_version=version_of(request.POST),
            now=now,
        ),
    ):
        messages.success(request, f"Kept. {account.name} is asked for within these hours.")
        return redirect("working_hours", site_id=site_id)
    context = {
        "form": form,
        "name": account.name,
        "site": site.name,
        "site_id": site_id,
        "version": hours_version(site.pk, account_id),
        "begins": long_day(kept.begin_on) if kept.begin_on else "",
    }
    return render(request, "staff/setup/member_hours.html", context, status=form.status)


@staff_page(SITES)
def contact(request: HttpRequest, site_id: int) -> HttpResponse:
    site = _site(request, site_id)
    held = contact_limits([site.pk])[site.pk]
    initial = {"day_hours": held.day_minutes / 60, "week_hours": held.week_minutes / 60}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: set_contact_limit(
            actor=actor_of(request),
            site=site,
            day_minutes=int(form.cleaned_data["day_hours"] * 60),
            week_minutes=int(form.cleaned_data["week_hours"] * 60),
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("working_hours", site_id=site_id)
    context = {
        "form": form,
        "heading": f"Direct contact, {site.name}",
        "hint": CONTACT_HINT,
        "version": held.version,
    }
    return render(request, "staff/setup/form.html", context, status=form.status)


CONTACT_HINT = (
    "Time in sessions with people, breaks left out. A week that asks for more is said on the"
    " timetable; nothing is refused."
)
