"""What the clinic offers, changed: a room, the seats and the end of a weekly session."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.queries import colleague
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.choices import room_of
from stepdown.clinic.timetable.co_leading import name_co_leader
from stepdown.clinic.timetable.offered import series_of
from stepdown.clinic.timetable.offering import change_room, end_series
from stepdown.clinic.timetable.seats import change_seats
from stepdown.clinic.timetable.shifts import who_leads
from stepdown.clinic.timetable.tracks import change_track
from stepdown.web.staff.setup.forms import ChangeRoomForm, CoLeaderForm, EndSessionForm, SeatsForm
from stepdown.web.staff.setup.track_forms import TrackForm, as_initial
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved, version_of

SITES = Permission.SET_UP
NOBODY = 0


@staff_page(SITES)
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    where = room_of(actor_of(request).sites_with(SITES), room_id)
    if where is None:
        raise Http404
    form = ChangeRoomForm(request.POST or None, initial={"name": where.name, "seats": where.seats})
    heading, version = f"Change {where.name}", where.version
    return _page(request, form, partial(change_room, room=where), heading, version)


@staff_page(SITES)
def end_session(request: HttpRequest, series_id: int) -> HttpResponse:
    series = _series(request, series_id)
    form = EndSessionForm(request.POST or None, initial={"ends_on": series.ends_on})
    heading, version = f"End {series.title}", series.version
    return _page(request, form, partial(end_series, series=series), heading, version)


@staff_page(SITES)
def seats(request: HttpRequest, series_id: int) -> HttpResponse:
    series = _series(request, series_id)
    form = SeatsForm(request.POST or None, initial={"seats": series.seats})
    heading, version = f"Seats of {series.title}", series.version
    hint = f"{series.room.name} seats {series.room.seats}."
    return _page(request, form, partial(change_seats, series=series), heading, version, hint)


@staff_page(SITES)
def co_leader(request: HttpRequest, series_id: int) -> HttpResponse:
    """Who leads it beside its leader; with them it takes more people."""
    series, now = _series(request, series_id), timezone.now()
    leading = who_leads(series.program.site_id, on=now.date())
    leading = [one for one in leading if one[0] != series.leader_id]
    form = CoLeaderForm(
        request.POST or None,
        choices={"co_leader": [(NOBODY, "Nobody"), *leading]},
        initial={"co_leader": series.co_leader_id or NOBODY},
    )
    if request.method == "POST" and saved(form, lambda: _name(request, series, form, now)):
        return redirect("setup")
    context = {
        "form": form,
        "heading": f"Second leader of {series.title}",
        "hint": f"{series.leader.name} leads it. Both open the records of its people.",
        "version": series.version,
    }
    return render(request, "staff/setup/form.html", context, status=form.status)


def _name(request: HttpRequest, series: Any, form: CoLeaderForm, now: datetime) -> None:
    actor, chosen = actor_of(request), form.cleaned_data["co_leader"]
    name_co_leader(
        actor=actor,
        series=series,
        co_leader=colleague(actor, chosen) if chosen else None,
        expected_version=version_of(request.POST),
        now=now,
    )


@staff_page(SITES)
def track(request: HttpRequest, series_id: int) -> HttpResponse:
    """For whom it is held. Whoever has a seat keeps it."""
    series = _series(request, series_id)
    form = TrackForm(request.POST or None, initial=as_initial(series.track))
    if request.method == "POST" and saved(
        form,
        lambda: change_track(
            actor=actor_of(request),
            series=series,
            track=form.track(),
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("setup")
    hint = "Nothing filled in: open to everybody of the age group."
    context = {
        "form": form,
        "heading": f"For whom {series.title} is",
        "hint": hint,
        "version": series.version,
    }
    return render(request, "staff/setup/form.html", context, status=form.status)


def _series(request: HttpRequest, series_id: int) -> Any:
    """One of the actor's own sites; 404 for any other."""
    series = series_of(actor_of(request).sites_with(SITES), series_id)
    if series is None:
        raise Http404
    return series


def _page(
    request: HttpRequest,
    form: PageForm,
    change: Callable[..., None],
    heading: str,
    version: int,
    hint: str = "",
) -> HttpResponse:
    """The one form of these pages; what it holds is handed to `change`, then back to Settings."""
    if request.method == "POST" and saved(
        form,
        lambda: change(
            actor=actor_of(request),
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    context = {"form": form, "heading": heading, "hint": hint, "version": version}
    return render(request, "staff/setup/form.html", context, status=form.status)
