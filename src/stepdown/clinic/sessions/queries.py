"""Reading sessions, rolls and notes. No person is listed who is not open to the actor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from stepdown.clinic.coming.models import SessionAnswer
from stepdown.clinic.coming.queries import Says, said_of
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import NotThere, behind, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.names import told_apart
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.queries import Goal, goals_by_person
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.presence.door_rules import DOOR, DoorRules, minutes_late
from stepdown.clinic.presence.queries import said_here
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.names import Member, NoteCheck, OwnText, check_texts
from stepdown.clinic.sessions.starters import says_something
from stepdown.clinic.timetable.changes import change_of
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.times import session_times

OpenedSession = Session  # what `opened_session` hands out: pages pass it inward, naming no model
PRESENT = frozenset(status.value for status in Attendance.PRESENT)
STATUS_CHOICES = [(status.value, status.label) for status in Attendance.Status]
PARTICIPATION = (
    ("took_part", "Took part"),
    ("led", "Led"),
    ("quiet", "Quiet"),
    ("needed_support", "Needed support"),
)


def opened_session(actor: Actor, session_id: int) -> OpenedSession:
    """The session, if it is at a site where the actor calls rolls. Raises NotThere alike for one
    that does not exist."""
    sites = actor.sites_with(Permission.LEAD_SESSIONS)
    for session in _session_at(session_id, sites):
        return session
    raise NotThere


@written_once
def _session_at(session_id: int, sites: Collection[int]) -> QuerySet[Session]:
    found = Session.objects.filter(pk=session_id, series__program__site__in=sites)
    return found.select_related(
        "series__program__site", "series__leader", "series__room", "attested_by"
    )


def opened_series(actor: Actor, series_id: int) -> Series:
    """The series, if it is at a site where the actor calls rolls. Raises NotThere."""
    sites = actor.sites_with(Permission.LEAD_SESSIONS)
    found = Series.objects.select_related("program__site", "leader", "room")
    series = found.filter(pk=series_id, program__site__in=sites).first()
    if series is None:
        raise NotThere
    return series


def times_of(series: Series, on: date) -> tuple[datetime, datetime]:
    """Start and end on that day; a session across a clock change keeps its true minutes."""
    zone, held = series.program.site.zone, change_of(series, on).as_on(series, on)
    return session_times(on=on, starts=held.starts, minutes=held.minutes, zone=zone)


def takes_place(series: Series, on: date) -> bool:
    has_begun = series.starts_on <= on
    return on.weekday() == series.weekday and has_begun and not _has_ended(series, on)


def _has_ended(series: Series, on: date) -> bool:
    return series.ends_on is not None and on >= series.ends_on


@dataclass(frozen=True)
class RosterPerson:
    """One person of a session, as the roll and the note show them. Not marked: no `status`.
    `goals`: what the own line can be about, once a plan is signed; `said`: what they said
    beforehand, in words; `is_away`: that they cannot come; `here_at`: when they said at the door
    that they are here, which proposes a mark."""

    patient_id: int
    code: str
    short_name: str
    attendance_id: int | None = None
    version: int = 0
    status: str = ""
    late_minutes: int = 0
    left_early_minutes: int = 0
    attended_minutes: int = 0
    is_video_confirmed: bool = False
    participation: str = ""
    own_line: str = ""
    plan_line: str = ""
    goal_id: int | None = None
    note_id: int | None = None
    correction_reason: str = ""
    goals: tuple[Goal, ...] = ()
    said: str = ""
    is_away: bool = False
    here_at: datetime | None = None
    here_late_by: int = 0

    @property
    def proposed(self) -> str:
        """What the roll shows before somebody marks; a mark that stands goes first."""
        if self.status or self.here_at is None:
            return self.status
        return Attendance.Status.LATE if self.here_late_by else Attendance.Status.HERE

    @property
    def is_signed(self) -> bool:
        return self.note_id is not None

    @property
    def is_present(self) -> bool:
        return self.status in PRESENT

    @property
    def has_line(self) -> bool:
        has_goal = bool(self.goal_id or not self.goals)
        is_written = says_something(self.own_line) and bool(self.plan_line)
        return bool(self.participation) and is_written and has_goal

    @property
    def seen_mark(self) -> str:
        """What the page showed of the mark: a save of an unchanged row writes nothing."""
        return f"{self.version}.{_short_digest([self.status])}"

    @property
    def seen_line(self) -> str:
        words = [self.participation, self.own_line, self.plan_line, goal_key(self.goal_id)]
        return f"{self.version}.{_short_digest(words)}"


def goal_key(goal_id: int | None) -> str:
    """A goal as a form posts it; empty for none."""
    return str(goal_id or "")


def _short_digest(values: list[str]) -> str:
    return content_digest(values)[:12]


def seen_shared(session: Session) -> str:
    """What the page showed of the shared part."""
    return f"{session.version}.{_short_digest([session.shared_note])}"


def is_untouched(seen: str, *values: str) -> bool:
    """Whether the posted values are those that the page was drawn with."""
    return seen.partition(".")[2] == _short_digest(list(values))


def seen_version(seen: str) -> int:
    """The version in a `seen` text; 0 where it is not one."""
    text = seen.partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@dataclass(frozen=True)
class Roster:
    """The people of a session that are open to the actor; `hidden_count` others are not. `door`:
    when the code at the door works there."""

    people: tuple[RosterPerson, ...]
    hidden_count: int
    door: DoorRules

    @property
    def present(self) -> tuple[RosterPerson, ...]:
        return tuple(person for person in self.people if person.is_present)

    @property
    def unmarked(self) -> tuple[RosterPerson, ...]:
        return tuple(person for person in self.people if not person.status)

    @property
    def unsigned(self) -> tuple[RosterPerson, ...]:
        return tuple(person for person in self.present if not person.is_signed)


def members_of(session: Session) -> QuerySet[Patient]:
    """Everyone with a seat that day or a mark already; once the roll is closed, the marked."""
    is_closed = session.state == Session.State.CLOSED
    return _members(session.pk, session.series_id, session.on, is_closed=is_closed)


def _members(session_id: int, series_id: int, on: date, *, is_closed: bool) -> QuerySet[Patient]:
    member = Q(pk__in=Attendance.objects.filter(session=session_id).values("patient"))
    if not is_closed:
        seats = Seat.objects.filter(live_on(on), series=series_id)
        member |= Q(pk__in=seats.values("patient"))
    return Patient.objects.filter(member).order_by("given_name", "family_name", "pk")


def listed_members(session: Session) -> list[Patient]:
    """The same, by name."""
    is_closed = session.state == Session.State.CLOSED
    return _listed(session.pk, session.series_id, session.on, is_closed=is_closed)


@written_once
def _listed(session_id: int, series_id: int, on: date, *, is_closed: bool) -> QuerySet[Patient]:
    return _members(session_id, series_id, on, is_closed=is_closed)


def roster(actor: Actor, session: Session, now: datetime) -> Roster:
    """Five queries, whatever the size of the group."""
    members = listed_members(session)
    door = door_of(actor, Permission.LEAD_SESSIONS, now)
    open_ids = set(_open_of(door, [member.pk for member in members]))
    marks = {mark.patient_id: mark for mark in _marks_of(session.pk)}
    goals, said = goals_by_person(open_ids), said_of(session.series_id, session.on)
    here = said_here(session.series_id, session.on)
    rules = in_force(DOOR, session.series.program.site_id, now)
    names = told_apart(one for one in members if one.pk in open_ids)
    people = [
        _at_door(
            _person(one, names[one.pk], marks.get(one.pk), goals.get(one.pk, ()), said.get(one.pk)),
            here.get(one.pk),
            session,
            rules,
        )
        for one in members
        if one.pk in open_ids
    ]
    return Roster(tuple(people), len(members) - len(people), rules)


@written_once
def _open_of(door: Door, patients: Collection[int]) -> QuerySet[Patient, int]:
    return behind(door).filter(pk__in=patients).values_list("pk", flat=True)


@written_once
def _marks_of(session_id: int) -> QuerySet[Attendance]:
    return Attendance.objects.filter(session=session_id)


def _at_door(
    who: RosterPerson, here_at: datetime | None, session: Session, rules: DoorRules
) -> RosterPerson:
    if here_at is None:
        return who
    late = minutes_late(here_at, session.starts_at, rules)
    return replace(who, here_at=here_at, here_late_by=late)


def _person(
    patient: Patient,
    name: str,
    mark: Attendance | None,
    goals: tuple[Goal, ...],
    answer: SessionAnswer | None,
) -> RosterPerson:
    who = RosterPerson(
        patient.pk,
        patient.code,
        name,
        goals=goals,
        said=answer.get_says_display() if answer else "",
        is_away=answer is not None and answer.says == Says.AWAY,
    )
    if mark is None:
        return who
    return replace(
        who,
        attendance_id=mark.pk,
        version=mark.version,
        status=mark.status,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        attended_minutes=mark.attended_minutes,
        is_video_confirmed=mark.video_confirmed,
        participation=mark.participation,
        own_line=mark.own_line,
        plan_line=mark.plan_line,
        goal_id=mark.goal_id,
        note_id=mark.note_id,
        correction_reason=mark.correction_reason,
    )


def checked_note(session: Session, people: Roster) -> NoteCheck:
    """What stands in the way of signing: names of members, lines that are nearly the same."""
    own = [
        OwnText(one.patient_id, one.short_name, one.own_line, one.plan_line)
        for one in people.present
    ]
    return _checked(session, own)


def checked_marks(
    actor: Actor, session: Session, marks: Collection[Attendance], now: datetime
) -> NoteCheck:
    """The same of these marks, as far as their charts are open to the actor (two queries)."""
    door = door_of(actor, Permission.LEAD_SESSIONS, now)
    open_ids = set(_open_of(door, [mark.patient_id for mark in marks]))
    own = [
        OwnText(mark.patient_id, mark.patient.short_name, mark.own_line, mark.plan_line)
        for mark in marks
        if mark.patient_id in open_ids
    ]
    return _checked(session, own)


def _checked(session: Session, own: Sequence[OwnText]) -> NoteCheck:
    """Asks for no names where nothing is written yet."""
    is_written = session.shared_note or any(one.line or one.plan for one in own)
    members = _names_of(session) if is_written else []
    return check_texts(shared=session.shared_note, own=own, members=members)


def checked_correction(mark: Attendance, shared: str, line: str, plan: str) -> NoteCheck:
    """The names in one person's corrected words, and in `shared` where it changes."""
    own = [OwnText(mark.patient_id, mark.patient.short_name, line, plan)]
    return check_texts(shared=shared, own=own, members=_names_of(mark.session))


def _names_of(session: Session) -> list[Member]:
    return [
        Member(one.pk, one.given_name, one.family_name, one.name_used)
        for one in listed_members(session)
    ]


def note_digest(session: Session) -> str:
    """Of everything that a signature would cover: it says whether the page is still current."""
    return content_digest([session.shared_note, *map(list, _covered(session.pk))])


@written_once
def _covered(session_id: int) -> QuerySet[Attendance, tuple[Any, ...]]:
    marks = Attendance.objects.filter(session=session_id).order_by("pk")
    written = ("participation", "own_line", "plan_line", "goal_id")
    return marks.values_list("patient_id", "status", "attended_minutes", *written)
