"""The note of a session: one shared part, one own line a person, one signed entry in each chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from stepdown.clinic.chart.operations import Statement
from stepdown.clinic.ledger.operations import (
    Unable,
    UnableToSave,
    link_each,
    record,
    save_version,
    writing,
)
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Credential
from stepdown.clinic.people.operations import NotAllowed, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.queries import Goal, goal_label, goals_by_person
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.sessions.formats import NOTES, lateness
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.names import NoteCheck
from stepdown.clinic.sessions.one_to_one import is_one_to_one
from stepdown.clinic.sessions.operations.co_signing import sign_each_note
from stepdown.clinic.sessions.queries import (
    PARTICIPATION,
    PRESENT,
    checked_marks,
    note_digest,
)
from stepdown.clinic.sessions.starters import says_something
from stepdown.clinic.timetable.changes import leader_on

_WORDS = dict(PARTICIPATION)
CHANGING = ("version", "starts_at", "ends_at", "state", "shared_note")  # the series stays
ONE_TO_ONE = "This is a one-to-one session. Write its note on the note's own page."


class UnableToSaveNote(Unable):
    """The draft cannot be saved this way."""


class UnableToSignNotes(Unable):
    """The notes cannot be signed yet; the message says what is missing."""


@dataclass(frozen=True)
class NoteLine:
    """One person's own part: how they took part, response and progress, the plan, and which goal
    of their treatment plan it is about (None only where no plan is signed)."""

    participation: str
    own_line: str
    plan_line: str
    version: int = 0
    goal_id: int | None = None


def save_note(
    *,
    actor: Actor,
    session: Session,
    shared: str | None,
    lines: Mapping[int, NoteLine],
    expected_version: int,
    now: datetime,
) -> None:
    """Saves a draft: the shared part (None keeps it) and the given people's lines by patient id.

    Unchanged parts are not written, so two people can write about different members at once.
    Raises UnableToSaveNote, or UnableToSave where somebody else changed the same part.
    """
    _require_writer(actor, session)
    if is_one_to_one(session):
        raise UnableToSaveNote(ONE_TO_ONE)
    with writing():
        session.refresh_from_db()
        marks = _open_marks(actor, session, now)
        if lines.keys() - marks.keys():
            raise UnableToSaveNote("Somebody with a line is not marked here. Mark them first.")
        if shared is not None and shared != session.shared_note:
            _save_shared(actor, session, shared, expected_version, now)
        goals = goals_by_person(lines)
        for patient_id, line in lines.items():
            require_own_goal(line.goal_id, goals.get(patient_id, ()), marks[patient_id])
            _save_line(actor, marks[patient_id], line, now)


def require_own_goal(goal_id: int | None, goals: Iterable[Goal], mark: Attendance) -> None:
    """A line is about a goal that goes on, or about the one it was about before."""
    if goal_id not in {None, mark.goal_id, *(goal.goal_id for goal in goals)}:
        raise UnableToSaveNote(
            f"{mark.patient.short_name}'s plan has changed. Choose one of the goals again."
        )


def _require_writer(actor: Actor, session: Session) -> None:
    site_id = session.series.program.site_id
    require(actor, Permission.LEAD_SESSIONS, site_id=site_id)
    leads = leader_on(session.series, session.on).pk == actor.account_id
    if not (leads or actor.can(Permission.WRITE_NOTES, site_id=site_id)):
        raise NotAllowed("Only the leader or somebody who writes notes may write this note.")


def _open_marks(actor: Actor, session: Session, now: datetime) -> dict[int, Attendance]:
    """The present people's marks, as far as their charts are open to the actor."""
    mine = patients_open_to(actor, Permission.LEAD_SESSIONS, now).values("pk")
    marks = Attendance.objects.filter(session=session, status__in=PRESENT, patient__in=mine)
    return {mark.patient_id: mark for mark in marks.select_related("patient")}


def _save_shared(
    actor: Actor, session: Session, shared: str, expected_version: int, now: datetime
) -> None:
    if Attendance.objects.filter(session=session, note__isnull=False).exists():
        raise UnableToSaveNote("These notes are signed. The shared part cannot change any more.")
    save_version(session, expected=expected_version, shared_note=shared)
    record(actor=actor, verb="note.drafted", now=now, subject=session, content={"shared": shared})


def _save_line(actor: Actor, mark: Attendance, line: NoteLine, now: datetime) -> None:
    values = {
        "participation": line.participation,
        "own_line": line.own_line,
        "plan_line": line.plan_line,
        "goal_id": line.goal_id,
    }
    if all(getattr(mark, name) == value for name, value in values.items()):
        return
    name = mark.patient.short_name
    if mark.note_id is not None:
        raise UnableToSaveNote(f"{name}'s note is signed. It cannot change any more.")
    if mark.version != line.version:
        raise UnableToSave(
            f"Somebody else changed {name}'s line or mark meanwhile. It reads now:"
            f" “{mark.own_line}” Compare and save again."
        )
    save_version(mark, expected=line.version, **values)
    record(
        actor=actor,
        verb="note.drafted",
        now=now,
        subject=mark,
        patient_id=mark.patient_id,
        content=values,
    )


def sign_notes(
    *,
    actor: Actor,
    session: Session,
    seen: str,
    not_a_person: bool,
    lines_are_meant: bool,
    now: datetime,
) -> int:
    """Signs one note into the chart of each person who was present; the number of notes.

    `seen` is `note_digest` of what the signer read. `not_a_person` and `lines_are_meant` answer
    the warnings of the check and are recorded. Raises UnableToSignNotes, UnableToSave or
    UnableToSign.
    """
    require(actor, Permission.WRITE_NOTES, site_id=session.series.program.site_id)
    if is_one_to_one(session):
        raise UnableToSignNotes(ONE_TO_ONE)
    with writing():
        session.refresh_from_db(fields=CHANGING)
        if session.state != Session.State.CLOSED:
            raise UnableToSignNotes("Close the roll first: a note needs the minutes.")
        if note_digest(session) != seen:
            raise UnableToSave("The note changed after you read it. Read it again, then sign.")
        marks = _present_marks(session)
        waiting = [mark for mark in marks if mark.note_id is None]
        _require_signable(actor, session, waiting, now)
        check = checked_marks(actor, session, marks, now)
        answers = _answered(check, not_a_person, lines_are_meant)
        common = session_body(session, len(marks), now) | {
            "shared": session.shared_note,
            "checks": answers,
        }
        notes = [_statement(session, mark, common) for mark in waiting]
        entries = sign_each_note(actor=actor, statements=notes, now=now)
        link_each(dict(zip(waiting, entries, strict=True)), by="note")
        record(
            actor=actor, verb="session.noted", now=now, subject=session, content={"checks": answers}
        )
    return len(waiting)


def _present_marks(session: Session) -> list[Attendance]:
    """By name, as the page lists them."""
    return _by_name(session.pk)


@written_once
def _by_name(session_id: int) -> QuerySet[Attendance]:
    present = Attendance.objects.filter(session=session_id, status__in=PRESENT)
    joined = present.select_related("patient__site", "goal")
    return joined.order_by("patient__given_name", "patient__family_name", "patient")


def _require_signable(
    actor: Actor, session: Session, waiting: list[Attendance], now: datetime
) -> None:
    if not waiting:
        raise UnableToSignNotes("There is no note left to sign here.")
    if not session.shared_note.strip():
        raise UnableToSignNotes("Write the shared part first: what the group did.")
    mine = patients_open_to(actor, Permission.WRITE_NOTES, now)
    ids = {mark.patient_id for mark in waiting}
    if closed := len(ids) - mine.filter(pk__in=ids).count():
        raise UnableToSignNotes(
            f"{closed} of these charts are not open to you. Ask the leader of the group to sign."
        )
    if missing := [mark.patient.short_name for mark in waiting if not _is_complete(mark)]:
        raise UnableToSignNotes(
            "Each person needs how they took part, an own line that says more than its beginning,"
            " and a plan."
            f" Missing: {', '.join(missing)}"
        )
    _require_goals(waiting)


def _require_goals(waiting: list[Attendance]) -> None:
    """Where a plan is signed, each line is about one of its goals."""
    without = [mark for mark in waiting if mark.goal_id is None]
    planned = goals_by_person(mark.patient_id for mark in without)
    if names := [mark.patient.short_name for mark in without if mark.patient_id in planned]:
        raise UnableToSignNotes(
            f"Choose the goal that each line is about. Missing: {', '.join(names)}"
        )


def _is_complete(mark: Attendance) -> bool:
    return bool(mark.participation and says_something(mark.own_line) and mark.plan_line.strip())


def _answered(check: NoteCheck, not_a_person: bool, lines_are_meant: bool) -> dict[str, bool]:
    """What the signer answered to the warnings; raises while one is unanswered."""
    if check.blocks:
        raise UnableToSignNotes(" ".join(check.blocks))
    if check.name_warnings and not not_a_person:
        raise UnableToSignNotes(
            " ".join(check.name_warnings) + " Take it out, or tick that no person is meant."
        )
    if check.alike_warnings and not lines_are_meant:
        raise UnableToSignNotes(
            " ".join(check.alike_warnings) + " Write each their own, or tick that it is meant."
        )
    return {
        "not_a_person": bool(check.name_warnings),
        "lines_are_meant": bool(check.alike_warnings),
    }


def session_body(session: Session, present: int, now: datetime) -> dict[str, Any]:
    """What each note says of its session, and of itself where it is signed late."""
    series = session.series
    site, leader = series.program.site, leader_on(series, session.on)
    title = Credential.objects.filter(
        account=leader, valid_from__lte=session.on, valid_until__gt=session.on
    ).values_list("title", flat=True)
    return {
        "service": str(series.service),
        "title": series.title,
        "on": session.on.isoformat(),
        "starts": f"{local_now(site, session.starts_at):%H:%M}",
        "ends": f"{local_now(site, session.ends_at):%H:%M}",
        "zone": site.zone,
        "leader": leader.name,
        "leader_credential": title.first() or "",
        "number_present": present,
        **lateness(session.on, local_now(site, now).date(), in_force(NOTES, site.pk, now)),
    }


def _statement(session: Session, mark: Attendance, common: dict[str, Any]) -> Statement:
    body = common | {
        "attendance": str(mark.status),
        "minutes": mark.attended_minutes,
        "participation": _WORDS.get(mark.participation, mark.participation),
        "own_line": mark.own_line,
        "plan": mark.plan_line,
        "goal": goal_label(mark.goal),
    }
    return Statement(mark.patient, body, session.starts_at)
