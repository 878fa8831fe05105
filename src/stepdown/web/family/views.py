"""The pages of a loved one: what somebody in care chose to share, and a way to tell the team.

To whom nothing is shared they say the same, whether something once was or never.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.consents.inviting import connections, offer_of
from stepdown.clinic.intake.telling import tell_team
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.progress.shared import look_at_shared
from stepdown.web.family.forms import TellTeamForm
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved
from stepdown.web.ui.sharing.seen import shared_page


@staff_page(Permission.SEE_SHARED)
def family_home(request: HttpRequest) -> HttpResponse:
    views = look_at_shared(actor=actor_of(request), now=timezone.now())
    context = {"people": [shared_page(view) for view in views]}
    return render(request, "family/home.html", context)


@staff_page(Permission.SEE_SHARED)
def family_tell(request: HttpRequest) -> HttpResponseBase:
    """A message to the team. Without anything shared, the way of everybody else is shown."""
    actor = actor_of(request)
    people = [(one.sharing_id, offer_of(one).person) for one in connections(actor, timezone.now())]
    if not people:
        return redirect("tell")
    form = TellTeamForm(request.POST or None, people=people)
    if request.method == "POST" and saved(
        form,
        lambda: tell_team(
            actor=actor,
            sharing_id=form.cleaned_data["sharing"],
            words=form.cleaned_data["words"],
            is_danger=form.cleaned_data["is_danger"],
            may_say_who=form.cleaned_data["may_say_who"],
            now=timezone.now(),
        ),
    ):
        return redirect("family_told")
    return render(request, "family/tell.html", {"form": form}, status=form.status)


@staff_page(Permission.SEE_SHARED)
def family_told(request: HttpRequest) -> HttpResponse:
    """The same for everybody and about everybody."""
    return render(request, "family/told.html")
