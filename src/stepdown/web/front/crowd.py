"""Robots at the open pages: counted, never puzzled. A person is always told the number to call."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.crowds import is_within_limit
from stepdown.web.ui.access import View
from stepdown.web.ui.held import LEFT_OUT

SALT = "stepdown.front"
LEAST_SECONDS = 2  # nobody reads a page and types a number in less
TRY_AGAIN = "This came so fast that our page took you for a robot. Press Send once more, or call us"
LEFT_BEHIND = LEFT_OUT | {"once", "step"}


def limited(page: str, *, most: int) -> Callable[[View], View]:
    """At most so many forms from one address in 10 minutes. Stands above the page's own rule, so
    that forms that were refused count too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            address = str(request.META.get("REMOTE_ADDR", ""))
            if request.method == "POST" and not is_within_limit(
                page=page, address=address, most=most, now=timezone.now()
            ):
                return _busy(request)
            return view(request, **kwargs)

        return counted

    return decorate


def _busy(request: HttpRequest) -> HttpResponse:
    """What was typed stays in the page. A chosen file is asked for again on the way."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in LEFT_BEHIND
        for value in values
    ]
    return render(request, "front/busy.html", {"typed": typed}, status=429)


def looks_like_a_robot(posted: QueryDict) -> bool:
    """Whether the form was sent as soon as it was opened, or the box filled that nobody sees."""
    return bool(posted.get("more_words")) or not _took_time(posted.get("started", ""))


def opened_now() -> str:
    """A signed mark of the moment; nobody can make one that is older."""
    return TimestampSigner(salt=SALT).sign("opened")


def _took_time(mark: str) -> bool:
    signer = TimestampSigner(salt=SALT)
    try:
        signer.unsign(mark)
    except (BadSignature, ValueError):
        return False
    try:
        signer.unsign(mark, max_age=LEAST_SECONDS)
    except BadSignature:  # older than that, as it should be
        return True
    return False
