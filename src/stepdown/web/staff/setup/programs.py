"""Programs: started from a template that is seen whole before, and changed on one page."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.offered import offered_kinds
from stepdown.clinic.timetable.programs import opened_program
from stepdown.clinic.timetable.starting import change_program, start_program
from stepdown.rules.taper import program_templates
from stepdown.web.staff.setup.program_forms import ProgramPartsForm, StartForm
from stepdown.web.staff.setup.program_words import (
    group_words,
    growing,
    offered_lines,
    service_lines,
    step_lines,
    template_card,
)
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved, version_of

SITES = Permission.SET_UP


@staff_page(SITES)
def templates(request: HttpRequest) -> HttpResponse:
    cards = [template_card(one) for one in program_templates().values()]
    return render(request, "staff/setup/templates.html", {"cards": cards})


@staff_page(SITES)
def start(request: HttpRequest, template_key: str) -> HttpResponse:
    """Everything that would be made, its name, and the button."""
    actor, template = actor_of(request), program_templates().get(template_key)
    if template is None:
        raise Http404
    sites = [(one.pk, one.name) for one in sites_of(actor, SITES)]
    initial = {"name": template.name, "site": sites[0][0] if len(sites) == 1 else None}
    form = StartForm(request.POST or None, choices={"site": sites}, initial=initial)
    made: list[Any] = []
    if request.method == "POST" and saved(
        form, lambda: made.append(_start(actor, template_key, form.cleaned_data, timezone.now()))
    ):
        messages.success(request, f"{made[0].name} is made. Add its weekly sessions next.")
        return redirect("change_program", program_id=made[0].pk)
    context = {"form": form, "card": template_card(template)}
    return render(request, "staff/setup/template.html", context, status=form.status)


def _start(actor: Actor, template_key: str, data: dict[str, Any], now: datetime) -> Any:
    site = sites_of(actor, SITES).get(pk=data["site"])
    return start_program(
        actor=actor, site=site, template_key=template_key, name=data["name"], now=now
    )


@staff_page(SITES)
def program(request: HttpRequest, program_id: int) -> HttpResponse:
    """What it is made of, and the form that makes its next version."""
    actor, now = actor_of(request), timezone.now()
    held = opened_program(actor.sites_with(SITES), program_id)
    if held is None or held.shape is None:
        raise Http404
    form = ProgramPartsForm(held.shape, request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: change_program(
            actor=actor,
            program_id=program_id,
            content=form.content(),
            expected_version=version_of(request.POST),
            now=now,
        ),
    ):
        messages.success(request, "Saved as a new version, for those admitted from now on.")
        return redirect("change_program", program_id=program_id)
    context = {
        "form": form,
        "name": held.name,
        "program_id": program_id,
        "group": group_words(held.age_group, held.shape),
        "number": held.number,
        "started_from": held.template,
        "steps": zip(form.step_parts(), step_lines(held.shape, held.age_group), strict=True),
        "services": zip(form.service_parts(), service_lines(held.shape), strict=True),
        "is_for_others": any(one.errors for one in form.track_fields()),
        "grows": growing(held.shape),
        "offered": offered_lines(held, offered_kinds(program_id, on=now.date())),
    }
    return render(request, "staff/setup/program.html", context, status=form.status)
