"""Requests as one account makes them, each with nothing kept in the browser but the sign-in."""

import sys
import traceback
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.queries import actor_for
from tests.clinic.world import NOW
from tests.sign_in import signed_in_client

# The middleware is loaded once for all requests. Django's client would ask this handler, too, but
# copies what every template of a page was drawn with, a tenth of the time of a sweep.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser. Without `account`: nobody signed in."""

    name: str
    account: Account | None = None
    key: str = ""

    @cached_property
    def actor(self) -> Actor | None:
        return actor_for(self.account, now=NOW) if self.account else None

    def ask(self, method: str, path: str, data: Any = None, **more: Any) -> HttpResponse:
        """An exception in a page is an answer of 500 here."""
        browser = RequestFactory()
        if self.key:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.key
        asked = getattr(browser, method.lower())(path, data, **more)
        answer: HttpResponse = HANDLER(asked.environ)  # type: ignore[assignment] # nothing wrapped it
        return answer

    def send(self, path: str, data: dict[str, Any]) -> HttpResponse:
        """A form as a browser sends it, with a key of its own unless it brings one."""
        fields = {"once": str(uuid4()), **data}
        if any(hasattr(value, "read") for value in fields.values()):
            return self.ask("POST", path, fields)
        text = urlencode(fields, doseq=True, errors="surrogatepass")
        return self.ask("POST", path, text, content_type="application/x-www-form-urlencoded")


def visitor(name: str, account: Account) -> Visitor:
    key = signed_in_client(account).cookies[settings.SESSION_COOKIE_NAME].value
    return Visitor(name, account, key)


_broken: list[str] = []


@receiver(got_request_exception)
def _note(**signal: Any) -> None:
    error = sys.exception()
    assert error is not None
    frame = traceback.extract_tb(error.__traceback__)[-1]
    _broken.append(f"{type(error).__name__}: {error} at {frame.filename}:{frame.lineno}")


def fault_of(answer: HttpResponse) -> str:
    """What broke behind the newest answer, where that is 500; empty for every other."""
    return _broken[-1] if answer.status_code == 500 and _broken else ""


def body_of(answer: HttpResponse) -> str:
    """The whole answer as text, files too."""
    raw = b"".join(answer) if answer.streaming else answer.content
    return raw.decode("utf-8", "replace")
