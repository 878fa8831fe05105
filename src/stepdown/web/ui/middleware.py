"""What every answer and every session goes through."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from stepdown.web.ui.held import hold_post
from stepdown.web.ui.sign_in import is_locked, is_too_old, note_seen

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN_WHEN_LOCKED = {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}
RENEWAL = "X-Renewal"  # sent by a page that renews itself: nobody need be sitting there


def true_address(get_response: GetResponse) -> GetResponse:
    """Behind a proxy, the address that the proxy itself saw: the last one it wrote down.

    Throttling and the ledger use it. Without a proxy the header is anybody's and is not read.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.BEHIND_PROXY and forwarded:
            request.META["REMOTE_ADDR"] = forwarded.split(",")[-1].strip()[:45]
        return get_response(request)

    return answer


def quiet_headers(get_response: GetResponse) -> GetResponse:
    """Nothing that this program answers is kept by a browser or a proxy, except static files."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response

    return answer


def idle_lock(get_response: GetResponse) -> GetResponse:
    """An unused session asks for the password again; a very old one ends."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        is_over, is_shut = is_too_old(request), is_locked(request)
        if not (is_over or is_shut):
            if RENEWAL not in request.headers:
                note_seen(request)
        elif _name(request) not in OPEN_WHEN_LOCKED:
            if not is_over:
                return _locked(request)
            logout(request)
        return get_response(request)

    return answer


def _locked(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return hold_post(request, reason="locked")
    return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))


def _name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
