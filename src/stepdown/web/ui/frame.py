"""What surrounds every page: who is signed in, and where they can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import clinic_phone, demo_people
from stepdown.clinic.people.roles import Permission, Role
from stepdown.web.ui.access import actor_of


@dataclass(frozen=True)
class NavItem:
    """One place to go; `current` marks where the person is."""

    label: str
    url: str
    icon: str
    current: bool
    count: int = 0


STAFF_NAV = (
    (Permission.SEE_TODAY, "Today", "today", "sun"),
    (Permission.TAKE_CALLS, "Inquiries", "inquiries", "phone"),
    (Permission.FILE_TOLD, "Told", "told", "inbox"),
    (Permission.READ_CHART, "My people", "people", "user"),
    (Permission.TAKE_CALLS, "People", "find", "users"),
    (Permission.READ_CHART, "Timetable", "timetable", "calendar-days"),
    (Permission.PLAN_WEEKS, "Waiting list", "waiting", "list-checks"),
    (Permission.READ_CHART, "Lessons", "lessons", "book-open"),
    (Permission.APPROVE_RULES, "Rules", "rules", "scale"),
    (Permission.SEE_HOURS, "Hours", "hours", "clock"),
    (Permission.SET_UP, "Reports", "incident_list", "triangle-alert"),
    (Permission.MANAGE_STAFF, "Staff", "staff", "id-card"),
    (Permission.SET_UP, "Settings", "setup", "settings"),
    (Permission.SEE_HEALTH, "Health", "health", "activity"),
)
PATIENT_NAV = (
    ("Home", "me", "house"),
    ("Week", "my_week", "calendar-days"),
    ("Progress", "my_progress", "trending-up"),
    ("Sharing", "my_sharing", "heart-handshake"),
    ("Settings", "own_settings", "settings"),
    ("Help now", "help_now", "life-buoy"),
)
FAMILY_NAV = (
    ("Home", "family_home", "house"),
    ("Tell the team", "family_tell", "message-square"),
    ("Settings", "own_settings", "settings"),
    ("Help now", "help_now", "life-buoy"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor; an error page has no user and gets the public frame."""
    user = getattr(request, "user", None)
    actor = actor_of(request) if user is not None and user.is_authenticated else None
    is_sign_in = request.path.startswith("/accounts/login")
    return {
        "frame": {
            "nav": _nav(actor, request.path) if actor else [],
            "audience": audience_of(actor),
            "person_name": actor.name if actor else "",
            "person_role": role_label(actor) if actor else "",
            "is_demo": settings.DEMO,
            "demo_people": demo_people() if settings.DEMO and is_sign_in else [],
            "clinic_phone": clinic_phone(),
            "idle_minutes": settings.IDLE_MINUTES,
        }
    }


def audience_of(actor: Actor | None) -> str:
    if actor is None:
        return "public"
    if actor.is_staff:
        return "staff"
    return "patient" if actor.own_patient_id else "family"


def role_label(actor: Actor) -> str:
    return ", ".join(role.label for role in Role if role in actor.roles)


def _nav(actor: Actor, path: str) -> list[NavItem]:
    audience = audience_of(actor)
    if audience == "staff":
        places = [(label, name, icon) for need, label, name, icon in STAFF_NAV if actor.can(need)]
    else:
        places = list(PATIENT_NAV if audience == "patient" else FAMILY_NAV)
    return [_item(*place, path=path) for place in places]


def _item(label: str, name: str, icon: str, *, path: str) -> NavItem:
    url = reverse(name)
    return NavItem(label, url, icon, current=path == url)
