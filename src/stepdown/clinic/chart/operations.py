"""Signing: the one way anything enters a chart for good."""

from datetime import datetime
from itertools import product
from typing import Any

from django.db import IntegrityError

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Draft, Entry
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.queries import live_credential, local_now
from stepdown.clinic.people.roles import Role


class UnableToSign(Unable):
    """The entry cannot be signed; the message says what is missing."""


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
    """Signs `body` (JSON-able) into the chart. Raises UnableToSign.

    The digest covers what was signed, by whom and when; the ledger keeps the same digest.
    """
    author_id, role, credential = _signing_right(actor, kind, patient, now)
    entry = Entry(
        patient=patient,
        kind=kind,
        happened_at=happened_at,
        body=body,
        author_id=author_id,
        signed_as=role,
        credential=credential,
        signed_at=now,
        corrects=corrects,
        reason=reason,
    )
    entry.digest = content_digest(entry.signed_content())
    with writing():
        _save(entry)
        record(
            actor=actor,
            verb=f"{kind}.{'corrected' if corrects else 'signed'}",
            now=now,
            subject=entry,
            patient_id=patient.pk,
            content=entry.signed_content(),
        )
    return entry


def _save(entry: Entry) -> None:
    try:
        entry.save(force_insert=True)
    except IntegrityError as error:
        if entry.corrects is None:
            raise
        raise UnableToSign(
            "This entry has a correction already. Correct the newest one."
        ) from error


def _signing_right(
    actor: Actor, kind: EntryKind, patient: Patient, now: datetime
) -> tuple[int, Role, Credential | None]:
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
        return actor.account_id, roles[0], None
    # A license is good to the end of its last day where the person is, so evening groups can sign.
    for role, day in product(roles, {local_now(patient.site, now).date(), now.date()}):
        credential = live_credential(actor.account_id, role, on=day)
        if credential:
            return actor.account_id, role, credential
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
