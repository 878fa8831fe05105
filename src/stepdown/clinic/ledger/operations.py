"""Writing to the ledger. Every write of the clinic happens inside `writing()`."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from stepdown.clinic.ledger import anchor
from stepdown.clinic.ledger.chain import START, content_digest, event_hash
from stepdown.clinic.ledger.models import AnsweredPost, LedgerEvent, OutboxMessage, Versioned
from stepdown.clinic.ledger.triggers import CLOSED
from stepdown.clinic.ledger.written import written_once

CHANGED = "Someone else changed this while you were writing. Compare and save again."
TAIL_LOCK = 7_359_001  # any fixed number: names the ledger's tail among PostgreSQL's locks


class Unable(Exception):
    """Base of every anticipated failure: its text is a sentence that a page may show as it is."""


class UnableToSave(Unable):
    """Somebody else changed the record first. Nothing was saved; the text on screen is kept."""


class Writer(Protocol):
    """Who writes: an account (None for the program itself) and the address it came from."""

    @property
    def account_id(self) -> int | None: ...

    @property
    def came_from(self) -> str: ...


class _Turn(threading.local):
    depth = 0
    head: anchor.Head | None = None


_turn = _Turn()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction, alone at the ledger's tail; its head is anchored right after the commit.

    Writers wait for each other here (PostgreSQL: one advisory lock; SQLite: BEGIN IMMEDIATE),
    so the chain has one tail. Taken first in every write, it cannot deadlock with row locks.
    """
    outermost = _turn.depth == 0
    _turn.depth += 1
    try:
        with transaction.atomic():
            if outermost:
                _turn.head = None
                _take_turn()
            yield
            if outermost and _turn.head:
                transaction.on_commit(_anchor_of(_turn.head))
    except IntegrityError as error:  # whatever was open when somebody else merged the record
        if CLOSED in str(error):
            raise UnableToSave(CLOSED) from error
        raise
    finally:
        _turn.depth -= 1


def _take_turn() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAIL_LOCK])


def _anchor_of(head: anchor.Head) -> Any:
    return lambda: anchor.move_to(head)


def record(
    *,
    actor: Writer,
    verb: str,
    now: datetime,
    subject: models.Model | None = None,
    patient_id: int | None = None,
    purpose: str = "",
    content: Any = None,
) -> None:
    """Appends one event in the same transaction as the write it records.

    `content` is JSON-able; only its digest is kept.
    """
    digest = content_digest(content) if content is not None else ""
    record_all(actor=actor, now=now, events=[Happened(verb, subject, patient_id, purpose, digest)])


@dataclass(frozen=True)
class Happened:
    """One event as it is to be appended; `digest` of its content, empty where it has none."""

    verb: str
    subject: models.Model | None = None
    patient_id: int | None = None
    purpose: str = ""
    digest: str = ""


def record_all(*, actor: Writer, now: datetime, events: Iterable[Happened]) -> None:
    """Appends events in their order, each chained to the one before (two queries)."""
    if _turn.depth == 0:
        raise RuntimeError("record() belongs inside writing()")
    head = next((anchor.Head(*last) for last in _tail()), anchor.Head(0, START))
    rows = []
    for one in events:
        values = _values(head, actor, now, one)
        head = anchor.Head(head.seq + 1, event_hash(values))
        rows.append(LedgerEvent(**dict(zip(_FIELDS, values, strict=True)), hash=head.hash))
    LedgerEvent.objects.bulk_create(rows)
    _turn.head = head


@written_once
def _tail() -> QuerySet[LedgerEvent, tuple[int, str]]:
    return LedgerEvent.objects.order_by("-seq").values_list("seq", "hash")[:1]


def _values(before: anchor.Head, actor: Writer, now: datetime, one: Happened) -> tuple[Any, ...]:
    """In the order of _FIELDS."""
    subject = one.subject
    return (
        before.seq + 1,
        now,
        actor.account_id,
        actor.came_from,
        one.verb,
        one.patient_id,
        f"{subject._meta.label_lower}/{subject.pk}" if subject is not None else "",
        one.purpose,
        one.digest,
        before.hash,
    )


_FIELDS = (
    "seq",
    "at",
    "actor_id",
    "came_from",
    "verb",
    "patient_id",
    "subject",
    "purpose",
    "digest",
    "previous_hash",
)


def save_version(record_: Versioned, *, expected: int, **changes: Any) -> None:
    """Saves `changes` if the record still has version `expected`; otherwise UnableToSave."""
    model = type(record_)
    found = model._default_manager.filter(pk=record_.pk, version=expected)
    if not found.update(version=F("version") + 1, **changes):
        raise UnableToSave(CHANGED)
    record_.refresh_from_db()


def link_each(linked: Mapping[Versioned, models.Model], *, by: str) -> None:
    """Points each record's foreign key `by` to its own row, in one statement, if all still have
    the version that they were read with; otherwise UnableToSave."""
    same, own = Q(), []
    for one, row in linked.items():
        same |= Q(pk=one.pk, version=one.version)
        own.append(When(pk=one.pk, then=Value(row.pk)))
    model = type(next(iter(linked)))
    found = model._default_manager.filter(same)
    if found.update(version=F("version") + 1, **{by: Case(*own)}) != len(linked):
        raise UnableToSave(CHANGED)


def remember_post(
    *, key: str, account_id: int | None, path: str, location: str, now: datetime
) -> None:
    AnsweredPost.objects.create(
        key=key, account_id=account_id, path=path, location=location, at=now
    )


def queue_mail(
    *,
    once_key: str,
    address: str,
    subject: str,
    body: str,
    due_at: datetime,
    sender_name: str = "",
    calendar: dict[str, Any] | None = None,
    about: str = "",
    good_until: datetime | None = None,
    at_most_once: bool = False,
    patient_id: int | None = None,
) -> None:
    """Puts a message in the outbox; a second one with the same key is the same message.

    `at_most_once`: where a worker was killed with it in hand, it is not tried again.
    """
    _queue(
        once_key,
        address=address,
        subject=subject,
        body=body,
        due_at=due_at,
        sender_name=sender_name,
        calendar=calendar,
        about=about,
        good_until=good_until,
        at_most_once=at_most_once,
        patient_id=patient_id,
    )


def queue_text(*, once_key: str, number: str, body: str, due_at: datetime, **more: Any) -> None:
    """The same for a text message; `more` is `about`, `good_until`, `at_most_once` and
    `patient_id`."""
    _queue(
        once_key,
        channel=OutboxMessage.Channel.TEXT,
        address=number,
        body=body,
        due_at=due_at,
        **more,
    )


def _queue(once_key: str, **values: Any) -> None:
    OutboxMessage.objects.get_or_create(once_key=once_key, defaults=values)  # unique: once_key


def withdraw_mail(*, now: datetime, **which: Any) -> None:
    """Keeps messages that still wait from going out, texts too; `which` is a filter, for instance
    `about`. Inside writing()."""
    waiting = OutboxMessage.objects.filter(delivered_at=None, withdrawn_at=None, **which)
    waiting.update(withdrawn_at=now)


def readdress_mail(*, patient_id: int, before: str, address: str) -> None:
    """Sends what waits for a person to their corrected address. Inside writing()."""
    waiting = OutboxMessage.objects.filter(delivered_at=None, withdrawn_at=None)
    waiting.filter(patient_id=patient_id, address=before).update(address=address)
