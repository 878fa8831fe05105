"""A real clinic's settings: sites, rooms, programs, their sessions, and open times."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import save_site
from stepdown.clinic.people.queries import colleague, sites_of, staff_at
from stepdown.clinic.people.roles import PERMISSIONS, Permission
from stepdown.clinic.timetable.choices import Service, program_of, room_of
from stepdown.clinic.timetable.offering import add_room, add_series
from stepdown.clinic.timetable.programs import opened_program
from stepdown.clinic.timetable.queries import programs_at, rooms_at
from stepdown.rules.taper import Track, counts_toward_hours
from stepdown.web.staff.setup.cards import site_cards
from stepdown.web.staff.setup.forms import (
    Choices,
    RoomForm,
    SeriesForm,
    SiteForm,
    TimesForm,
)
from stepdown.web.staff.setup.track_forms import TRACK, as_initial
from stepdown.web.staff.week.strain_words import warn_of_strain
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved, version_of

SITES = Permission.SET_UP


@staff_page(SITES)
def setup(request: HttpRequest) -> HttpResponse:
    cards = site_cards(actor_of(request), now=timezone.now())
    return render(request, "staff/setup/setup.html", {"cards": cards})


@staff_page(SITES)
def site(request: HttpRequest, site_id: int) -> HttpResponse:
    where = _site(actor_of(request), site_id)
    names = list(SiteForm.base_fields)
    form = SiteForm(request.POST or None, initial={name: getattr(where, name) for name in names})
    if request.method == "POST" and saved(
        form,
        lambda: save_site(
            actor=actor_of(request),
            site=where,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    heading = f"Change {where.name}"
    return _form_page(request, form, heading, version=where.version)


@staff_page(SITES)
def room(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = RoomForm(request.POST or None, choices={"site": _sites(actor)})
    if request.method == "POST" and saved(form, lambda: _add_room(actor, form.cleaned_data)):
        return redirect("setup")
    return _form_page(request, form, "Add a room")


def _add_room(actor: Actor, data: dict[str, Any]) -> None:
    where = _site(actor, data["site"])
    add_room(actor=actor, site=where, name=data["name"], seats=data["seats"], now=timezone.now())


@staff_page(SITES)
def series(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    site_ids = actor.sites_with(SITES)
    choices: dict[str, Choices] = {
        "program": [(one.program_id, one.name) for one in programs_at(site_ids)],
        "service": list(Service.choices),
        "room": [(one.room_id, one.name) for one in rooms_at(site_ids)],
        "leader": _leaders(site_ids, now.date()),
    }
    initial = _as_program_says(request.GET, site_ids)
    form = SeriesForm(request.POST or None, choices=choices, initial=initial)
    added: list[Any] = []
    if request.method == "POST" and saved(
        form,
        lambda: added.append(_add_series(actor, dict(form.cleaned_data), form.track(), now)),
    ):
        warn_of_strain(request, added[0], first=form.cleaned_data["starts_on"])
        return redirect("setup")
    return _form_page(request, form, "Add a weekly session")


def _as_program_says(query: Any, site_ids: frozenset[int]) -> dict[str, Any]:
    """What is filled in already where the page of a program leads here."""
    program, kind = _number(query.get("program")), _number(query.get("kind"))
    held = opened_program(site_ids, program)
    if held is None or held.shape is None or not 0 <= kind < len(held.shape.services):
        return {}
    rule = held.shape.services[kind]
    first = next(
        (one for one in held.steps.phases[0].sessions if one.service == rule.service), None
    )
    like = first or rule
    return {
        "program": held.program_id,
        "service": rule.service,
        "minutes": like.minutes + like.break_minutes,
        "clinical_minutes": like.minutes if counts_toward_hours(rule.service) else 0,
        "seats": rule.seats,
        "by_video": rule.by_video,
        **as_initial(held.shape.track),
    }


def _number(typed: str | None) -> int:
    """-1, which nothing has, where it is none."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _add_series(actor: Actor, data: dict[str, Any], track: Track, now: datetime) -> Any:
    site_ids = actor.sites_with(SITES)
    program = program_of(site_ids, data.pop("program"))
    room = room_of(site_ids, data.pop("room"))
    leader = colleague(actor, data.pop("leader"))
    if program is None or room is None or leader is None:
        raise Http404
    service = Service(data.pop("service"))
    details = {key: value for key, value in data.items() if key not in TRACK}
    return add_series(
        actor=actor,
        program=program,
        service=service,
        room=room,
        leader=leader,
        track=track,
        now=now,
        **details,
    )


def _leaders(site_ids: frozenset[int], on: date) -> Choices:
    members = staff_at(site_ids, on=on)
    leading = [one for one in members if Permission.LEAD_SESSIONS in PERMISSIONS[one.role]]
    return [(one.account_id, f"{one.name}, {one.role.label.lower()}") for one in leading]


@staff_page(SITES)
def times(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = TimesForm(request.POST or None, choices={"site": _sites(actor)})
    if request.method == "POST" and saved(form, lambda: _open_times(actor, form.cleaned_data)):
        return redirect("setup")
    return _form_page(request, form, "Open times for assessments")


def _open_times(actor: Actor, data: dict[str, Any]) -> None:
    open_times(
        actor=actor,
        site=_site(actor, data["site"]),
        on=data["on"],
        starts=_in_a_row(data["first"], data["minutes"], data["count"]),
        minutes=data["minutes"],
        places=data["places"],
        by_video=data["by_video"],
        now=timezone.now(),
    )


def _in_a_row(first: time, minutes: int, count: int) -> list[time]:
    """Wall times one after the other; those past midnight are the operation's to refuse."""
    begin = datetime.combine(date.min, first)
    return [(begin + timedelta(minutes=minutes * n)).time() for n in range(count)]


def _sites(actor: Actor) -> Choices:
    return [(one.pk, one.name) for one in sites_of(actor, SITES)]


def _site(actor: Actor, site_id: int) -> Any:
    where = sites_of(actor, SITES).filter(pk=site_id).first()
    if where is None:
        raise Http404
    return where


def _form_page(
    request: HttpRequest, form: PageForm, heading: str, *, version: int | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "version": version}
    return render(request, "staff/setup/form.html", context, status=form.status)
