"""Correcting the signed note of a one-to-one session, and the mark it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.correcting import UnableToCorrect, entry_to_correct
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.queries import goal_label
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.one_to_one import goals_of
from stepdown.clinic.sessions.operations.co_signing import sign_note
from stepdown.clinic.sessions.operations.correcting import (
    as_it_stands,
    changed_mark,
    marked_again,
    record_mark,
)
from stepdown.clinic.sessions.operations.individual import written
from stepdown.clinic.sessions.operations.roll import Came
from stepdown.clinic.sessions.signed import signed_mark


@dataclass(frozen=True)
class CorrectedIndividual:
    """The note as it should read: the text by part title, the goals as the note names them."""

    came: Came
    words: Mapping[str, str]
    goals: tuple[str, ...]


def correct_individual_note(
    *,
    actor: Actor,
    patient: Patient,
    entry_id: int,
    note: CorrectedIndividual,
    reason: str,
    now: datetime,
) -> Entry:
    """Signs a new version in the format of the first one; the mark and its minutes follow it.

    Raises UnableToCorrect, UnableToCallRoll or UnableToSign.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        old = entry_to_correct(patient, entry_id, reason=reason)
        mark = signed_mark(patient, entry_id)
        if mark is None or "written" not in old.body:
            raise UnableToCorrect("This entry is not the note of a one-to-one session.")
        goal_ids = _goal_ids(patient, mark, old, note)
        changes = changed_mark(mark.session, mark, note.came)
        body = _body(old, note, {**as_it_stands(mark), **changes})
        if body == old.body:
            raise UnableToCorrect("Nothing is different from what was signed.")
        entry = sign_note(
            actor=actor,
            patient=patient,
            body=body,
            happened_at=old.happened_at,
            now=now,
            corrects=old,
            reason=reason,
        )
        _follow(actor, mark, entry, next(iter(goal_ids), None), changes)
    return entry


def _goal_ids(
    patient: Patient, mark: Attendance, old: Entry, note: CorrectedIndividual
) -> list[int]:
    """Of the goals that can still be pointed to; raises for one that the note cannot be about."""
    known = {goal.label: goal.goal_id for goal in goals_of(patient)}
    if mark.goal is not None:
        known[goal_label(mark.goal)] = mark.goal.pk
    before = set(old.body["goals"])
    if set(note.goals) - known.keys() - before:
        raise UnableToCorrect("The plan has changed. Choose the goals again.")
    if before and not note.goals:
        raise UnableToCorrect("Choose the goal that this note is about.")
    titles = [part["part"] for part in old.body["written"]]
    if list(note.words) != titles or not all(text.strip() for text in note.words.values()):
        raise UnableToCorrect("Each part of the note needs a line.")
    return [known[label] for label in note.goals if label in known]


def _body(old: Entry, note: CorrectedIndividual, came: dict[str, Any]) -> dict[str, Any]:
    return {
        **old.body,
        "attendance": str(came["status"]),
        "minutes": came["attended_minutes"],
        "goals": list(note.goals),
        "written": written(note.words),
    }


def _follow(
    actor: Actor, mark: Attendance, entry: Entry, goal_id: int | None, changes: dict[str, Any]
) -> None:
    """The mark shows what the standing note says, so that hours are counted from it."""
    before = {name: getattr(mark, name) for name in changes}
    values: dict[str, Any] = {"note": entry, "goal_id": goal_id}
    if changes:
        values |= marked_again(actor, changes, entry.reason, entry.signed_at)
    save_version(mark, expected=mark.version, **values)
    if changes:
        record_mark(actor, mark, before, changes, entry.reason, entry.signed_at)
