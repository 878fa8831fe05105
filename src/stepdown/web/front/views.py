"""The front door, the way home, what each role may do, and the style guide."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.roles import PERMISSIONS, Permission
from stepdown.web.front.presenters import RoleCard
from stepdown.web.front.questions import question_view
from stepdown.web.front.times import site_times
from stepdown.web.ui.access import actor_of, public_page, signed_in_page
from stepdown.web.ui.frame import STAFF_NAV, audience_of
from stepdown.web.ui.styleguide import sample_context


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """What we offer, the times that are open now, and the first question."""
    context = {"question": question_view(1, {}), "sites": site_times(timezone.now())}
    return render(request, "front/front.html", context)


@signed_in_page
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody's own work or care is; staff begin with the first page they may open."""
    actor = actor_of(request)
    audience = audience_of(actor)
    if audience == "staff":
        return redirect(next(name for need, _, name, _ in STAFF_NAV if actor.can(need)))
    return redirect("me" if audience == "patient" else "family_home")


@signed_in_page
def roles(request: HttpRequest) -> HttpResponse:
    mine = actor_of(request).roles
    cards = [
        RoleCard(
            role.label,
            tuple(permission.value for permission in Permission if permission in held),
            is_mine=role in mine,
        )
        for role, held in PERMISSIONS.items()
    ]
    return render(request, "front/roles.html", {"cards": cards, "layout": layout_of(request)})


@public_page
def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Open to everybody in a demo, to those signed in elsewhere."""
    if not settings.DEMO and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "ui/styleguide.html", sample_context())


def layout_of(request: HttpRequest) -> str:
    """The surroundings that go with the person who is signed in."""
    return "ui/staff.html" if audience_of(actor_of(request)) == "staff" else "ui/patient.html"
