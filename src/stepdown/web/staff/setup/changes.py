"""What the clinic offers, changed: a room, the seats and the end of a weekly session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.choices import room_of
from stepdown.clinic.timetable.offered import series_of
from stepdown.clinic.timetable.offering import change_room, end_series
from stepdown.clinic.timetable.seats import change_seats
from stepdown.web.staff.setup.forms import ChangeRoomForm, EndSessionForm, SeatsForm
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved, version_of

SITES = Permission.SET_UP


@staff_page(SITES)
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    actor = actor_of(request)
    where = room_of(actor.sites_with(SITES), room_id)
    if where is None:
        raise Http404
    initial = {"name": where.name, "seats": where.seats}
    form = ChangeRoomForm(request.POST or None, initial=initial)
    context = {"form": form, "heading": f"Change {where.name}", "version": where.version}
    if request.method == "POST" and saved(
        form,
        lambda: change_room(
            actor=actor,
            room=where,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    return render(request, "staff/setup/form.html", context, status=form.status)


@staff_page(SITES)
def end_session(request: HttpRequest, series_id: int) -> HttpResponse:
    actor = actor_of(request)
    series = series_of(actor.sites_with(SITES), series_id)
    if series is None:
        raise Http404
    form = EndSessionForm(request.POST or None, initial={"ends_on": series.ends_on})
    context = {"form": form, "heading": f"End {series.title}", "version": series.version}
    if request.method == "POST" and saved(
        form,
        lambda: end_series(
            actor=actor,
            series=series,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    return render(request, "staff/setup/form.html", context, status=form.status)


@staff_page(SITES)
def seats(request: HttpRequest, series_id: int) -> HttpResponse:
    actor = actor_of(request)
    series = series_of(actor.sites_with(SITES), series_id)
    if series is None:
        raise Http404
    form = SeatsForm(request.POST or None, initial={"seats": series.seats})
    context = {
        "form": form,
        "heading": f"Seats of {series.title}",
        "hint": f"{series.room.name} seats {series.room.seats}.",
        "version": series.version,
    }
    if request.method == "POST" and saved(
        form,
        lambda: change_seats(
            actor=actor,
            series=series,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        return redirect("setup")
    return render(request, "staff/setup/form.html", context, status=form.status)
