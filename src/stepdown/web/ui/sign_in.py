"""The second factor, and what the session knows of the last time somebody proved who they are."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from stepdown.clinic.people.actors import Actor

LAST_SEEN = "last_seen"
SEEN_EVERY = 60  # seconds; the session is not written more often than this


def lacks_second_factor(actor: Actor, account: Any) -> bool:
    """Staff need a second factor; a demo does without."""
    return actor.is_staff and not settings.DEMO and not is_mfa_enabled(account)


def is_locked(request: HttpRequest) -> bool:
    """Whether nobody used the session for longer than the setting allows."""
    seen = max(float(request.session.get(LAST_SEEN, 0)), _proved(request)[-1])
    return time.time() - seen > settings.IDLE_MINUTES * 60


def is_too_old(request: HttpRequest) -> bool:
    """Whether the session began longer ago than any session may last."""
    return time.time() - _proved(request)[0] > settings.SESSION_COOKIE_AGE


def note_seen(request: HttpRequest) -> None:
    now = time.time()
    if now - float(request.session.get(LAST_SEEN, 0)) > SEEN_EVERY:
        request.session[LAST_SEEN] = now


def _proved(request: HttpRequest) -> list[float]:
    """When the person proved who they are, first to last."""
    records = get_authentication_records(request, request.user)
    return [float(record["at"]) for record in records] or [0.0]
