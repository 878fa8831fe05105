"""The code at the door, on the screen that people pass: it names nobody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.access import NotThere
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.presence.door_rules import DOOR, opens_at
from stepdown.clinic.presence.queries import door_code, is_open
from stepdown.clinic.sessions.queries import OpenedSession, opened_session
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.charts.qr import square_code


@staff_page(Permission.LEAD_SESSIONS)
def session_door(request: HttpRequest, session_id: int) -> HttpResponse:
    try:
        opened = opened_session(actor_of(request), session_id)
    except NotThere as error:
        raise Http404 from error
    now, site = timezone.now(), opened.series.program.site
    is_here, rules = reverse("my_here"), in_force(DOOR, site.pk, now)
    code = _code(opened)
    context = {
        "session_id": opened.pk,
        "room": opened.series.room.name,
        "from": clock(local_now(site, opens_at(opened.starts_at, rules)).time()),
        "until": clock(local_now(site, opened.ends_at).time()),
        "is_open": is_open(opened.starts_at, opened.ends_at, now, rules),
        "is_over": now >= opened.ends_at,
        "words": f"{code[:3]} {code[3:]}",
        "address": request.build_absolute_uri(is_here),
        "square": square_code(request.build_absolute_uri(f"{is_here}?code={code}")),
    }
    return render(request, "staff/sessions/door.html", context)


def _code(opened: OpenedSession) -> str:
    return door_code(opened.series_id, opened.on)
