"""Signing: the one way anything enters a chart for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from django.db import IntegrityError

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Draft, Entry
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.ledger.operations import Happened, Unable, record_all, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.queries import live_credential, local_now
from stepdown.clinic.people.roles import Role


class UnableToSign(Unable):
    """The entry cannot be signed; the message says what is missing."""


@dataclass(frozen=True)
class Statement:
    """One thing to sign into the chart of one person. `body` is JSON-able."""

    patient: Patient
    body: dict[str, Any]
    happened_at: datetime
    corrects: Entry | None = None
    reason: str = ""


def sign_entry(
    *,
    actor: Actor,
    patient: Patient,
    kind: EntryKind,
    body: dict[str, Any],
    happened_at: datetime,
    now: datetime,
    corrects: Entry | None = None,
    reason: str = "",
) -> Entry:
    """Signs `body` (JSON-able) into the chart. Raises UnableToSign."""
    one = Statement(patient, body, happened_at, corrects, reason)
    return sign_entries(actor=actor, kind=kind, statements=[one], now=now)[0]


def sign_entries(
    *, actor: Actor, kind: EntryKind, statements: Sequence[Statement], now: datetime
) -> list[Entry]:
    """Signs all of them or none: an entry and an event each. Raises UnableToSign.

    A digest covers what was signed, by whom and when; the ledger keeps the same digest.
    """
    rights = _rights(actor, kind, [one.patient for one in statements], now)
    entries = [_entry(one, kind, rights[one.patient.pk], now) for one in statements]
    with writing():
        _save(entries)
        record_all(actor=actor, now=now, events=map(_event, entries))
    return entries


def _entry(one: Statement, kind: EntryKind, right: "_Right", now: datetime) -> Entry:
    entry = Entry(
        patient=one.patient,
        kind=kind,
        happened_at=one.happened_at,
        body=one.body,
        author_id=right.author_id,
        signed_as=right.role,
        credential=right.credential,
        signed_at=now,
        corrects=one.corrects,
        reason=one.reason,
    )
    entry.digest = content_digest(entry.signed_content())
    return entry


def _event(entry: Entry) -> Happened:
    verb = f"{entry.kind}.{'corrected' if entry.corrects else 'signed'}"
    return Happened(verb, entry, entry.patient_id, digest=entry.digest)


def _save(entries: Sequence[Entry]) -> None:
    try:
        Entry.objects.bulk_create(entries)
    except IntegrityError as error:
        if not any(entry.corrects for entry in entries):
            raise
        raise UnableToSign(
            "This entry has a correction already. Correct the newest one."
        ) from error


@dataclass(frozen=True)
class _Right:
    """By what somebody signs."""

    author_id: int
    role: Role
    credential: Credential | None


def _rights(
    actor: Actor, kind: EntryKind, patients: Iterable[Patient], now: datetime
) -> dict[int, _Right]:
    """By person, asked once a site: it is the same for everybody there but the actor."""
    asked: dict[tuple[int, bool], _Right] = {}
    found: dict[int, _Right] = {}
    for one in patients:
        key = one.site_id, actor.own_patient_id == one.pk
        if key not in asked:
            asked[key] = _signing_right(actor, kind, one, now)
        found[one.pk] = asked[key]
    return found


def _signing_right(actor: Actor, kind: EntryKind, patient: Patient, now: datetime) -> _Right:
    if actor.account_id is None:
        raise UnableToSign("Only a person can sign.")
    here = [post.role for post in actor.posts if post.site_id == patient.site_id] or list(
        actor.roles
    )
    is_own = actor.own_patient_id == patient.pk
    roles = [
        role
        for role in Role
        if role in here and role in kind.signers and (role != Role.PATIENT or is_own)
    ]
    if not roles:
        raise UnableToSign(f"Your role cannot sign this. Ask for: {_names(kind.signers)}.")
    if not kind.needs_credential:
        return _Right(actor.account_id, roles[0], None)
    # A license is good to the end of its last day where the person is, so evening groups can sign.
    for role, day in product(roles, {local_now(patient.site, now).date(), now.date()}):
        credential = live_credential(actor.account_id, role, on=day)
        if credential:
            return _Right(actor.account_id, role, credential)
    raise UnableToSign(
        "Your credential has lapsed or is not on file, so you cannot sign."
        " Your text is kept; ask the director to renew it under Staff."
    )


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(role.label.lower() for role in Role if role in roles)


def keep_draft(*, actor: Actor, subject: str, body: dict[str, Any], now: datetime) -> None:
    """Keeps what the actor is writing about `subject`; replaces their last draft of it."""
    with writing():
        Draft.objects.update_or_create(
            author_id=actor.account_id, subject=subject, defaults={"body": body, "saved_at": now}
        )


def drop_draft(*, actor: Actor, subject: str) -> None:
    with writing():
        Draft.objects.filter(author_id=actor.account_id, subject=subject).delete()
