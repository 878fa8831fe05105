"""The worker's side of the outbox: claim a message, say how it went."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import writing

Channel = OutboxMessage.Channel  # for the worker, which names no models
ClaimedMessage = OutboxMessage
CLAIM_LASTS = timedelta(minutes=5)  # a worker that was killed gives its claim back after this
MOST_ATTEMPTS = 8


def claim_message(
    *, now: datetime, channels: Collection[str] = tuple(Channel)
) -> OutboxMessage | None:
    """The oldest message of these channels that is due and nobody else's, now claimed by the
    caller."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    with writing():
        message = (
            _to_go(now)
            .filter(free, channel__in=channels, due_at__lte=now, attempts__lt=MOST_ATTEMPTS)
            .order_by("due_at", "pk")
            .first()
        )
        if message:
            message.claimed_at = now
            message.attempts += 1
            message.save(update_fields=["claimed_at", "attempts"])
    return message


def _to_go(now: datetime) -> QuerySet[OutboxMessage]:
    """Neither delivered nor withdrawn, still good, and not perhaps sent by a killed worker."""
    maybe_sent = Q(at_most_once=True, claimed_at__lt=now - CLAIM_LASTS)
    too_late = Q(good_until__isnull=False, good_until__lte=now)
    waiting = OutboxMessage.objects.filter(delivered_at=None, withdrawn_at=None)
    return waiting.exclude(maybe_sent).exclude(too_late)


def mark_delivered(message: OutboxMessage, *, now: datetime) -> None:
    with writing():
        OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=now, last_error="")


def put_back(message: OutboxMessage, *, error: str, now: datetime) -> None:
    """Back in the queue, later each time; `error` is a type's name, never its text."""
    pause = timedelta(minutes=2**message.attempts)
    with writing():
        OutboxMessage.objects.filter(pk=message.pk).update(
            claimed_at=None, last_error=error[:80], due_at=now + pause
        )


@dataclass(frozen=True)
class MailWaiting:
    """Messages not delivered yet; `given_up` of them were tried too often to be tried again."""

    count: int
    given_up: int
    oldest_due_at: datetime | None


def mail_waiting(*, now: datetime, channel: str = Channel.MAIL) -> MailWaiting:
    found = (
        _to_go(now)
        .filter(channel=channel)
        .aggregate(
            count=Count("pk"),
            given_up=Count("pk", filter=Q(attempts__gte=MOST_ATTEMPTS)),
            oldest=Min("due_at"),
        )
    )
    return MailWaiting(found["count"], found["given_up"], found["oldest"])
