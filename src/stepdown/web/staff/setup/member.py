"""One member of staff: their roles and credentials, and what changes about them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.members import (
    HeldCredential,
    HeldRole,
    credentials_of,
    post_of,
    roles_of,
)
from stepdown.clinic.people.operations import add_post, note_languages
from stepdown.clinic.people.queries import colleague, sites_of
from stepdown.clinic.people.roles import PERMISSIONS, TEAM_ROLES, Permission, Role
from stepdown.clinic.people.staffing import add_credential, end_post, roles_given_by
from stepdown.clinic.timetable.offered import (
    OfferedSession,
    sessions_led_by,
    sessions_second_led_by,
)
from stepdown.web.staff.setup.cards import when
from stepdown.web.staff.setup.forms import Choices, CredentialForm, LanguagesForm, RoleForm
from stepdown.web.staff.setup.presenters import CredentialLine, MemberPage, RoleLine
from stepdown.web.staff.setup.staff import DIRECTOR_GIVES, STAFF
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved


@staff_page(STAFF)
def member(request: HttpRequest, account_id: int) -> HttpResponse:
    actor, today = actor_of(request), timezone.now().date()
    account = _colleague(actor, account_id)
    roles = roles_of(account_id, actor.sites_with(STAFF))
    credentials = credentials_of(account_id)
    page = MemberPage(
        account_id=account_id,
        name=account.name,
        email=account.email,
        languages=account.languages,
        is_active=account.is_active,
        is_me=account_id == actor.account_id,
        roles=tuple(_role(one, credentials, today) for one in roles),
        credentials=tuple(_credential(one, today) for one in credentials),
        gives_credentials=actor.can(Permission.SET_UP),
    )
    context = {"page": page, "hint": "" if page.gives_credentials else DIRECTOR_GIVES}
    return render(request, "staff/setup/member.html", context)


def _colleague(actor: Actor, account_id: int) -> Any:
    account = colleague(actor, account_id)
    if account is None:
        raise Http404
    return account


def _role(one: HeldRole, credentials: Sequence[HeldCredential], today: date) -> RoleLine:
    is_held = one.is_held_on(today)
    can_sign = any(
        each.role == one.role and each.valid_from <= today < each.valid_until
        for each in credentials
    )
    return RoleLine(
        post_id=one.post_id,
        words=f"{one.role.label}, {one.site_name}",
        note=_role_note(one, is_held=is_held),
        is_held=is_held,
        lacks_credential=is_held and one.role in TEAM_ROLES and not can_sign,
        signs_notes=is_held and Permission.WRITE_NOTES in PERMISSIONS[one.role],
    )


def _role_note(one: HeldRole, *, is_held: bool) -> str:
    if not is_held:
        return f"Ended {day(one.ends_on)}"
    since = f"Since {day(one.starts_on)}"
    return f"{since}. A trainee, supervised by {one.supervisor}" if one.supervisor else since


def _credential(one: HeldCredential, today: date) -> CredentialLine:
    note = f"{one.role.label}, from {day(one.valid_from)} until {day(one.valid_until)}"
    tag, tone = "Valid", "good"
    if one.valid_until <= today:
        note, tag, tone = f"{one.role.label}, lapsed {day(one.valid_until)}", "Lapsed", "notice"
    elif one.valid_from > today:
        tag, tone = "Not valid yet", "notice"
    return CredentialLine(f"{one.title} {one.number}, {one.state}", note, tag, tone)


@staff_page(STAFF)
def give_role(request: HttpRequest, account_id: int) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    account = _colleague(actor, account_id)
    sites = {site.pk: site for site in sites_of(actor, STAFF)}
    choices: dict[str, Choices] = {
        "site": [(site.pk, site.name) for site in sites.values()],
        "role": [(role.value, role.label) for role in roles_given_by(actor)],
    }
    form = RoleForm(request.POST or None, choices=choices)
    if request.method == "POST" and saved(
        form,
        lambda: add_post(
            actor=actor,
            account=account,
            site=sites[form.cleaned_data["site"]],
            role=Role(form.cleaned_data["role"]),
            starts_on=now.date(),
            now=now,
        ),
    ):
        return redirect("member", account_id=account_id)
    hint = "" if actor.can(Permission.SET_UP) else DIRECTOR_GIVES
    context = {"form": form, "heading": f"Give {account.name} another role", "hint": hint}
    return render(request, "staff/setup/form.html", context, status=form.status)


@staff_page(STAFF)
def end_role(request: HttpRequest, account_id: int, post_id: int) -> HttpResponse:
    """Says what hangs on the role, then ends it today."""
    actor, now = actor_of(request), timezone.now()
    sites = actor.sites_with(STAFF)
    post = post_of(account_id, post_id, sites, on=now.date())
    if post is None:
        raise Http404
    form = PageForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: end_post(actor=actor, post=post, now=timezone.now())
    ):
        return redirect("member", account_id=account_id)
    others = [
        one
        for one in roles_of(account_id, {post.site_id})
        if one.post_id != post_id and one.is_held_on(now.date())
    ]
    context = {
        "form": form,
        "account_id": account_id,
        "name": post.account.name,
        "role": Role(post.role).label,
        "site_name": post.site.name,
        "is_last": not others,
        **_left_alone(account_id, post.site_id, others, now.date()),
    }
    return render(request, "staff/setup/end_role.html", context, status=form.status)


@staff_page(STAFF)
def languages(request: HttpRequest, account_id: int) -> HttpResponse:
    actor, account = actor_of(request), _colleague(actor_of(request), account_id)
    form = LanguagesForm(request.POST or None, initial={"languages": account.languages})
    if request.method == "POST" and saved(
        form,
        lambda: note_languages(
            actor=actor, account=account, now=timezone.now(), **form.cleaned_data
        ),
    ):
        return redirect("member", account_id=account_id)
    context = {"form": form, "heading": f"Languages of {account.name}"}
    return render(request, "staff/setup/form.html", context, status=form.status)


def _left_alone(
    account_id: int, site_id: int, others: Sequence[HeldRole], today: date
) -> dict[str, list[str]]:
    """Sessions that they would lead no more, by themselves and as the second, in words."""
    if any(Permission.LEAD_SESSIONS in PERMISSIONS[one.role] for one in others):
        return {"led": [], "second_led": []}
    return {
        "led": _lines(sessions_led_by(account_id, site_id=site_id, on=today)),
        "second_led": _lines(sessions_second_led_by(account_id, site_id=site_id, on=today)),
    }


def _lines(sessions: Sequence[OfferedSession]) -> list[str]:
    return [f"{one.title}: {when(one)}" for one in sessions]


@staff_page(Permission.SET_UP)
def credential(request: HttpRequest, account_id: int) -> HttpResponse:
    """Only a director adds one; those before stay."""
    actor, now = actor_of(request), timezone.now()
    account = _colleague(actor, account_id)
    roles = roles_of(account_id, actor.sites_with(Permission.SET_UP))
    held = {one.role for one in roles if one.is_held_on(now.date())}
    choices = [(role.value, role.label) for role in Role if role in held]
    form = CredentialForm(request.POST or None, choices={"role": choices})
    if request.method == "POST" and saved(
        form,
        lambda: add_credential(
            actor=actor,
            account=account,
            now=now,
            **{**form.cleaned_data, "role": Role(form.cleaned_data["role"])},
        ),
    ):
        return redirect("member", account_id=account_id)
    context = {"form": form, "heading": f"Add or renew a credential of {account.name}"}
    return render(request, "staff/setup/form.html", context, status=form.status)
