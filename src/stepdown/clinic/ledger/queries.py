"""Reading the ledger."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db.models import Max

from stepdown.clinic.ledger import anchor
from stepdown.clinic.ledger.chain import HASHED_FIELDS, faults
from stepdown.clinic.ledger.models import AnsweredPost, LedgerEvent, OutboxMessage


def ledger_faults() -> list[str]:
    """Every sentence `stepdown audit verify` has to say; empty where the ledger is sound."""
    rows = LedgerEvent.objects.order_by("seq").values_list(*HASHED_FIELDS, "hash")
    return [*faults(rows.iterator(chunk_size=5000)), *_anchor_faults()]


def _anchor_faults() -> list[str]:
    head = anchor.read_head()
    newest = LedgerEvent.objects.aggregate(newest=Max("seq"))["newest"] or 0
    if head is None:
        return ["The anchor is missing though the ledger has events."] if newest else []
    if head.seq < 0:
        return ["The anchor cannot be read."]
    if newest < head.seq:
        return [f"The ledger ends at event {newest}, but the anchor knows event {head.seq}."]
    stored = LedgerEvent.objects.filter(seq=head.seq).values_list("hash", flat=True).first()
    if head.seq and stored != head.hash:
        return [f"Event {head.seq} is not the one that was anchored."]
    return []


def event_count() -> int:
    return LedgerEvent.objects.count()


def answer_of(key: str, *, account_id: int | None, path: str) -> str | None:
    """Where a form with this key led when it was carried out, or None."""
    found = AnsweredPost.objects.filter(key=key, account_id=account_id, path=path)
    return found.values_list("location", flat=True).first()


def newest_event_at() -> datetime | None:
    return LedgerEvent.objects.order_by("-seq").values_list("at", flat=True).first()


class MailState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


def mail_states(once_keys: Iterable[str], *, now: datetime) -> dict[str, MailState]:
    """What became of each of these messages; one that is past its end did not go out."""
    found = OutboxMessage.objects.filter(once_key__in=list(once_keys))
    return {each.once_key: _state(each, now) for each in found}


def _state(message: OutboxMessage, now: datetime) -> MailState:
    if message.delivered_at:
        return MailState.SENT
    is_past = message.good_until is not None and message.good_until <= now
    return MailState.WITHDRAWN if message.withdrawn_at or is_past else MailState.WAITING
