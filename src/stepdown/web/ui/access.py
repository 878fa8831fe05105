"""Every page states who may open it. A view without one of these rules fails the build."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.people.access import (
    MergedAway,
    NotThere,
    OpenedPatient,
    access_patient,
    note_refusal,
)
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission
from stepdown.web.ui.held import hold_post, show_unsaved
from stepdown.web.ui.once import answered_before, carried_out
from stepdown.web.ui.sign_in import lacks_second_factor

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Rule:
    """Who may open a page: anybody, anybody signed in, or holders of `permission`.

    `is_about_a_patient`: the door to the patient is asked on every request.
    """

    is_public: bool = False
    permission: Permission | None = None
    is_about_a_patient: bool = False


def public_page(view: View) -> View:
    return _page(Rule(is_public=True), view)


def signed_in_page(view: View) -> View:
    return _page(Rule(), view)


def staff_page(permission: Permission) -> Callable[[View], View]:
    return lambda view: _page(Rule(permission=permission), view)


def patient_page(permission: Permission) -> Callable[[View], View]:
    """The address has `code`; the view takes `patient` in its place."""
    return lambda view: _page(Rule(permission=permission, is_about_a_patient=True), view)


def own_page(view: View) -> View:
    """For people in care: the view takes `patient`, who is always the one signed in."""
    return _page(Rule(permission=Permission.OWN_RECORD, is_about_a_patient=True), view)


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in account as an actor, built once a request."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        address = str(request.META.get("REMOTE_ADDR", ""))
        actor = actor_for(request.user, now=timezone.now(), came_from=address)  # type: ignore[arg-type] # signed in
        request.actor = actor  # type: ignore[attr-defined] # kept for this request
    return actor


def _page(rule: Rule, view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
        if "\0" in request.path:  # PostgreSQL keeps no such sign: nothing can be behind it
            raise Http404
        if not rule.is_public:
            if turned_away := _turn_away(request):
                return turned_away
            if answered := answered_before(request):
                return answered
            try:
                kwargs = _admit(request, rule, kwargs)
            except MergedAway as led_on:
                return _lead_on(request, kwargs, led_on.code)
        try:
            return carried_out(request, lambda: view(request, **kwargs))
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error

    guarded.rule = rule  # type: ignore[attr-defined] # read by the sweep over every address
    return guarded


def _turn_away(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        if request.method == "POST":
            return hold_post(request)
        return redirect_to_login(request.get_full_path())
    if lacks_second_factor(actor_of(request), request.user):
        return redirect("mfa_activate_totp")
    return None


def _admit(request: HttpRequest, rule: Rule, kwargs: dict[str, Any]) -> dict[str, Any]:
    actor = actor_of(request)
    if rule.permission is None:
        return kwargs
    if rule.is_about_a_patient:
        code = kwargs.get("code") or actor.own_code
        others = {name: value for name, value in kwargs.items() if name != "code"}
        return {**others, "patient": _patient(actor, code, rule.permission)}
    if not actor.can(rule.permission):
        note_refusal(actor=actor, permission=rule.permission, now=timezone.now())
        raise PermissionDenied(f"This page needs the right to: {rule.permission.value}.")
    return kwargs


def _patient(actor: Actor, code: str, permission: Permission) -> OpenedPatient:
    try:
        return access_patient(actor=actor, code=code, permission=permission, now=timezone.now())
    except MergedAway:
        raise
    except NotThere as error:
        raise Http404 from error


def _lead_on(request: HttpRequest, kwargs: dict[str, Any], code: str) -> HttpResponseBase:
    """To the record in which this one is read now. What was sent is shown and not written: it was
    typed beside another name."""
    match = request.resolver_match
    assert match is not None
    assert match.url_name is not None
    url = reverse(match.url_name, kwargs={**kwargs, "code": code})
    return show_unsaved(request, url) if request.method == "POST" else redirect(url)
