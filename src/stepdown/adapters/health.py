"""Whether the system is well: one sentence a part, for `stepdown check` and the page alike."""

import shutil
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from stepdown.adapters.mail import UnableToSend, connected, require_usable
from stepdown.clinic.ledger.delivery import Channel, MailWaiting, mail_waiting
from stepdown.clinic.ledger.queries import newest_event_at
from stepdown.clinic.people.queries import installation

LEAST_FREE = 1024**3  # bytes; SQLite and a backup beside it need room to grow
CLOCK_SLACK = timedelta(minutes=2)
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """How one part is: `is_well`, and a sentence that says what to do where it is not."""

    part: str
    is_well: bool
    sentence: str


def findings(*, now: datetime) -> list[Finding]:
    """Configuration, database, mail, texts, clock and disk, in this order."""
    database = _database()
    clock = _clock(now) if database.is_well else _unknown("Clock")
    mail = _mail(now) if database.is_well else _unknown("Mail")
    texts = _texts(now) if database.is_well else _unknown("Texts")
    return [_configuration(), database, mail, texts, clock, _disk()]


def _unknown(part: str) -> Finding:
    return Finding(part, False, "Cannot be told while the database does not answer.")


def _configuration() -> Finding:
    part = "Configuration"
    missing = [folder for folder in _folders() if not folder.is_dir()]
    if missing:
        return Finding(part, False, f"The folder {missing[0]} is gone. Mount or restore it.")
    exposed = [folder for folder in _folders() if folder.stat().st_mode & 0o077]
    if exposed:
        return Finding(
            part,
            False,
            f"Others on this machine can read {exposed[0]}. Type: chmod 700 {exposed[0]}",
        )
    if not settings.HTTPS and not settings.DEMO:
        return Finding(
            part,
            False,
            "Pages travel without HTTPS. Put a web server with HTTPS in front and"
            " remove STEPDOWN_HTTPS=false.",
        )
    return Finding(part, True, "The settings can be used as they are.")


def _folders() -> list[Path]:
    return [settings.DATA_DIR, settings.SECRETS_DIR, settings.ANCHOR_DIR, settings.ATTACHMENTS_DIR]


def _database() -> Finding:
    part = "Database"
    try:
        waiting = MigrationExecutor(connection)
        if waiting.migration_plan(waiting.loader.graph.leaf_nodes()):
            return Finding(part, False, "It has the shape of an older version. Restart Stepdown.")
        if installation() is None:
            return Finding(part, False, "It holds no clinic yet. Type: stepdown init")
    except DatabaseError:
        return Finding(part, False, "It does not answer. Start it, or correct its address.")
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return Finding(part, True, f"{name} answers and has this version's shape.")


def _mail(now: datetime) -> Finding:
    part = "Mail"
    waiting = mail_waiting(now=now)
    marked = installation()
    if marked and marked.is_demo:
        return Finding(part, True, "This is a demo: messages become files, none is sent.")
    if not settings.MAIL_URL:
        return Finding(
            part, False, f"No mail server is set; {_words(waiting)} Set STEPDOWN_MAIL_URL."
        )
    try:
        require_usable(settings.MAIL_URL, sender=settings.MAIL_FROM)
        with connected(settings.MAIL_URL) as server:
            server.noop()
    except UnableToSend as error:
        return Finding(part, False, str(error))
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            part,
            False,
            f"The mail server does not take messages ({type(error).__name__}); {_words(waiting)}",
        )
    return _outbox(waiting, now)


def _outbox(waiting: MailWaiting, now: datetime) -> Finding:
    if waiting.given_up:
        return Finding(
            "Mail",
            False,
            f"{waiting.given_up} messages were refused too often and are"
            " no longer tried. Check their addresses.",
        )
    if waiting.oldest_due_at and now - waiting.oldest_due_at > LATE:
        return Finding(
            "Mail", False, f"The server answers, but {_words(waiting)} Is the worker running?"
        )
    return Finding("Mail", True, f"The mail server answers; {_words(waiting)}")


def _texts(now: datetime) -> Finding:
    part, waiting = "Texts", mail_waiting(now=now, channel=Channel.TEXT)
    if settings.TEXT_FOLDER is None:
        sentence = "No folder is set, so nobody is offered text messages."
        if waiting.count:
            sentence = f"No folder is set; {_words(waiting)} Set STEPDOWN_TEXT_FOLDER."
        return Finding(part, not waiting.count, sentence)
    if waiting.given_up or (waiting.oldest_due_at and now - waiting.oldest_due_at > LATE):
        return Finding(part, False, f"{_words(waiting)} Can the folder be written?")
    taken = [file for file in settings.TEXT_FOLDER.glob("*.txt") if _is_old(file, now)]
    if taken and not settings.DEMO:
        return Finding(part, False, "Texts lie in the folder. Is the gateway running?")
    return Finding(part, True, f"Texts are handed over; {_words(waiting)}")


def _is_old(file: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - file.stat().st_mtime > LATE.total_seconds()
    except FileNotFoundError:  # the gateway just took it
        return False


def _words(waiting: MailWaiting) -> str:
    if waiting.count == 1:
        return "1 message is waiting."
    return f"{waiting.count or 'no'} messages are waiting."


def _clock(now: datetime) -> Finding:
    newest = newest_event_at()
    if newest and newest - now > CLOCK_SLACK:
        return Finding(
            "Clock",
            False,
            "The newest event lies in the future: this machine's clock"
            " is or was wrong. Set it by NTP.",
        )
    return Finding("Clock", True, f"It is {now:%Y-%m-%d %H:%M} UTC, after every recorded event.")


def _disk() -> Finding:
    part = "Disk"
    free = min(shutil.disk_usage(folder).free for folder in _folders() if folder.is_dir())
    size = f"{free / 1024**3:.1f} GB"
    if free < LEAST_FREE:
        return Finding(part, False, f"Only {size} are free. Make room before it is full.")
    probe = settings.DATA_DIR / ".writable"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return Finding(part, False, f"{settings.DATA_DIR} cannot be written. Check its owner.")
    return Finding(part, True, f"{size} are free, and the data folder can be written.")
