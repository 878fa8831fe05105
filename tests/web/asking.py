"""Somebody at the public pages, for tests: what they typed, and each form as a browser sends it."""

from typing import Any
from uuid import uuid4

from django.core.signing import TimestampSigner
from django.test import Client

from stepdown.web.front.crowd import SALT

MYSELF = {
    "asked_by": "self",
    "caller_name": "Dana",
    "phone": "410 555 0177",
    "may_leave_message": "yes",
    "email_is_ok": "no",
    "email": "",
    "best_time": "Evenings",
    "words": "I want to stop.",
}
REFERRAL = {
    **MYSELF,
    "asked_by": "professional",
    "referrer_kind": "medical",
    "caller_name": "Dr. Okafor",
    "organization": "Ridge Hospital",
    "about_name": "D. M.",
    "about_phone": "410 555 0188",
    "person_agreed": "yes",
    "urgency": "today",
    "words": "Leaves us on Friday.",
}


def opened_long_ago() -> str:
    """The mark of a form that was opened an hour before, as the page itself signs it."""
    signer = TimestampSigner(salt=SALT)
    signer.timestamp = lambda: "1x0000"  # type: ignore[method-assign] # a moment in the past
    return signer.sign("opened")


def send(client: Client, step: str = "send", **data: Any) -> Any:
    """A form to `/ask/check`, opened long enough ago."""
    fields = {"once": str(uuid4()), "step": step, "started": opened_long_ago(), **data}
    return client.post("/ask/check", fields)


def answer(client: Client, number: int, **answers: Any) -> Any:
    """The answers so far, sent to the page of question `number`; to the result where it is 7."""
    where = {1: "", 7: "/result"}.get(number, f"/{number}")
    return client.post(f"/right-for-me{where}", {"once": str(uuid4()), **answers})
