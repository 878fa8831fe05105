"""Planned phases whose hours shrink, and the periods they make for one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from stepdown.rules.taper.services import counts_toward_hours


class UnableToPlanPhases(Exception):
    """The template contradicts itself; the sentence says what to correct."""


@dataclass(frozen=True, slots=True)
class SessionKind:
    """`per_week` sessions of one service. `minutes` are its length without the break, and count
    where the service does; `break_minutes` are booked on top and never do."""

    service: str
    minutes: int
    per_week: int
    break_minutes: int = 0

    @property
    def counted_minutes(self) -> int:
        """Of one session, toward the clinical hours."""
        return self.minutes if counts_toward_hours(self.service) else 0

    @property
    def booked_minutes(self) -> int:
        """Length of one session on the clock."""
        return self.minutes + self.break_minutes


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a template. `days`: fewest days a week attended. `is_transition`: planned as a
    short bridge that may keep its level below the weekly floor (see `level_for`)."""

    number: int
    name: str
    weeks: int
    days: int
    sessions: tuple[SessionKind, ...]
    is_transition: bool = False

    @property
    def weekly_minutes(self) -> int:
        """Clinical minutes a week, breaks left out."""
        return sum(s.counted_minutes * s.per_week for s in self.sessions)

    @property
    def booked_minutes(self) -> int:
        """Minutes a week on the clock, breaks included."""
        return sum(s.booked_minutes * s.per_week for s in self.sessions)

    @property
    def sessions_a_week(self) -> int:
        return sum(s.per_week for s in self.sessions)

    @property
    def longest_session_minutes(self) -> int:
        return max((s.minutes for s in self.sessions), default=0)


@dataclass(frozen=True, slots=True)
class TaperTemplate:
    """A versioned series of phases numbered from 1. `source` says where its figures come from;
    `confirmed` is False until the clinic's medical director has approved it.

    Raises `UnableToPlanPhases` if phases are misnumbered, empty or last no week.
    """

    key: str
    version: str
    source: str
    confirmed: bool
    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        numbers = [p.number for p in self.phases]
        if not numbers or numbers != list(range(1, len(numbers) + 1)):
            raise UnableToPlanPhases(f"Template {self.key!r}: number the phases 1, 2, 3 and so on.")
        for phase in self.phases:
            _check_phase(self.key, phase)


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase of one person, from `starts_on` up to but not including `ends_on`."""

    phase: Phase
    starts_on: date
    ends_on: date

    @property
    def number(self) -> int:
        return self.phase.number

    @property
    def weekly_minutes(self) -> int:
        """Clinical minutes a week, breaks left out."""
        return self.phase.weekly_minutes

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


def plan_phases(
    template: TaperTemplate, starts_on: date, *, from_number: int = 1
) -> tuple[PlannedPhase, ...]:
    """The template's phases one after the other without a gap, half open; those before
    `from_number` are left out, and the others keep their numbers."""
    planned = []
    for phase in template.phases[from_number - 1 :]:
        ends_on = starts_on + timedelta(weeks=phase.weeks)
        planned.append(PlannedPhase(phase, starts_on, ends_on))
        starts_on = ends_on
    return tuple(planned)


def phase_on(planned: Iterable[PlannedPhase], day: date) -> PlannedPhase | None:
    """The planned phase that covers the day; None before the first and after the last."""
    return next((p for p in planned if p.covers(day)), None)


def next_phase(template: TaperTemplate, number: int) -> Phase | None:
    """The phase after `number`; None after the last."""
    return next((p for p in template.phases if p.number == number + 1), None)


def previous_phase(template: TaperTemplate, number: int) -> Phase | None:
    """The phase before `number`, for a step up; None before the first."""
    return next((p for p in template.phases if p.number == number - 1), None)


def shrinks(template: TaperTemplate) -> bool:
    """No phase has more minutes, days or sessions a week, or longer ones, than the one before."""
    return all(_does_not_rise(before, after) for before, after in pairwise(template.phases))


def _does_not_rise(before: Phase, after: Phase) -> bool:
    return (
        after.weekly_minutes <= before.weekly_minutes
        and after.days <= before.days
        and after.sessions_a_week <= before.sessions_a_week
        and after.longest_session_minutes <= before.longest_session_minutes
    )


def _check_phase(key: str, phase: Phase) -> None:
    what = f"Template {key!r}, phase {phase.number}"
    if phase.weeks < 1:
        raise UnableToPlanPhases(f"{what}: give it 1 week or more.")
    if not phase.sessions:
        raise UnableToPlanPhases(f"{what}: give it at least one kind of session.")
    if not 1 <= phase.days <= min(7, phase.sessions_a_week):
        raise UnableToPlanPhases(f"{what}: days must be 1 to 7 and at most its sessions a week.")
    if any(s.minutes < 1 or s.per_week < 1 or s.break_minutes < 0 for s in phase.sessions):
        raise UnableToPlanPhases(f"{what}: sessions need minutes and a number a week above zero.")
