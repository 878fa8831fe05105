"""What the public pages say of a site: who calls back and when, and what care costs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.front_door import FIGURES, front_door_of, save_front_door
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Day, Line, PageForm, saved, version_of

EARLIEST = date(2000, 1, 1)
LABELS = {
    "week_price": "Our price for a week, in dollars",
    "weeks": "Weeks that people usually stay with us",
    "inpatient_day_price": "Price of an inpatient day nearby, in dollars",
    "inpatient_days": "Days of a usual inpatient stay",
}


def _amount(name: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=LABELS[name],
        min_value=1,
        max_digits=9,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )


def _count(name: str) -> forms.IntegerField:
    return forms.IntegerField(label=LABELS[name], min_value=1, max_value=365, required=False)


def _checked() -> Day:
    return Day(label="Checked on", earliest=EARLIEST, required=False)


class FrontDoorForm(PageForm):
    """Each figure with the day on which it was checked; both or neither."""

    calls_back = Line(label="Who calls back?", most=80, help_text="As people read it.")
    calls_back_when = Line(label="When?", most=80, help_text="For example: within one working day.")
    week_price = _amount("week_price")
    week_price_on = _checked()
    weeks = _count("weeks")
    weeks_on = _checked()
    inpatient_day_price = _amount("inpatient_day_price")
    inpatient_day_price_on = _checked()
    inpatient_days = _count("inpatient_days")
    inpatient_days_on = _checked()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in FIGURES:
            figure, checked_on = cleaned.get(name), cleaned.get(f"{name}_on")
            if figure is not None and checked_on is None and f"{name}_on" not in self.errors:
                self.add_error(f"{name}_on", f"Write when this was checked: {LABELS[name]}")
            if checked_on is not None and figure is None and name not in self.errors:
                self.add_error(name, f"Write the figure, or take its date away: {LABELS[name]}")
        if self.errors:
            self.status = 422
        return cleaned


@staff_page(Permission.SET_UP)
def front_door(request: HttpRequest, site_id: int) -> HttpResponse:
    actor = actor_of(request)
    site = sites_of(actor, Permission.SET_UP).filter(pk=site_id).first()
    if site is None:
        raise Http404
    door = front_door_of(site)
    initial = {name: getattr(door, name) for name in FrontDoorForm.base_fields}
    form = FrontDoorForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: save_front_door(
            actor=actor,
            site=site,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    context = {"form": form, "site_name": site.name, "version": door.version}
    return render(request, "staff/setup/front_door.html", context, status=form.status)


def public_facts(site: Any) -> Iterator[tuple[str, str]]:
    """What the public pages say of the site now, for the card on the page of settings."""
    door = front_door_of(site)
    yield "Calls back", f"{door.calls_back}, {door.calls_back_when}"
    for name in FIGURES:
        figure = getattr(door, name)
        checked = day(getattr(door, f"{name}_on"))
        yield LABELS[name], f"{figure}, checked on {checked}" if figure else "Not entered"
