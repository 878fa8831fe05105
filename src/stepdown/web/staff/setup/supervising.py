"""Who answers for the notes of a trainee."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.members import post_of, supervisors_for
from stepdown.clinic.people.roles import PERMISSIONS, Permission, Role
from stepdown.clinic.sessions.operations import set_supervisor
from stepdown.web.staff.setup.forms import ChoosingForm, chosen
from stepdown.web.staff.setup.staff import STAFF
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import saved

HINT = (
    "A trainee signs their own notes, which then wait for the co-signature of the supervisor."
    " Choose nobody for who is no trainee."
)


class SupervisorForm(ChoosingForm):
    supervisor = chosen("Supervised by", required=False, empty_value=None)


@staff_page(STAFF)
def role_supervisor(request: HttpRequest, account_id: int, post_id: int) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    post: Any = post_of(account_id, post_id, actor.sites_with(STAFF), on=now.date())
    if post is None or Permission.WRITE_NOTES not in PERMISSIONS[Role(post.role)]:
        raise Http404
    form = SupervisorForm(
        request.POST or None,
        choices={"supervisor": supervisors_for(post, on=now.date())},
        initial={"supervisor": post.supervisor_id},
    )
    if request.method == "POST" and saved(
        form,
        lambda: set_supervisor(
            actor=actor, post=post, supervisor_id=form.cleaned_data["supervisor"], now=now
        ),
    ):
        return redirect("member", account_id=account_id)
    context = {"form": form, "heading": f"Supervisor of {post.account.name}", "hint": HINT}
    return render(request, "staff/setup/form.html", context, status=form.status)
