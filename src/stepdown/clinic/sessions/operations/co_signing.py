"""A trainee's note is signed, then read by the supervisor: co-signed, or sent back with words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import Statement, sign_entries, sign_entry
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.members import supervisors_for
from stepdown.clinic.people.models import AccessBlock, Account, Patient, Post
from stepdown.clinic.people.operations import require, require_director
from stepdown.clinic.people.roles import Permission, Purpose
from stepdown.clinic.sessions.co_signing import note_to_co_sign, supervisor_of, waiting_rows
from stepdown.clinic.sessions.models import CoSignature

WHY = "supervision"
MEANING = "I have read this note and answer for it as the supervisor."


class UnableToCoSign(Unable):
    """The note cannot be co-signed or sent back like this; the message says what to do."""


def sign_note(*, actor: Actor, now: datetime, **statement: Any) -> Entry:
    """Signs the note of a session into one chart, given by the fields of Statement."""
    return sign_each_note(actor=actor, statements=[Statement(**statement)], now=now)[0]


def sign_each_note(*, actor: Actor, statements: Sequence[Statement], now: datetime) -> list[Entry]:
    """Signs notes of a session. A trainee's say who supervises, and wait for them."""
    sites = {one.patient.site_id for one in statements}
    supervisors = {site_id: supervisor_of(actor, site_id, now) for site_id in sites}
    notes = [_supervised(one, supervisors[one.patient.site_id]) for one in statements]
    with writing():
        kind = EntryKind.SESSION_NOTE
        entries = sign_entries(actor=actor, kind=kind, statements=notes, now=now)
        for entry in entries:
            supervisor = supervisors[entry.patient.site_id]
            if supervisor is not None:
                _ask(actor, entry, supervisor, now)
    return entries


def _supervised(one: Statement, supervisor: Account | None) -> Statement:
    known = {key: value for key, value in one.body.items() if key != "supervised_by"}
    if supervisor is not None:
        known["supervised_by"] = supervisor.name
    return replace(one, body=known)


def _ask(actor: Actor, entry: Entry, supervisor: Account, now: datetime) -> None:
    _refuse_shut_out(entry.patient, supervisor)
    row = CoSignature.objects.create(entry=entry, supervisor=supervisor, asked_at=now)
    _open_to(supervisor, entry.patient, now)
    record(
        actor=actor, verb="co_signature.asked", now=now, subject=row, patient_id=entry.patient_id
    )


def _refuse_shut_out(patient: Patient, supervisor: Account) -> None:
    if AccessBlock.objects.filter(patient=patient, account=supervisor).exists():
        raise UnableToCoSign(
            f"{supervisor.name} may not open this chart. Your text is kept; ask the director to"
            " name another supervisor under Staff."
        )


def _open_to(supervisor: Account, patient: Patient, now: datetime) -> None:
    """Once, for as long as a note of this chart waits for them."""
    end_access(patient=patient, why=WHY, now=now, account_id=supervisor.pk)
    grant_access(patient=patient, account_id=supervisor.pk, purpose=Purpose.CARE, why=WHY, now=now)


def co_sign(*, actor: Actor, patient: Patient, entry_id: int, now: datetime) -> Entry:
    """The supervisor's signature under the note as it is. Raises UnableToCoSign or UnableToSign."""
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    with writing():
        row = _own_row(actor, patient, entry_id)
        signed = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.CO_SIGNATURE,
            body={
                "co_signs": row.entry_id,
                "digest": row.entry.digest,
                "author": row.entry.author.name,
                "meaning": MEANING,
            },
            happened_at=now,
            now=now,
        )
        CoSignature.objects.filter(pk=row.pk).update(signed=signed, returned_at=None)
        if not _waiting_of(row.supervisor_id).filter(entry__patient=patient).exists():
            end_access(patient=patient, why=WHY, now=now, account_id=row.supervisor_id)
    return signed


def _waiting_of(account_id: int) -> Any:
    return waiting_rows().filter(supervisor_id=account_id)


def _own_row(actor: Actor, patient: Patient, entry_id: int) -> CoSignature:
    row = note_to_co_sign(patient, entry_id)
    if row is None:
        raise UnableToCoSign("This version of the note waits for nobody. Open the newest one.")
    if row.supervisor_id != actor.account_id:
        raise UnableToCoSign(f"This note waits for {row.supervisor.name}.")
    return row


def send_note_back(
    *, actor: Actor, patient: Patient, entry_id: int, words: str, now: datetime
) -> None:
    """Asks the trainee to correct the note; the corrected one waits anew. Raises UnableToCoSign."""
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    if not words.strip():
        raise UnableToCoSign("Write what is to be changed. One line is enough.")
    with writing():
        row = _own_row(actor, patient, entry_id)
        CoSignature.objects.filter(pk=row.pk).update(returned_at=now, returned_words=words)
        record(
            actor=actor,
            verb="co_signature.sent_back",
            now=now,
            subject=row,
            patient_id=patient.pk,
            content={"words": words},
        )


def set_supervisor(*, actor: Actor, post: Post, supervisor_id: int | None, now: datetime) -> None:
    """Says who answers for a trainee's notes (None: they are no trainee any more). What waits goes
    to the new one. Raises UnableToChangeStaff, or UnableToCoSign while notes would wait for nobody.
    """
    require(actor, Permission.MANAGE_STAFF, site_id=post.site_id)
    require_director(actor, {post.site_id})
    with writing():
        if supervisor_id not in {None, *dict(supervisors_for(post, on=now.date()))}:
            raise UnableToCoSign("Choose somebody who signs notes here and is no trainee.")
        _hand_over(post, supervisor_id, now)
        Post.objects.filter(pk=post.pk).update(supervisor_id=supervisor_id)
        record(
            actor=actor,
            verb="post.supervisor_set",
            now=now,
            subject=post,
            content={"supervisor": supervisor_id},
        )


def _hand_over(post: Post, supervisor_id: int | None, now: datetime) -> None:
    rows = waiting_rows().filter(entry__author=post.account_id, entry__patient__site=post.site_id)
    waiting = [row for row in rows if row.supervisor_id != supervisor_id]
    if not waiting:
        return
    if supervisor_id is None:
        raise UnableToCoSign(
            f"{len(waiting)} of their notes wait for a co-signature. Have them signed first, or"
            " choose another supervisor."
        )
    for row in waiting:
        supervisor = Account.objects.get(pk=supervisor_id)
        _refuse_shut_out(row.entry.patient, supervisor)
        CoSignature.objects.filter(pk=row.pk).update(supervisor=supervisor)
        _open_to(supervisor, row.entry.patient, now)
