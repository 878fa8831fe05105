"""Walking into the demo as one of its people, with one click."""

from ipaddress import ip_address

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from stepdown.clinic.people.queries import demo_people, installation
from stepdown.web.ui.access import public_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public_page
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Only in a demo, only from this machine, only as somebody on the list."""
    if not _may_enter(request):
        raise Http404
    if request.method != "POST":
        return redirect("account_login")
    chosen = request.POST.get("account", "")
    account_id = next((pk for pk, _, _ in demo_people() if str(pk) == chosen), None)
    if account_id is None:
        raise Http404
    account = get_user_model()._default_manager.get(pk=account_id)
    login(request, account, backend=BACKEND)
    record_authentication(request, account, "password")
    return redirect("home")


def _may_enter(request: HttpRequest) -> bool:
    """A visitor behind a proxy is not on this machine, whatever the last address says."""
    if not settings.DEMO or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        is_local = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    marked = installation()
    return is_local and marked is not None and marked.is_demo
