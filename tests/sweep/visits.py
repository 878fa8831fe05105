"""Requests as one account makes them, each with nothing kept in the browser but the sign-in."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.queries import actor_for
from tests.clinic.world import NOW
from tests.sign_in import signed_in_client


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser. Without `account`: nobody signed in."""

    name: str
    account: Account | None = None
    key: str = ""

    @property
    def actor(self) -> Actor | None:
        return actor_for(self.account, now=NOW) if self.account else None

    def ask(self, method: str, path: str, data: Any = None, **more: Any) -> HttpResponse:
        """An exception in a page is an answer of 500 here."""
        client = Client(raise_request_exception=False)
        if self.key:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        answer: HttpResponse = getattr(client, method.lower())(path, data, **more)
        return answer

    def send(self, path: str, data: dict[str, Any]) -> HttpResponse:
        """A form, with a key of its own unless it brings one."""
        return self.ask("POST", path, {"once": str(uuid4()), **data})


def visitor(name: str, account: Account) -> Visitor:
    key = signed_in_client(account).cookies[settings.SESSION_COOKIE_NAME].value
    return Visitor(name, account, key)


def body_of(answer: HttpResponse) -> str:
    """The whole answer as text, files too."""
    raw = b"".join(answer) if answer.streaming else answer.content
    return raw.decode("utf-8", "replace")
