"""The hash chain: how one event follows another. Pure functions over stored values."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
HASHED_FIELDS = (
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


def _stored(value: Any) -> Any:
    """Microseconds, in UTC: what both databases keep of a time."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def event_hash(values: tuple[Any, ...]) -> str:
    """SHA-256 over the stored values, in the order of HASHED_FIELDS."""
    text = json.dumps([_stored(value) for value in values], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_digest(content: Any) -> str:
    """SHA-256 of JSON-able content, keys sorted: what an event says of a record's text."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def faults(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Sentences on what is wrong with events (HASHED_FIELDS, then the hash) in order of seq."""
    expected, previous = 1, START
    for *values, stored_hash in rows:
        seq = values[0]
        if seq != expected:
            yield f"Event {expected} is missing; the next one found is {seq}."
        elif values[-1] != previous:
            yield f"Event {seq} does not follow the one before it."
        if event_hash(tuple(values)) != stored_hash:
            yield f"Event {seq} was changed after it was written."
        expected, previous = seq + 1, stored_hash
