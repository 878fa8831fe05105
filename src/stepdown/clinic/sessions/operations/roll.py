"""The roll: how each person came, and at the close when they left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from stepdown.clinic.ledger.operations import (
    Unable,
    UnableToSave,
    record,
    save_version,
    writing,
)
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT, members_of
from stepdown.clinic.sessions.video import video_place
from stepdown.clinic.timetable.changes import is_cancelled, leader_on


class UnableToCallRoll(Unable):
    """The roll cannot be marked or closed this way; the message says what to do."""


@dataclass(frozen=True)
class Mark:
    """How a person came. `version` is that of the mark it replaces; 0 where there was none.

    `late_minutes` None: counted from the clock; the close confirms it. `waited`: how long ago the
    mark was made, where it was kept on a device without a connection.
    """

    status: str
    late_minutes: int | None = None
    version: int = 0
    waited: timedelta = timedelta()


@dataclass(frozen=True)
class Came:
    """How a person came and for how long, when the session is over."""

    status: str
    late_minutes: int = 0
    left_early_minutes: int = 0
    is_video_confirmed: bool = False


def mark_roll(*, actor: Actor, session: Session, marks: Mapping[int, Mark], now: datetime) -> None:
    """Marks people by patient id; the others keep what they have, so that two can mark at once.

    Raises UnableToCallRoll, or UnableToSave where somebody else changed one of the same marks.
    """
    require(actor, Permission.LEAD_SESSIONS, site_id=session.series.program.site_id)
    with writing():
        _require_running(session, now)
        people = _open_members(actor, session, now)
        before = {mark.patient_id: mark for mark in Attendance.objects.filter(session=session)}
        if strangers := marks.keys() - people.keys():
            raise UnableToCallRoll(f"{len(strangers)} of these people are not on this roll.")
        _refuse_stale(marks, before, people)
        for patient_id, mark in marks.items():
            _write(actor, session, people[patient_id], mark, before.get(patient_id), now)
        Session.objects.filter(pk=session.pk, state=Session.State.PLANNED).update(
            state=Session.State.OPEN
        )
    session.refresh_from_db()


def _require_running(session: Session, now: datetime) -> None:
    session.refresh_from_db()
    if session.state == Session.State.CLOSED:
        raise UnableToCallRoll("This roll is closed already. Correct a mark from its row.")
    if is_cancelled(session.series, session.on):
        raise UnableToCallRoll("This session is cancelled. Nobody is marked, and nobody missed it.")
    if now < session.starts_at:
        starts = local_now(session.series.program.site, session.starts_at)
        raise UnableToCallRoll(f"The roll opens when the session begins, at {_clock(starts)}.")


def _clock(at: datetime) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"


def _open_members(actor: Actor, session: Session, now: datetime) -> dict[int, Patient]:
    mine = patients_open_to(actor, Permission.LEAD_SESSIONS, now)
    return {one.pk: one for one in members_of(session).filter(pk__in=mine.values("pk"))}


def _refuse_stale(
    marks: Mapping[int, Mark], before: Mapping[int, Attendance], people: Mapping[int, Patient]
) -> None:
    stale = [
        f"{people[patient_id].short_name} is marked “{Attendance.Status(old.status).label}” now."
        for patient_id, mark in marks.items()
        if (old := before.get(patient_id))
        and old.version != mark.version
        and old.status != mark.status
    ]
    if stale:
        changed = " ".join(stale)
        raise UnableToSave(f"Somebody else marked meanwhile. {changed} Compare and save again.")


def _write(
    actor: Actor,
    session: Session,
    patient: Patient,
    mark: Mark,
    old: Attendance | None,
    now: datetime,
) -> None:
    status = Attendance.Status(mark.status)
    if status == Attendance.Status.VIDEO and video_place(session, patient) is None:
        raise UnableToCallRoll(
            f"Before {patient.short_name} joins by video: confirm where they are, and a number to"
            " call back."
        )
    if old and old.status == status and mark.late_minutes in {None, old.late_minutes}:
        return  # sent again, or two saw the same: the first minute stands
    made_at = max(session.starts_at, now - mark.waited)
    late = _late_minutes(session, status, mark, made_at)
    values: dict[str, Any] = {
        "status": status,
        "late_minutes": late,
        "marked_at": made_at,
        "marked_by_id": actor.account_id,
    }
    if old:
        save_version(old, expected=old.version, **values)
    else:
        old = Attendance.objects.create(session=session, patient=patient, **values)
    content = {"session": session.pk, "status": str(status), "late_minutes": late}
    record(
        actor=actor,
        verb="attendance.marked",
        now=now,
        subject=old,
        patient_id=patient.pk,
        content=content,
    )


def _late_minutes(session: Session, status: str, mark: Mark, now: datetime) -> int:
    """Given, or by the clock while the session runs; 0 (to be written at the close) after it."""
    if status != Attendance.Status.LATE:
        return 0
    if mark.late_minutes is not None:
        return mark.late_minutes
    return int((now - session.starts_at).total_seconds() // 60) if now < session.ends_at else 0


def close_roll(
    *,
    actor: Actor,
    session: Session,
    late: Mapping[int, int],
    left_early: Mapping[int, int],
    video_confirmed: Collection[int],
    is_attested: bool,
    expected_version: int,
    now: datetime,
) -> None:
    """The leader attests who was here and for how long; minutes are fixed from now on.

    `late` and `left_early` are minutes by patient id, where they differ from the roll and from 0.
    Attended minutes are the clinical minutes less what was missed, never below 0.
    """
    require_closer(actor, session)
    with writing():
        _require_running(session, now)
        _require_complete(session, is_attested, now)
        for mark in Attendance.objects.filter(session=session).select_related("patient"):
            _confirm(actor, session, mark, late, left_early, video_confirmed, now)
        save_version(
            session,
            expected=expected_version,
            state=Session.State.CLOSED,
            attested_by_id=actor.account_id,
            closed_at=now,
        )
        record(actor=actor, verb="session.closed", now=now, subject=session)


def require_closer(actor: Actor, session: Session) -> None:
    site_id = session.series.program.site_id
    require(actor, Permission.LEAD_SESSIONS, site_id=site_id)
    leads = leader_on(session.series, session.on).pk == actor.account_id
    if not (leads or actor.can(Permission.WRITE_NOTES, site_id=site_id)):
        raise NotAllowed("Only the leader or somebody who writes notes closes the roll.")


def _require_complete(session: Session, is_attested: bool, now: datetime) -> None:
    if now < session.ends_at:
        ends = local_now(session.series.program.site, session.ends_at)
        raise UnableToCallRoll(f"The session ends at {_clock(ends)}. Close its roll then.")
    if not is_attested:
        raise UnableToCallRoll("Tick that the roll is right. Your name stands behind it.")
    marked = Attendance.objects.filter(session=session).values("patient")
    missing = members_of(session).exclude(pk__in=marked).count()
    if missing:
        raise UnableToCallRoll(f"Not marked yet: {missing}. Mark everyone, then close the roll.")


def _confirm(
    actor: Actor,
    session: Session,
    mark: Attendance,
    late: Mapping[int, int],
    left_early: Mapping[int, int],
    video_confirmed: Collection[int],
    now: datetime,
) -> None:
    came = Came(
        mark.status,
        late.get(mark.patient_id, mark.late_minutes),
        left_early.get(mark.patient_id, 0),
        mark.patient_id in video_confirmed,
    )
    values = attended_values(session, mark.patient.short_name, came)
    save_version(mark, expected=mark.version, **values)
    content = {"session": session.pk, **values}
    record(
        actor=actor,
        verb="attendance.confirmed",
        now=now,
        subject=mark,
        patient_id=mark.patient_id,
        content=content,
    )


def attended_values(session: Session, name: str, came: Came) -> dict[str, Any]:
    """The fields of a mark once the session is over. Raises UnableToCallRoll for what does not fit.

    Minutes are the clinical minutes less what was missed, never below 0; none for the absent.
    """
    _refuse_impossible(session, name, came)
    missed = came.late_minutes + came.left_early_minutes
    minutes = max(session.series.clinical_minutes - missed, 0) if came.status in PRESENT else 0
    return {
        "status": str(came.status),
        "late_minutes": came.late_minutes,
        "left_early_minutes": came.left_early_minutes,
        "attended_minutes": minutes,
        "video_confirmed": came.is_video_confirmed,
    }


def _refuse_impossible(session: Session, name: str, came: Came) -> None:
    late_by, early_by, length = came.late_minutes, came.left_early_minutes, session.series.minutes
    is_late = came.status == Attendance.Status.LATE
    if is_late and late_by < 1:
        raise UnableToCallRoll(f"Write how many minutes late {name} came.")
    if (late_by and not is_late) or (early_by and came.status not in PRESENT):
        raise UnableToCallRoll(f"{name} has minutes that do not fit the mark. Open the page again.")
    if late_by < 0 or early_by < 0 or late_by + early_by > length:
        raise UnableToCallRoll(f"Check {name}'s minutes: the session lasts {length} minutes.")
    if came.status == Attendance.Status.VIDEO and not came.is_video_confirmed:
        raise UnableToCallRoll(f"Confirm that you saw {name} on video, or mark “Not here”.")
