"""`stepdown worker`: delivers what the outbox holds, and builds drafts of the clinic's week."""

import logging
import signal
import threading
from email.message import EmailMessage
from typing import TYPE_CHECKING

import click

from stepdown.commands.building import Builder
from stepdown.commands.counting import Counter
from stepdown.commands.record import Standing, open_clinic
from stepdown.commands.serving import end_with

if TYPE_CHECKING:
    from stepdown.clinic.ledger.delivery import ClaimedMessage

LOOK_EVERY = 2.0  # seconds between two looks into an empty outbox


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due now, then end.")
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
def worker(once: bool, parent: int | None) -> None:
    """Deliver waiting messages until Ctrl-C or TERM.

    "stepdown serve" and "stepdown demo" run one already. A demo's messages become files in its
    mail and texts folders; nothing of a demo is ever sent.
    """
    if parent is not None:
        end_with(parent)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    is_demo = open_clinic(prepare=parent is None) is Standing.DEMO
    require_mail_settings()
    builder, counter = Builder(), Counter()
    while not stopped.is_set():
        found = _looked(counter, is_demo=is_demo)
        is_building = _built(builder)
        if once and not found and not is_building:
            return
        if not found:
            stopped.wait(LOOK_EVERY)


def require_mail_settings() -> None:
    """Raises UnableToSend, whose text says what is wrong, before any message is tried."""
    from django.conf import settings

    from stepdown.adapters.mail import require_usable

    if settings.MAIL_URL:
        require_usable(settings.MAIL_URL, sender=settings.MAIL_FROM)


def _looked(counter: Counter, *, is_demo: bool) -> bool:
    """One look into the outbox, and at what is due by now; a database that is away for a while
    ends nothing."""
    from django.db import OperationalError, close_old_connections
    from django.utils import timezone

    from stepdown.clinic.coming.operations import queue_session_reminders
    from stepdown.clinic.drug_tests.operations import draw_next_tests
    from stepdown.clinic.intake.reminding import queue_reminders
    from stepdown.clinic.timetable.proposing import end_late_proposals

    close_old_connections()
    try:
        queue_reminders(now=timezone.now())
        queue_session_reminders(now=timezone.now())
        draw_next_tests(now=timezone.now())
        end_late_proposals(now=timezone.now())
        counter.look()
        return deliver_next(is_demo=is_demo)
    except OperationalError:
        logging.getLogger(__name__).warning("The database did not answer; trying again.")
        return False


def _built(builder: Builder) -> bool:
    """Whether a draft of a week is being built; a database that is away ends nothing."""
    from django.db import OperationalError

    try:
        return builder.look()
    except OperationalError:
        return False


def deliver_next(*, is_demo: bool) -> bool:
    """Delivers the next message that is due; False where there is none, or no way to send it."""
    from django.utils import timezone

    from stepdown.clinic.ledger.delivery import claim_message, mark_delivered, put_back

    message = claim_message(now=timezone.now(), channels=_open_channels(is_demo=is_demo))
    if message is None:
        return False
    try:
        _send(message, is_demo=is_demo)
    except Exception as error:  # one bad message never stops the others; its text may hold names
        put_back(message, error=type(error).__name__, now=timezone.now())
    else:
        mark_delivered(message, now=timezone.now())
    return True


def _open_channels(*, is_demo: bool) -> list[str]:
    from django.conf import settings

    from stepdown.clinic.ledger.delivery import Channel

    ways = {Channel.MAIL: is_demo or settings.MAIL_URL, Channel.TEXT: settings.TEXT_FOLDER}
    return [channel for channel, is_open in ways.items() if is_open]


def _send(message: "ClaimedMessage", *, is_demo: bool) -> None:
    from django.conf import settings

    from stepdown.adapters.mail import Mail, compose
    from stepdown.adapters.sms import FolderGateway, Text
    from stepdown.clinic.ledger.delivery import Channel

    if message.channel == Channel.TEXT:
        folder = settings.TEXT_FOLDER
        assert folder is not None  # or the channel were not open
        FolderGateway(folder).send(Text(message.once_key, message.address, message.body))
        return
    mail = Mail(
        once_key=message.once_key,
        address=message.address,
        subject=message.subject,
        body=message.body,
        sender_name=message.sender_name,
        calendar=message.calendar,
    )
    _hand_over(compose(mail, sender=settings.MAIL_FROM), mail.once_key, is_demo=is_demo)


def _hand_over(message: EmailMessage, once_key: str, *, is_demo: bool) -> None:
    from django.conf import settings

    from stepdown.adapters.mail import keep_as_file, send

    if is_demo:
        keep_as_file(message, folder=settings.DATA_DIR / "mail", name=once_key)
    else:
        send(message, url=settings.MAIL_URL)
