"""Safety cover of a site: when somebody is here, and who is told at night."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.words import clock
from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.operations import save_cover
from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.web.staff.setup.forms import WEEKDAYS
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, Paragraphs, TimeOfDay, saved, version_of


class CoverForm(PageForm):
    asks_remotely = forms.BooleanField(
        label="Ask about safety on people's own phones",
        required=False,
        help_text="Only where somebody is told at once of an answer, day and night.",
    )
    staffed_days = forms.MultipleChoiceField(
        label="Days the clinic is staffed",
        choices=[(str(n), name) for n, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    staffed_from = TimeOfDay(label="From", required=False)
    staffed_until = TimeOfDay(label="To", required=False)
    on_call = Paragraphs(
        label="Who is told, in this order",
        rows=3,
        most=600,
        required=False,
        help_text="One email address a line. The message names nobody and no reason.",
    )
    escalate_minutes = forms.IntegerField(
        label="Minutes until the next one is told",
        min_value=1,
        max_value=120,
        help_text="As long as nobody has taken it by name.",
    )


@staff_page(Permission.SET_UP)
def cover(request: HttpRequest, site_id: int) -> HttpResponse:
    actor = actor_of(request)
    site = sites_of(actor, Permission.SET_UP).filter(pk=site_id).first()
    if site is None:
        raise Http404
    saved_cover = cover_of(site)
    initial = {
        "asks_remotely": saved_cover.asks_remotely,
        "staffed_days": list(saved_cover.staffed_days),
        "staffed_from": saved_cover.staffed_from,
        "staffed_until": saved_cover.staffed_until,
        "on_call": "\n".join(saved_cover.on_call_emails),
        "escalate_minutes": saved_cover.escalate_minutes,
    }
    form = CoverForm(request.POST or None, initial=initial)
    if request.method == "POST" and saved(
        form,
        lambda: save_cover(
            actor=actor,
            site=site,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **_values(form),
        ),
    ):
        return redirect("setup")
    context = {
        "form": form,
        "heading": f"Safety cover, {site.name}",
        "version": saved_cover.version,
    }
    return render(request, "staff/setup/cover.html", context, status=form.status)


def _values(form: CoverForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {
        "asks_remotely": typed["asks_remotely"],
        "staffed_days": "".join(typed["staffed_days"]),
        "staffed_from": typed["staffed_from"],
        "staffed_until": typed["staffed_until"],
        "on_call_emails": typed["on_call"].split(),
        "escalate_minutes": typed["escalate_minutes"],
    }


def cover_facts(site: Any) -> Iterator[tuple[str, str]]:
    """What is set, for the card on the page of settings."""
    found = cover_of(site)
    if not found.asks_remotely:
        yield "On their phones", "Not staffed: not asked remotely"
    else:
        yield "On their phones", "Asked; somebody is told at once"
    if found.staffed_from and found.staffed_until:
        days = ", ".join(WEEKDAYS[int(n)][:3] for n in found.staffed_days)
        yield "Staffed", f"{days}, {clock(found.staffed_from)} to {clock(found.staffed_until)}"
    told = len(found.on_call_emails)
    yield (
        "Told at night",
        f"{told}, {found.escalate_minutes} minutes apart" if told else "Nobody yet",
    )
