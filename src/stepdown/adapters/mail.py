"""Mail leaves the building here, and only here."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from stepdown.adapters.calendar import appointment_file, appointment_method
from stepdown.clinic.ledger.operations import Unable

TIMEOUT = 15  # seconds
PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}


class UnableToSend(Unable):
    """The settings for mail cannot work; the text says what to write."""


@dataclass(frozen=True)
class Mail:
    """One message. `once_key` makes its Message-ID, so that a second try is the same message.

    `calendar` is an appointment that `appointment_file` reads.
    """

    once_key: str
    address: str
    subject: str
    body: str
    sender_name: str = ""
    calendar: dict[str, Any] | None = None


def compose(mail: Mail, *, sender: str) -> EmailMessage:
    """The message as it goes out. Line breaks in any heading are flattened to spaces."""
    message = EmailMessage()
    message["From"] = Address(_one_line(mail.sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=_one_line(mail.address))
    message["Subject"] = _one_line(mail.subject)
    message["Message-ID"] = _message_id(mail.once_key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    if mail.calendar:
        name = _one_line(mail.sender_name)
        message.add_attachment(
            appointment_file(mail.calendar, sender=sender, sender_name=name),
            maintype="text",
            subtype="calendar",
            filename="appointment.ics",
            params={"method": appointment_method(mail.calendar), "charset": "utf-8"},
        )
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(s if s.isprintable() else " " for s in text).split())


def _message_id(once_key: str, sender: str) -> str:
    """Says nothing about the person or the matter, and is the same at every try."""
    return f"<{sha256(once_key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def require_usable(url: str, *, sender: str) -> None:
    """Raises UnableToSend where the settings could never work. Asks no server."""
    _parts(url)
    try:
        Address(addr_spec=sender)
    except ValueError as error:
        raise UnableToSend("STEPDOWN_MAIL_FROM must be one e-mail address.") from error


def send(message: EmailMessage, *, url: str) -> None:
    """Hands the message to the server at `url`. Raises OSError or SMTPException for another try."""
    with connected(url) as server:
        server.send_message(message)


@contextmanager
def connected(url: str) -> Iterator[smtplib.SMTP]:
    """A session with smtp://, starttls:// or smtps://user:password@host:port."""
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    with _session(parts.scheme, host, port) as server:
        if parts.scheme == "starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _session(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    try:
        is_right = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is not a number
        is_right = False
    if not is_right:
        raise UnableToSend(
            "STEPDOWN_MAIL_URL must look like starttls://user:password@mail.example.org:587"
            " (or smtps://, or smtp:// for a server on this machine)."
        )
    return parts


def keep_as_file(message: EmailMessage, *, folder: Path, name: str) -> None:
    """What a demo does instead of sending: one file a message, the same file at every try."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{sha256(name.encode()).hexdigest()[:16]}.eml").write_bytes(message.as_bytes())
