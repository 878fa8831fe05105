"""What stands beside a one-to-one note: the session, the goals, and what was answered last."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.intake.words import clock, day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.plans.queries import Goal
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.sessions.formats import NOTES, note_due_on, note_rules
from stepdown.clinic.sessions.one_to_one import Draft, OpenedMark, answered_last, goals_of
from stepdown.web.staff.chart.entry_lines import entry_title
from stepdown.web.staff.chart.presenters import full_moment


@dataclass(frozen=True)
class GoalBeside:
    label: str
    problem: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class AnswerBeside:
    entry_id: int
    title: str
    when: str


@dataclass(frozen=True)
class IndividualPage:
    """`stored`: the parts as they were kept in another window, where what was sent is stale;
    `signed_by`: who signed this note meanwhile."""

    attendance_id: int
    session_id: int
    title: str
    when: str
    minutes: str
    due: str
    version: int
    format_key: str
    format_words: str
    others: tuple[tuple[str, str], ...]
    goals: tuple[GoalBeside, ...]
    answers: tuple[AnswerBeside, ...]
    stored: tuple[tuple[str, str], ...]
    signed_by: str
    signed_id: int | None


def individual_page(
    patient: OpenedPatient, mark: OpenedMark, draft: Draft, *, is_stale: bool, now: datetime
) -> IndividualPage:
    session, form = mark.session, draft.format
    is_closed = session.state == "closed"
    stored = [(part.title, draft.words.get(part.key, "")) for part in form.parts]
    return IndividualPage(
        attendance_id=mark.pk,
        session_id=session.pk,
        title=session.series.title,
        when=_when(mark),
        minutes=f"{mark.attended_minutes} minutes" if is_closed else "",
        due=day(_due_on(mark, now)),
        version=draft.version,
        format_key=form.key,
        format_words=f"{form.name}: {form.words}",
        others=tuple((one.key, one.name) for one in note_rules().formats if one != form),
        goals=tuple(map(_goal, goals_of(patient))),
        answers=_answers(patient),
        stored=tuple(stored) if is_stale else (),
        signed_by=mark.note.author.name if mark.note else "",
        signed_id=mark.note_id,
    )


def _due_on(mark: OpenedMark, now: datetime) -> date:
    session = mark.session
    rules = in_force(NOTES, session.series.program.site_id, now)
    return note_due_on(session.on, rules)


def _when(mark: OpenedMark) -> str:
    session = mark.session
    site = session.series.program.site
    starts, ends = local_now(site, session.starts_at), local_now(site, session.ends_at)
    return f"{session.on:%A}, {day(session.on)}, {clock(starts.time())} to {clock(ends.time())}"


def _goal(goal: Goal) -> GoalBeside:
    steps = (f"{one.words} (by {day(one.by_on)})" for one in goal.content.objectives)
    return GoalBeside(goal.label, goal.content.problem, tuple(steps))


def _answers(patient: OpenedPatient) -> tuple[AnswerBeside, ...]:
    zone = ZoneInfo(patient.site.zone)
    return tuple(
        AnswerBeside(
            entry.pk,
            entry_title(EntryKind.INSTRUMENT, entry.body),
            full_moment(entry.happened_at, zone),
        )
        for entry in answered_last(patient)
    )
