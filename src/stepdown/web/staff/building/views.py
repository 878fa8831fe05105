"""Building the clinic's week: asked for on one page, watched, compared and published on another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.building.operations import ask_for_build, stop_build
from stepdown.clinic.building.publishing import publish_draft
from stepdown.clinic.building.queries import (
    OpenBuild,
    builds_of,
    draft_of,
    opened_build,
)
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.web.staff.building.forms import BuildForm, PublishForm
from stepdown.web.staff.building.presenters import build_head, build_line, draft_view
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved, version_of


@staff_page(Permission.BUILD_WEEKS)
def builds(request: HttpRequest) -> HttpResponseBase:
    """The builds so far, and the form for a new one."""
    actor, now = actor_of(request), timezone.now()
    sites = sites_of(actor, Permission.BUILD_WEEKS)
    form = BuildForm(actor, local_now(sites[0], now).date(), request.POST or None)
    made: list[OpenBuild] = []
    if request.method == "POST" and saved(form, lambda: made.append(_asked(actor, form, now))):
        return redirect("week_build", build_id=made[0].pk)
    context = {"form": form, "builds": [build_line(one, now=now) for one in builds_of(actor)]}
    return render(request, "staff/building/builds.html", context, status=form.status)


def _asked(actor: Actor, form: BuildForm, now: datetime) -> OpenBuild:
    asked = form.cleaned_data
    return ask_for_build(
        actor=actor,
        site=sites_of(actor, Permission.BUILD_WEEKS).get(pk=asked["site"]),
        starts_on=asked["starts_on"],
        may_open=asked["may_open"],
        now=now,
    )


@staff_page(Permission.BUILD_WEEKS)
def build(request: HttpRequest, build_id: int) -> HttpResponseBase:
    """How far it is, or its draft beside what holds; it is stopped or published here."""
    actor, now = actor_of(request), timezone.now()
    opened = opened_build(actor, build_id)
    if opened is None:
        raise Http404
    if opened.ended_at is None:
        return _going_on(request, opened, now)
    draft = draft_of(actor, opened, now=now)
    # also those that were sent meanwhile: the operation says by what a second try is late
    form = PublishForm([one.week_id for one in draft.people], request.POST or None)
    sent: list[int] = []
    if request.method == "POST" and saved(
        form, lambda: sent.append(_published(actor, opened, form, request, now))
    ):
        messages.success(request, _sent_words(sent[0]))
        return redirect("week_build", build_id=opened.pk)
    context = {
        **_head(opened, now),
        "form": form,
        "draft": draft_view(draft, form.is_chosen),
        "hold_hours": week_rules().proposal_hours.value,
    }
    return render(request, "staff/building/draft.html", context, status=form.status)


def _going_on(request: HttpRequest, opened: OpenBuild, now: datetime) -> HttpResponseBase:
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: stop_build(actor=actor_of(request), build=opened, now=now)
    ):
        messages.success(request, "It stops within seconds.")
        return redirect("week_build", build_id=opened.pk)
    context = {**_head(opened, now), "form": form}
    return render(request, "staff/building/going_on.html", context, status=form.status)


def _head(opened: OpenBuild, now: datetime) -> dict[str, Any]:
    return {"build": opened, "head": build_head(opened, now=now), "version": opened.version}


def _published(
    actor: Actor, opened: OpenBuild, form: PublishForm, request: HttpRequest, now: datetime
) -> int:
    return publish_draft(
        actor=actor,
        build=opened,
        chosen=form.cleaned_data["weeks"],
        expected_version=version_of(request.POST),
        now=now,
    )


def _sent_words(sent: int) -> str:
    if not sent:
        return "Nothing was sent: why stands beside each person."
    people = "1 person" if sent == 1 else f"{sent} people"
    return f"Offered to {people}. Nobody else was told anything."
