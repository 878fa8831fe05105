"""Everybody's own settings: password, second step, and every session ended at once."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.operations import sign_out_everywhere
from stepdown.web.front.presenters import OwnAccount
from stepdown.web.front.views import layout_of
from stepdown.web.ui.access import actor_of, signed_in_page
from stepdown.web.ui.frame import role_label


@signed_in_page
def own_settings(request: HttpRequest) -> HttpResponse:
    account = OwnAccount(
        email=request.user.get_username(),
        has_second_step=is_mfa_enabled(request.user),
        roles=role_label(actor_of(request)),
    )
    context = {"account": account, "layout": layout_of(request)}
    return render(request, "front/settings.html", context)


@signed_in_page
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Ends every session of one's own account, this one too."""
    if request.method != "POST":
        return redirect("own_settings")
    account = request.user
    assert not account.is_anonymous  # the rule above let nobody else in
    sign_out_everywhere(actor=actor_of(request), account=account, now=timezone.now())
    logout(request)
    return redirect("account_login")
