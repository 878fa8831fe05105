"""Mail against a real SMTP server, and what its headings can never carry."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from stepdown.adapters.mail import Mail, UnableToSend, compose, require_usable, send
from tests.commands.process import free_port

SENDER = "office@harbor.example"
APPOINTMENT = Mail(
    once_key="booking-7-1",
    address="dana@example.org",
    subject="Appointment on Tuesday, 6:00 pm",
    body="Dana, you have an appointment.\n",
    sender_name="Harbor Street",
)

ON_TUESDAY = {
    "key": "booking-7",
    "revision": 1,
    "on": "2026-11-24",
    "starts": "18:00:00",
    "ends": "19:00:00",
    "zone": "America/New_York",
    "place": "18 Harbor St",
    "is_cancelled": False,
    "said_at": "2026-11-23T17:00:00+00:00",
}


class Inbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.received: list[EmailMessage] = []

    def prepare_message(self, session: object, envelope: object) -> EmailMessage:
        return message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined] # aiosmtpd has no types

    def handle_message(self, message: EmailMessage) -> None:  # type: ignore[override] # as prepared
        self.received.append(message)


@pytest.fixture
def server() -> Iterator[tuple[str, Inbox]]:
    inbox = Inbox()
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", inbox
    controller.stop()


def test_a_message_arrives_as_it_was_meant(server: tuple[str, Inbox]) -> None:
    url, inbox = server
    send(compose(APPOINTMENT, sender=SENDER), url=url)
    (message,) = inbox.received
    assert message["From"] == "Harbor Street <office@harbor.example>"
    assert message["To"] == "dana@example.org"
    assert message["Subject"] == APPOINTMENT.subject
    assert message.get_content().replace("\r\n", "\n") == APPOINTMENT.body


def test_a_calendar_file_comes_along_with_a_neutral_name() -> None:
    mail = Mail(**{**APPOINTMENT.__dict__, "calendar": ON_TUESDAY})
    (attached,) = compose(mail, sender=SENDER).iter_attachments()
    assert attached.get_filename() == "appointment.ics"
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "PUBLISH"
    assert 'ORGANIZER;CN="Harbor Street":mailto:office@harbor.example' in attached.get_content()


def test_a_calendar_file_arrives_as_it_was_meant(server: tuple[str, Inbox]) -> None:
    url, inbox = server
    mail = Mail(**{**APPOINTMENT.__dict__, "calendar": {**ON_TUESDAY, "is_cancelled": True}})
    send(compose(mail, sender=SENDER), url=url)
    (attached,) = inbox.received[0].iter_attachments()
    assert attached.get_param("method") == "CANCEL"
    assert "STATUS:CANCELLED" in attached.get_content()


def test_the_same_message_has_the_same_id_at_every_try() -> None:
    first, again = (compose(APPOINTMENT, sender=SENDER)["Message-ID"] for _ in range(2))
    other = compose(Mail(**{**APPOINTMENT.__dict__, "once_key": "b"}), sender=SENDER)["Message-ID"]
    assert first == again != other
    assert "booking" not in first


@pytest.mark.parametrize("field", ["subject", "sender_name"])
def test_a_line_break_never_begins_a_heading_of_its_own(field: str) -> None:
    hostile = 'Hello "you"\r\nBcc: everybody@example.org\x00\x0b'
    mail = Mail(**{**APPOINTMENT.__dict__, "calendar": ON_TUESDAY, field: hostile})
    message = compose(mail, sender=SENDER)
    again = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert again["Bcc"] is None
    assert again["To"] == "dana@example.org"


@pytest.mark.parametrize(
    "url", ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:none"]
)
def test_an_address_that_is_no_mail_server_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(UnableToSend, match="STEPDOWN_MAIL_URL"):
        require_usable(url, sender=SENDER)


def test_a_sender_that_is_no_address_is_refused() -> None:
    with pytest.raises(UnableToSend, match="STEPDOWN_MAIL_FROM"):
        require_usable("smtp://127.0.0.1:25", sender="the office")
