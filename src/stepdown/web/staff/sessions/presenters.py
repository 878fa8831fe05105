"""One session as its page shows it. First name and initial only: people look over the desk."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.forms import BoundField
from django.urls import reverse

from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.presence.queries import is_open
from stepdown.clinic.sessions.names import NoteCheck
from stepdown.clinic.sessions.one_to_one import is_one_to_one
from stepdown.clinic.sessions.queries import (
    STATUS_CHOICES,
    OpenedSession,
    Roster,
    RosterPerson,
    goal_key,
)
from stepdown.clinic.sessions.starters import goal_starter, starters
from stepdown.clinic.sessions.video import video_places
from stepdown.clinic.timetable.changes import Changes
from stepdown.web.staff.sessions.forms import CloseForm, NoteForm, RollForm

_STATUS = dict(STATUS_CHOICES)


@dataclass(frozen=True)
class RollRow:
    """A person of the roll. `field`: how they came, as a choice."""

    person: RosterPerson
    tone: int
    field: BoundField
    seen: str
    at_door: str


@dataclass(frozen=True)
class CloseRow:
    person: RosterPerson
    late: BoundField | None
    early: BoundField
    video: BoundField | None


@dataclass(frozen=True)
class LineStarter:
    """Words that a press puts into the own line; `goal`: what it chooses with them, or empty."""

    words: str
    goal: str = ""


@dataclass(frozen=True)
class NoteRow:
    person: RosterPerson
    tone: int
    part: BoundField
    line: BoundField
    plan: BoundField
    goal: BoundField | None
    seen: str
    starters: tuple[LineStarter, ...]


@dataclass(frozen=True)
class ClosedRow:
    """A person of a closed roll, in words."""

    name: str
    came: str
    minutes: int
    is_signed: bool
    reason: str
    correct_url: str


@dataclass(frozen=True)
class SessionPage:
    """What stands on the page whatever is still to do."""

    session_id: int
    version: int
    title: str
    when: str
    room: str
    leader: str
    is_cancelled: bool
    is_one_to_one: bool
    is_by_video: bool
    is_closed: bool
    has_begun: bool
    has_ended: bool
    door_is_open: bool
    opens_at: str
    ends_at: str
    tally: str
    hidden_count: int
    unmarked_count: int
    present_count: int
    unsigned_count: int
    attested_by: str
    may_close: bool
    may_write: bool
    may_sign: bool


def session_page(
    session: OpenedSession,
    people: Roster,
    now: datetime,
    *,
    changes: Changes,
    may_close: bool,
    may_write: bool,
    may_sign: bool,
) -> SessionPage:
    site = session.series.program.site
    starts, ends = local_now(site, session.starts_at), local_now(site, session.ends_at)
    day = f"{session.on:%A, %B} {session.on.day}"
    held = changes.as_on(session.series, session.on)
    return SessionPage(
        session_id=session.pk,
        version=session.version,
        title=session.series.title,
        when=f"{day}, {clock(starts.time())} to {clock(ends.time())}",
        room=held.room.name,
        leader=held.leader.name,
        is_cancelled=changes.is_cancelled(session.series, session.on),
        is_one_to_one=is_one_to_one(session),
        is_by_video=session.series.by_video,
        is_closed=session.state == "closed",
        has_begun=now >= session.starts_at,
        has_ended=now >= session.ends_at,
        door_is_open=is_open(session.starts_at, session.ends_at, now, people.door),
        opens_at=clock(starts.time()),
        ends_at=clock(ends.time()),
        tally=tally(people),
        hidden_count=people.hidden_count,
        unmarked_count=len(people.unmarked),
        present_count=len(people.present),
        unsigned_count=len(people.unsigned),
        attested_by=session.attested_by.name if session.attested_by else "",
        may_close=may_close,
        may_write=may_write,
        may_sign=may_sign,
    )


def tally(people: Roster) -> str:
    """For example "9 here, 1 late, 1 video, 1 not here, 2 not marked"."""
    counts = [
        (sum(one.status == status for one in people.people), label.lower())
        for status, label in STATUS_CHOICES
    ]
    counts.append((len(people.unmarked), "not marked"))
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "Nobody yet"


def roll_rows(form: RollForm, zone: str) -> list[RollRow]:
    return [
        RollRow(
            one,
            one.patient_id % 6,
            form[f"status_{one.patient_id}"],
            one.seen_mark,
            f"At the door at {clock(one.here_at.astimezone(ZoneInfo(zone)).time())}"
            if one.here_at
            else "",
        )
        for one in form.people
    ]


def close_rows(form: CloseForm) -> list[CloseRow]:
    return [
        CloseRow(
            person=one,
            late=_maybe(form, f"late_{one.patient_id}"),
            early=form[f"early_{one.patient_id}"],
            video=_maybe(form, f"video_{one.patient_id}"),
        )
        for one in form.people
    ]


def _maybe(form: CloseForm | NoteForm, name: str) -> BoundField | None:
    return form[name] if name in form.fields else None


def note_rows(form: NoteForm) -> list[NoteRow]:
    return [
        NoteRow(
            person=one,
            tone=one.patient_id % 6,
            part=form[f"part_{one.patient_id}"],
            line=form[f"line_{one.patient_id}"],
            plan=form[f"plan_{one.patient_id}"],
            goal=_maybe(form, f"goal_{one.patient_id}"),
            seen=one.seen_line,
            starters=() if one.has_line else _line_starters(one),
        )
        for one in form.people
    ]


def _line_starters(one: RosterPerson) -> tuple[LineStarter, ...]:
    """The person's goals first, by their numbers: their words stand in the choice below."""
    goals = (LineStarter(goal_starter(goal.number), goal_key(goal.goal_id)) for goal in one.goals)
    return (*goals, *map(LineStarter, starters().line))


def closed_rows(
    session: OpenedSession, people: Roster, *, may_close: bool, may_sign: bool
) -> list[ClosedRow]:
    """`correct_url`: of the mark, or of the note where one is signed; empty for who may not."""
    return [
        ClosedRow(
            one.short_name,
            came_words(one),
            one.attended_minutes,
            one.is_signed,
            one.correction_reason,
            _correct_url(session, one) if (may_sign if one.is_signed else may_close) else "",
        )
        for one in people.people
    ]


def _correct_url(session: OpenedSession, one: RosterPerson) -> str:
    if one.note_id is not None:
        return reverse("correct_entry", kwargs={"code": one.code, "entry_id": one.note_id})
    mark = {"session_id": session.pk, "attendance_id": one.attendance_id}
    return reverse("correct_mark", kwargs=mark)


@dataclass(frozen=True)
class VideoLink:
    """Where one person's place is confirmed; `place`: what they said for this session."""

    name: str
    place: str
    url: str


def video_links(session: OpenedSession, people: Roster) -> list[VideoLink]:
    """Of those who can still join."""
    places = video_places(session)
    return [
        VideoLink(
            one.short_name,
            ", ".join(places.get(one.patient_id, ())),
            reverse("before_video", kwargs={"code": one.code, "video_id": session.pk}),
        )
        for one in people.people
        if one.status in {"", "video"}
    ]


@dataclass(frozen=True)
class NoteLink:
    """Where the note of one person is written or, once signed, read."""

    name: str
    tone: int
    is_signed: bool
    url: str


def note_links(people: Roster) -> list[NoteLink]:
    return [
        NoteLink(one.short_name, one.patient_id % 6, one.is_signed, _note_url(one))
        for one in people.present
    ]


def _note_url(one: RosterPerson) -> str:
    if one.note_id is not None:
        return reverse("entry", kwargs={"code": one.code, "entry_id": one.note_id})
    mark = {"code": one.code, "mark_id": one.attendance_id}
    return reverse("individual_note", kwargs=mark)


def came_words(person: RosterPerson) -> str:
    words = _STATUS.get(person.status, "")
    if person.late_minutes:
        words += f" {person.late_minutes} min"
    if person.left_early_minutes:
        words += f", left {person.left_early_minutes} min early"
    return words


@dataclass(frozen=True)
class CheckWords:
    """What the check of a note found, and whether it may be signed."""

    blocks: tuple[str, ...]
    name_warnings: tuple[str, ...]
    alike_warnings: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def may_sign(self) -> bool:
        return not (self.blocks or self.missing)


def check_words(session: OpenedSession, people: Roster, check: NoteCheck) -> CheckWords:
    missing = []
    if session.state != "closed":
        missing.append(
            "The roll is still open. A note needs its minutes, so close it after the session."
        )
    if not session.shared_note.strip():
        missing.append("The shared part is empty.")
    unwritten = [one.short_name for one in people.unsigned if not one.has_line]
    if unwritten:
        missing.append(
            "Each person needs every part, and an own line more than its beginning. Still open:"
            f" {', '.join(unwritten)}"
        )
    return CheckWords(check.blocks, check.name_warnings, check.alike_warnings, tuple(missing))
