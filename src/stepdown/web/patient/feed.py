"""The person's times in their own calendar: the page that makes the address, and the address."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.adapters.calendar import feed_calendar
from stepdown.clinic.coming.operations import end_feed, make_feed, read_feed
from stepdown.clinic.coming.queries import feed_of
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.web.ui.access import actor_of, own_page, public_page
from stepdown.web.ui.course_charts import long_day

SHOWN = "new_address"


@dataclass(frozen=True)
class NewAddress:
    """Shown once. `opens` is the same for the calendar of the phone it is pressed on."""

    address: str
    opens: str


@dataclass(frozen=True)
class OwnFeed:
    """What the person knows of their address: when it was made and first read."""

    made: str
    first_read: str


@own_page
def my_feed(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    if request.method == "POST":
        return _changed(request, patient)
    context = {"feed": _own_feed(patient), "new": _new_once(request)}
    return render(request, "patient/feed.html", context)


def _changed(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("do") == "end":
        end_feed(actor=actor, patient=patient, now=now)
        messages.success(request, "Turned off. The address opens nothing any more.")
    else:
        request.session[SHOWN] = make_feed(actor=actor, patient=patient, now=now)
    return redirect("my_feed")


def _new_once(request: HttpRequest) -> NewAddress | None:
    secret = request.session.pop(SHOWN, "")
    if not secret:
        return None
    address = request.build_absolute_uri(reverse("feed", kwargs={"feed": secret}))
    return NewAddress(address, f"webcal:{address.partition(':')[2]}")


def _own_feed(patient: OpenedPatient) -> OwnFeed | None:
    feed = feed_of(patient)
    if feed is None:
        return None
    made, read = (
        long_day(local_now(patient.site, at).date()) if at else ""
        for at in (feed.made_at, feed.first_read_at)
    )
    return OwnFeed(made, read)


@public_page
def feed(request: HttpRequest, feed: str) -> HttpResponse:
    """For a calendar program, which cannot sign in: whoever has the address may read it."""
    now = timezone.now()
    reader = Actor(None, "Calendar", came_from=str(request.META.get("REMOTE_ADDR", ""))[:45])
    appointments = read_feed(actor=reader, secret=feed, now=now)
    if appointments is None:
        raise Http404
    return HttpResponse(
        feed_calendar(appointments, now=now),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="calendar.ics"',
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        },
    )
