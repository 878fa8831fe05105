"""Who works here: add somebody, and end somebody's access at once."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.members import accounts_without_role
from stepdown.clinic.people.operations import add_account, add_post, turn_account_off
from stepdown.clinic.people.queries import StaffMember, colleague, sites_of, staff_at
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.people.staffing import roles_given_by
from stepdown.web.staff.setup.forms import MemberForm
from stepdown.web.staff.setup.presenters import MemberLine, PastMember
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved

STAFF = Permission.MANAGE_STAFF
DIRECTOR_GIVES = (
    "Roles that open charts, and credentials, are given by the program director: you do not see"
    " them here."
)


@staff_page(STAFF)
def staff(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    past = accounts_without_role(actor.sites_with(STAFF), on=now.date())
    context = {"lines": _lines(actor, now), "past": [PastMember(*one) for one in past]}
    return render(request, "staff/setup/staff.html", context)


def _lines(actor: Actor, now: datetime) -> list[MemberLine]:
    members = staff_at(actor.sites_with(STAFF), on=now.date())
    members.sort(key=lambda one: (one.name, one.account_id))
    by_account = groupby(members, key=lambda one: one.account_id)
    return [_line(list(posts), actor, now) for _, posts in by_account]


def _line(posts: list[StaffMember], actor: Actor, now: datetime) -> MemberLine:
    first = posts[0]
    return MemberLine(
        account_id=first.account_id,
        name=first.name,
        email=first.email,
        posts="; ".join(f"{post.role.label}, {post.site_name}" for post in posts),
        is_active=first.is_active,
        is_me=first.account_id == actor.account_id,
        has_lapsed=any(
            post.credential_until is not None and post.credential_until <= now.date()
            for post in posts
        ),
    )


@staff_page(STAFF)
def new_member(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    sites = [(site.pk, site.name) for site in sites_of(actor, STAFF)]
    choices = {"site": sites, "role": [(role.value, role.label) for role in roles_given_by(actor)]}
    is_director = actor.can(Permission.SET_UP)
    form = MemberForm(request.POST or None, choices=choices, gives_credentials=is_director)
    if request.method == "POST" and saved(form, lambda: _add_member(actor, form, timezone.now())):
        return redirect("staff")
    hint = "" if is_director else DIRECTOR_GIVES
    context = {"form": form, "heading": "Add somebody", "hint": hint}
    return render(request, "staff/setup/form.html", context, status=form.status)


def _add_member(actor: Actor, form: MemberForm, now: datetime) -> None:
    data: dict[str, Any] = form.cleaned_data
    account = add_account(
        actor=actor, email=data["email"], name=data["name"], password=data["password"], now=now
    )
    add_post(
        actor=actor,
        account=account,
        site=sites_of(actor, STAFF).get(pk=data["site"]),
        role=Role(data["role"]),
        starts_on=now.date(),
        now=now,
        credential=form.credential,
    )


@staff_page(STAFF)
def account_off(request: HttpRequest, account_id: int) -> HttpResponse:
    """Asks once more, then ends every session of the account."""
    actor = actor_of(request)
    account = colleague(actor, account_id)
    if account is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: turn_account_off(actor=actor, account=account, now=timezone.now())
    ):
        return redirect("staff")
    context = {"form": form, "name": account.name, "email": account.email}
    return render(request, "staff/setup/account_off.html", context, status=form.status)
