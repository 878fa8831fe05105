"""Correcting what a session left behind: a mark of a closed roll, or a signed note and its mark."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.correcting import (
    UnableToCorrect,
    entry_to_correct,
    require_reason,
)
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.models import PlanGoal
from stepdown.clinic.plans.queries import goal_label, goals_by_person
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.operations.co_signing import sign_note
from stepdown.clinic.sessions.operations.notes import require_own_goal
from stepdown.clinic.sessions.operations.roll import Came, attended_values, require_closer
from stepdown.clinic.sessions.queries import PARTICIPATION, checked_correction
from stepdown.clinic.sessions.signed import sharing_count, signed_mark
from stepdown.clinic.sessions.starters import says_something
from stepdown.clinic.sessions.video import video_place

_WORDS = dict(PARTICIPATION)


def correct_mark(
    *,
    actor: Actor,
    session: Session,
    attendance_id: int,
    came: Came,
    reason: str,
    expected_version: int,
    now: datetime,
) -> None:
    """Corrects how a person came in a roll that is closed; whoever may close it may do this.

    Raises UnableToCorrect, UnableToCallRoll, or UnableToSave where somebody else corrected it.
    """
    require_closer(actor, session)
    with writing():
        require_reason(reason)
        session.refresh_from_db()
        if session.state != Session.State.CLOSED:
            raise UnableToCorrect("This roll is not closed yet. Change the mark in the roll.")
        mark = _open_mark(actor, session, attendance_id, now)
        if mark.note_id is not None:
            raise UnableToCorrect("The note is signed. Correct the note; the mark follows it.")
        changes = changed_mark(session, mark, came)
        if not changes:
            raise UnableToCorrect("Nothing is different from the mark as it stands.")
        before = {name: getattr(mark, name) for name in changes}
        save_version(mark, expected=expected_version, **marked_again(actor, changes, reason, now))
        record_mark(actor, mark, before, changes, reason, now)


def _open_mark(actor: Actor, session: Session, attendance_id: int, now: datetime) -> Attendance:
    mine = patients_open_to(actor, Permission.LEAD_SESSIONS, now).values("pk")
    marks = Attendance.objects.filter(session=session, pk=attendance_id, patient__in=mine)
    mark = marks.select_related("patient").first()
    if mark is None:
        raise UnableToCorrect("This person is not on this roll.")
    return mark


def changed_mark(session: Session, mark: Attendance, came: Came) -> dict[str, Any]:
    """The fields that would differ; raises UnableToCallRoll for minutes that do not fit."""
    values = attended_values(session, mark.patient.short_name, came)
    is_new = Attendance.Status.VIDEO in {came.status} - {mark.status}
    if is_new and video_place(session, mark.patient) is None:
        raise UnableToCorrect(
            "Nobody confirmed that day where they were, so the mark cannot say video. Keep it, and"
            " write in the note how they joined."
        )
    return {name: value for name, value in values.items() if getattr(mark, name) != value}


def marked_again(
    actor: Actor, changes: dict[str, Any], reason: str, now: datetime
) -> dict[str, Any]:
    """The changes with who made them, when and why."""
    return {
        **changes,
        "correction_reason": reason,
        "marked_at": now,
        "marked_by_id": actor.account_id,
    }


def record_mark(
    actor: Actor,
    mark: Attendance,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    now: datetime,
) -> None:
    """The event of a corrected mark."""
    record(
        actor=actor,
        verb="attendance.corrected",
        now=now,
        subject=mark,
        patient_id=mark.patient_id,
        content={"before": before, "after": after, "reason": reason},
    )


@dataclass(frozen=True)
class CorrectedNote:
    """One person's note as it should read. `shared` None keeps the shared part."""

    came: Came
    participation: str
    own_line: str
    plan_line: str
    shared: str | None = None
    goal_id: int | None = None


def correct_note(
    *,
    actor: Actor,
    patient: Patient,
    entry_id: int,
    note: CorrectedNote,
    not_a_person: bool,
    reason: str,
    now: datetime,
) -> Entry:
    """Signs a new version of the note; the mark on the roll and its minutes follow it.

    The shared part can change only where nobody else has it in their chart. Raises
    UnableToCorrect, UnableToCallRoll or UnableToSign.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        old = entry_to_correct(patient, entry_id, reason=reason)
        mark = signed_mark(patient, entry_id)
        if mark is None:
            raise UnableToCorrect("This entry is not the note of a session.")
        _refuse_incomplete(mark, note)
        changes = changed_mark(mark.session, mark, note.came)
        body = _body(old, mark, note, {**as_it_stands(mark), **changes})
        if body == old.body and not changes:
            raise UnableToCorrect("Nothing is different from what was signed.")
        body["checks"] = {**old.body.get("checks", {}), **_answered(mark, note, not_a_person)}
        entry = sign_note(
            actor=actor,
            patient=patient,
            body=body,
            happened_at=old.happened_at,
            now=now,
            corrects=old,
            reason=reason,
        )
        _follow(actor, mark, note, entry, changes, now)
    return entry


def _refuse_incomplete(mark: Attendance, note: CorrectedNote) -> None:
    goals = goals_by_person([mark.patient_id]).get(mark.patient_id, ())
    require_own_goal(note.goal_id, goals, mark)
    if mark.goal_id is not None and note.goal_id is None:
        raise UnableToCorrect("Choose the goal that the line is about.")
    is_written = says_something(note.own_line) and note.plan_line.strip()
    if note.participation not in _WORDS or not is_written:
        raise UnableToCorrect("A note needs how they took part, an own line and a plan.")
    if note.shared is None or note.shared == mark.session.shared_note:
        return
    if sharing_count(mark):
        raise UnableToCorrect(
            "Others have the shared part in their charts too, so it stays."
            " Write what is right in this person's own line."
        )
    if not note.shared.strip():
        raise UnableToCorrect("The shared part is empty. Write what the session was about.")


def as_it_stands(mark: Attendance) -> dict[str, Any]:
    """The fields of a mark that a note repeats."""
    return {"status": mark.status, "attended_minutes": mark.attended_minutes}


def _body(
    old: Entry, mark: Attendance, note: CorrectedNote, came: dict[str, Any]
) -> dict[str, Any]:
    shared = old.body["shared"] if note.shared is None else note.shared
    return {
        **old.body,
        "shared": shared,
        "attendance": str(came["status"]),
        "minutes": came["attended_minutes"],
        "participation": _WORDS[note.participation],
        "own_line": note.own_line,
        "plan": note.plan_line,
        **_goal(mark, note),
    }


def _goal(mark: Attendance, note: CorrectedNote) -> dict[str, str]:
    if note.goal_id == mark.goal_id:
        return {}
    return {"goal": goal_label(PlanGoal.objects.filter(pk=note.goal_id or 0).first())}


def _answered(mark: Attendance, note: CorrectedNote, not_a_person: bool) -> dict[str, bool]:
    """The same check of names as before the first signature, of the words that are new."""
    shared = note.shared if note.shared not in (None, mark.session.shared_note) else ""
    check = checked_correction(mark, shared or "", note.own_line, note.plan_line)
    if check.blocks:
        raise UnableToCorrect(" ".join(check.blocks))
    if check.name_warnings and not not_a_person:
        raise UnableToCorrect(
            " ".join(check.name_warnings) + " Take it out, or tick that no person is meant."
        )
    return {"not_a_person": bool(check.name_warnings)}


def _follow(
    actor: Actor,
    mark: Attendance,
    note: CorrectedNote,
    entry: Entry,
    changes: dict[str, Any],
    now: datetime,
) -> None:
    """The mark shows what the standing note says, so that hours are counted from it."""
    session, before = mark.session, {name: getattr(mark, name) for name in changes}
    values = {
        "note": entry,
        "participation": note.participation,
        "own_line": note.own_line,
        "plan_line": note.plan_line,
        "goal_id": note.goal_id,
    }
    if changes:
        values |= marked_again(actor, changes, entry.reason, now)
    save_version(mark, expected=mark.version, **values)
    if changes:
        record_mark(actor, mark, before, changes, entry.reason, now)
    if note.shared is not None and note.shared != session.shared_note:
        save_version(session, expected=session.version, shared_note=note.shared)
        record(actor=actor, verb="note.corrected", now=now, subject=session)
