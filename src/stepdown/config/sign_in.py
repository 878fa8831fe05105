"""Our side of django-allauth: nobody signs up by themselves, and its mail goes by the outbox."""

import time
from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.utils import timezone

from stepdown.clinic.ledger.operations import queue_mail, writing


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in of a moment ago is proof enough: nobody types the password twice in a row."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "unknown")


class OutboxBackend(BaseEmailBackend):
    """Puts what the library sends into the outbox; the worker delivers it like all other mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with writing():
            for message in email_messages:
                self._queue(message)
        return len(email_messages)

    def _queue(self, message: EmailMessage) -> None:
        now = timezone.now()
        for address in message.recipients():
            key: Any = f"sign-in:{address}:{now.isoformat()}"
            queue_mail(
                once_key=key[:120],
                address=address,
                subject=str(message.subject),
                body=str(message.body),
                due_at=now,
            )
