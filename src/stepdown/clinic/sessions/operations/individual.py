"""The note of a one-to-one session: a draft that is its writer's alone, then one signed entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import UnableToSave, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.queries import Goal
from stepdown.clinic.sessions.formats import note_rules
from stepdown.clinic.sessions.models import Attendance, IndividualNote, Session
from stepdown.clinic.sessions.one_to_one import Draft, goals_of, mark_to_write, own_draft
from stepdown.clinic.sessions.operations.co_signing import sign_note
from stepdown.clinic.sessions.operations.notes import (
    UnableToSaveNote,
    UnableToSignNotes,
    session_body,
)


@dataclass(frozen=True)
class IndividualText:
    """What was typed: the format by its key, its parts by theirs, and the goals it is about."""

    format: str
    parts: Mapping[str, str]
    goal_ids: tuple[int, ...] = ()


def save_individual_note(
    *,
    actor: Actor,
    patient: Patient,
    attendance_id: int,
    text: IndividualText,
    expected_version: int,
    now: datetime,
    next_format: str = "",
) -> int:
    """Keeps the actor's draft and goes on in `next_format`, where given; answers with its version.

    Needs no live credential, and does not write again what stands already. Raises
    UnableToSaveNote, or UnableToSave where it was changed in another window.
    """
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    with writing():
        mark = _mark(patient, attendance_id)
        _refuse_unknown(patient, text, next_format)
        kept = IndividualNote.objects.filter(attendance=mark, writer_id=actor.account_id).first()
        values = _values(kept, text, next_format or text.format)
        if kept is not None and all(getattr(kept, key) == value for key, value in values.items()):
            return kept.version
        if kept is None:
            kept = IndividualNote.objects.create(
                attendance=mark, writer_id=actor.account_id or 0, saved_at=now, **values
            )
        else:
            save_version(kept, expected=expected_version, saved_at=now, **values)
        record(
            actor=actor,
            verb="note.drafted",
            now=now,
            subject=kept,
            patient_id=patient.pk,
            content=values,
        )
    return kept.version


def _mark(patient: Patient, attendance_id: int) -> Attendance:
    mark = mark_to_write(patient, attendance_id)
    if mark is None:
        raise UnableToSaveNote("They are not marked as present at this session. Mark them first.")
    if mark.note is not None:
        raise UnableToSaveNote(
            f"{mark.note.author.name} has signed this note. Copy your text, and correct the note"
            " in the chart where it needs it."
        )
    return mark


def _refuse_unknown(patient: Patient, text: IndividualText, next_format: str) -> None:
    chosen, rules = note_rules().format(text.format), note_rules()
    if chosen is None or (next_format and rules.format(next_format) is None):
        raise UnableToSaveNote("This format is not used here. Open the page again.")
    if text.parts.keys() - {part.key for part in chosen.parts}:
        raise UnableToSaveNote("These parts are not of this format. Open the page again.")
    if set(text.goal_ids) - {goal.goal_id for goal in goals_of(patient)}:
        raise UnableToSaveNote("The plan has changed. Choose the goals again.")


def _values(kept: IndividualNote | None, text: IndividualText, format_key: str) -> dict[str, Any]:
    before = kept.parts if kept else {}
    return {
        "format": format_key,
        "parts": {**before, text.format: dict(text.parts)},
        "goal_ids": list(text.goal_ids),
    }


def sign_individual_note(
    *, actor: Actor, patient: Patient, attendance_id: int, expected_version: int, now: datetime
) -> Entry:
    """Signs the actor's draft into the chart. Raises UnableToSignNotes for what is missing,
    UnableToSave where the draft is another one than was read, or UnableToSign."""
    require(actor, Permission.WRITE_NOTES, site_id=patient.site_id)
    with writing():
        mark = _mark(patient, attendance_id)
        draft, goals = own_draft(actor, mark), goals_of(patient)
        if draft.version != expected_version:
            raise UnableToSave("The note changed after you read it. Read it again, then sign.")
        about = [goal for goal in goals if goal.goal_id in draft.goal_ids]
        _require_complete(mark.session, draft, goals, about)
        entry = sign_note(
            actor=actor,
            patient=patient,
            body=_body(mark, draft, about, now),
            happened_at=mark.session.starts_at,
            now=now,
        )
        first = about[0].goal_id if about else None
        save_version(mark, expected=mark.version, note=entry, goal_id=first)
    return entry


def _require_complete(
    session: Session, draft: Draft, goals: tuple[Goal, ...], about: list[Goal]
) -> None:
    if session.state != Session.State.CLOSED:
        raise UnableToSignNotes("Close the roll first: a note needs the minutes.")
    parts = draft.format.parts
    if empty := [part.title for part in parts if not draft.words.get(part.key, "").strip()]:
        raise UnableToSignNotes(f"Each part needs a line. Still empty: {', '.join(empty)}")
    if goals and not about:
        raise UnableToSignNotes("Choose the goal that this note is about.")


def _body(mark: Attendance, draft: Draft, about: list[Goal], now: datetime) -> dict[str, Any]:
    return {
        **session_body(mark.session, 1, now),
        "attendance": str(mark.status),
        "minutes": mark.attended_minutes,
        "goals": [goal.label for goal in about],
        "format": draft.format.name,
        "written": written(
            {part.title: draft.words.get(part.key, "") for part in draft.format.parts}
        ),
    }


def written(words: Mapping[str, str]) -> list[dict[str, str]]:
    """The parts as a body holds them, in their order."""
    return [{"part": title, "words": text} for title, text in words.items()]
