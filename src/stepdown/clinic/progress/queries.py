"""How it goes: hours by week, scores over time, and the evidence for the next step."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import in_force
from stepdown.clinic.progress.models import StepReview
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.changes import Changes, changes_of
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.times import monday_of, session_times
from stepdown.clinic.treatment.advising import open_detox_need
from stepdown.clinic.treatment.facts import safety_is_open
from stepdown.clinic.treatment.models import Episode, PlannedPhase
from stepdown.rules.instruments.phq9 import PHQ9
from stepdown.rules.progress import (
    StepAdvice,
    StepEvidence,
    StepRules,
    advise_step,
    default_step_rules,
)

OpenedEpisode = Episode  # what `course_of` hands out: pages pass it inward and name no model
STEP_DECISIONS = [(choice.value, choice.label) for choice in StepReview.Decision]
EVIDENCE_WEEKS = 4  # `StepEvidence` counts the sessions of the last 4 weeks
AHEAD = "ahead"
STEPS = Policy("steps", "When fewer hours are suggested", default_step_rules)


def course_of(patient: Patient) -> OpenedEpisode | None:
    """The person's newest course of care, open or ended."""
    found = Episode.objects.filter(patient=patient).select_related("patient__site", "site")
    return found.order_by("-admitted_on", "-pk").first()


@dataclass(frozen=True)
class WeekHours:
    """Four numbers of one week, in clinical minutes, kept apart (clinic review 1).

    planned: what the step asks for; offered: sessions the person had a seat in; attended: what
    they were there for; billable: for now simply attended minutes with a signed note, since
    payers' own rules are not installed. `is_known`: a roll was closed in it.
    """

    number: int
    monday: date
    planned: int
    offered: int
    attended: int
    billable: int
    is_known: bool


@dataclass(frozen=True)
class SessionRow:
    """One weekly session of a person: for each week a status, AHEAD, or "" for none."""

    weekday: int
    service: str
    title: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class AttendanceRecord:
    """A course of care week by week. Counts are of sessions whose roll is closed."""

    weeks: tuple[WeekHours, ...]
    rows: tuple[SessionRow, ...]
    attended: int
    expected: int


@dataclass(frozen=True)
class _Held:
    """A person's seats, and what is different about single days: what is cancelled was never
    offered."""

    changes: Changes
    seats: tuple[Seat, ...]

    def is_held(self, seat: Seat, on: date) -> bool:
        series = seat.series
        last = min(seat.ends_on or date.max, series.ends_on or date.max)
        is_theirs = max(seat.starts_on, series.starts_on) <= on < last
        return is_theirs and not self.changes.is_cancelled(series, on)


def attendance_record(episode: Episode, *, now: datetime) -> AttendanceRecord:
    """From the week of admission to this one (or the last). Seven queries."""
    patient = episode.patient
    seats = list(Seat.objects.filter(plan__episode=episode).select_related("series__program__site"))
    course = (episode.admitted_on, episode.ended_on or date.max)
    marks = list(
        Attendance.objects.filter(patient=patient, session__on__range=course)
        .select_related("session__series__program__site")
        .order_by("session__starts_at")
    )
    mondays = _mondays(episode, local_now(episode.site, now).date())
    held = _Held(changes_of([patient.site_id], first=episode.admitted_on), tuple(seats))
    planned = _planned_minutes(episode, mondays)
    closed = [mark for mark in marks if mark.session.state == Session.State.CLOSED]
    return AttendanceRecord(
        weeks=tuple(_week(n, day, planned[n - 1], held, closed) for n, day in mondays),
        rows=tuple(_rows(held, marks, [day for _, day in mondays], now)),
        attended=sum(mark.status in PRESENT for mark in closed),
        expected=len(closed),
    )


def _mondays(episode: Episode, today: date) -> list[tuple[int, date]]:
    first = monday_of(episode.admitted_on)
    last = min(today, episode.ended_on or today)
    count = max((last - first).days // 7 + 1, 1)
    return [(n + 1, first + timedelta(weeks=n)) for n in range(count)]


def _planned_minutes(episode: Episode, mondays: Sequence[tuple[int, date]]) -> list[int]:
    """By the signed decisions: phases are planned anew at each, so their dates say less."""
    minutes = dict(episode.phases.values_list("number", "weekly_minutes"))
    reviews = list(
        episode.step_reviews.order_by("pk").values_list("effective_on", "from_phase", "to_phase")
    )
    first = reviews[0][1] if reviews else episode.phase_number
    return [
        minutes.get(next((to for on, _, to in reversed(reviews) if on <= day), first), 0)
        for _, day in mondays
    ]


def _week(
    number: int, monday: date, planned: int, held: _Held, closed: list[Attendance]
) -> WeekHours:
    marks = [mark for mark in closed if monday_of(mark.session.on) == monday]
    offered = {
        (seat.series_id, on): seat.series.clinical_minutes
        for seat in held.seats
        if held.is_held(seat, on := monday + timedelta(days=seat.series.weekday))
    }
    beside = sum(
        mark.session.series.clinical_minutes
        for mark in marks
        if (mark.session.series_id, mark.session.on) not in offered
    )
    return WeekHours(
        number=number,
        monday=monday,
        planned=planned,
        offered=sum(offered.values()) + beside,
        attended=sum(mark.attended_minutes for mark in marks),
        billable=sum(mark.attended_minutes for mark in marks if mark.note_id is not None),
        is_known=bool(marks),
    )


def _rows(
    held: _Held, marks: list[Attendance], mondays: list[date], now: datetime
) -> Iterable[SessionRow]:
    statuses = {(mark.session.series_id, mark.session.on): mark.status for mark in marks}
    by_series: dict[int, list[Seat]] = defaultdict(list)
    for seat in held.seats:
        by_series[seat.series_id].append(seat)
    series = {one.series_id: one.series for one in held.seats}
    series |= {mark.session.series_id: mark.session.series for mark in marks}
    for one in sorted(series.values(), key=lambda row: (row.weekday, row.starts, row.pk)):
        days = [monday + timedelta(days=one.weekday) for monday in mondays]
        found = tuple(
            statuses.get((one.pk, on)) or _ahead(held, one, by_series[one.pk], on, now)
            for on in days
        )
        if any(found):
            yield SessionRow(one.weekday, one.service, one.title, found)


def _ahead(held: _Held, series: Series, seats: list[Seat], on: date, now: datetime) -> str:
    if not any(held.is_held(seat, on) for seat in seats):
        return ""
    zone = series.program.site.zone
    starts = held.changes.as_on(series, on).starts
    starts_at, _ = session_times(on=on, starts=starts, minutes=series.minutes, zone=zone)
    return AHEAD if starts_at > now else ""


@dataclass(frozen=True)
class ScorePoint:
    """One scored form; `total` None where the person could not be rated."""

    taken_at: datetime
    total: int | None


def scores_over_time(patient: Patient) -> dict[str, list[ScorePoint]]:
    """By instrument key, oldest first (one query)."""
    scores: dict[str, list[ScorePoint]] = defaultdict(list)
    for entry in reversed(standing_entries(patient, EntryKind.INSTRUMENT)):
        total = entry.body.get("total")
        point = ScorePoint(entry.happened_at, total if isinstance(total, int) else None)
        scores[str(entry.body.get("instrument", ""))].append(point)
    return dict(scores)


def phase_now(episode: Episode) -> PlannedPhase | None:
    """The step that the newest signed decision reached."""
    return episode.phases.filter(number=episode.phase_number).first()


@dataclass(frozen=True)
class PlannedStep:
    """One step of the plan, from a day until a day (not included; None: open)."""

    number: int
    weekly_minutes: int
    starts_on: date
    ends_on: date | None


def planned_steps(episode: Episode) -> list[PlannedStep]:
    phases = sorted(episode.phases.all(), key=lambda one: one.number)
    return [
        PlannedStep(one.number, one.weekly_minutes, one.starts_on, one.ends_on) for one in phases
    ]


def step_on(steps: Sequence[PlannedStep], decided: int, day: date) -> PlannedStep | None:
    """The step of that day: as planned, but none that no signed decision has reached."""
    covering = [one.number for one in steps if one.starts_on <= day < (one.ends_on or date.max)]
    number = min([*covering, decided])
    return next((one for one in steps if one.number == number), None)


def step_evidence(episode: Episode, *, now: datetime) -> StepEvidence:
    """What is known when a step is considered. Hours are compared to the half hour, so that a
    few late minutes are not a week below plan."""
    patient, today = episode.patient, local_now(episode.site, now).date()
    record = attendance_record(episode, now=now)
    totals = [p.total for p in scores_over_time(patient).get(PHQ9.key, []) if p.total is not None]
    recent = Attendance.objects.filter(
        patient=patient,
        session__state=Session.State.CLOSED,
        session__on__gte=max(today - timedelta(weeks=EVIDENCE_WEEKS), episode.admitted_on),
    ).values_list("status", flat=True)
    statuses = list(recent)
    weeks_in, weeks_planned = _weeks_of(phase_now(episode), today)
    return StepEvidence(
        sessions_attended=sum(status in PRESENT for status in statuses) if statuses else None,
        sessions_expected=len(statuses) or None,
        first_phq9=totals[0] if totals else None,
        latest_phq9=totals[-1] if totals else None,
        has_open_safety_step=safety_is_open(patient),
        has_open_detox_need=open_detox_need(patient) is not None,
        weeks_in_phase=weeks_in,
        planned_weeks=weeks_planned,
        weeks_below_planned_hours=_weeks_below(record.weeks, today),
    )


def _weeks_of(phase: PlannedPhase | None, today: date) -> tuple[int | None, int | None]:
    if phase is None:
        return None, None
    planned = (phase.ends_on - phase.starts_on).days // 7 if phase.ends_on else None
    return max((today - phase.starts_on).days // 7, 0), planned


def _weeks_below(weeks: Sequence[WeekHours], today: date) -> int | None:
    """Whole weeks running, up to the last one over; a week without a closed roll ends the run."""
    over = [week for week in weeks if week.monday + timedelta(days=7) <= today]
    if not any(week.is_known for week in over):
        return None
    count = 0
    for week in reversed(over):
        if not week.is_known or half_hours(week.attended) >= half_hours(week.planned):
            break
        count += 1
    return count


def half_hours(minutes: int) -> int:
    """How hours are compared: a few late minutes do not make a week a low one."""
    return (minutes + 15) // 30


def step_rules_of(patient: Patient, *, now: datetime) -> StepRules:
    """The thresholds in force where the person is in care. One query."""
    return in_force(STEPS, patient.site_id, now)


def step_advice(patient: Patient, evidence: StepEvidence, *, now: datetime) -> StepAdvice:
    return advise_step(evidence, rules=step_rules_of(patient, now=now))


@dataclass(frozen=True)
class ReviewLine:
    """A signed decision on a step, as the page lists it."""

    decision: str
    label: str
    reason: str
    by: str
    signed_at: datetime
    effective_on: date
    from_phase: int
    to_phase: int
    changes_level: bool


def step_reviews(episode: Episode) -> list[ReviewLine]:
    """Newest first."""
    reviews = episode.step_reviews.select_related("entry__author").order_by("-pk")
    return [
        ReviewLine(
            decision=review.decision,
            label=StepReview.Decision(review.decision).label,
            reason=str(review.entry.body.get("reason", "")),
            by=review.entry.author.name,
            signed_at=review.entry.signed_at,
            effective_on=review.effective_on,
            from_phase=review.from_phase,
            to_phase=review.to_phase,
            changes_level=review.changes_level,
        )
        for review in reviews
    ]
