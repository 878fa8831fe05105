"""Finding one person's week, or saying what stands in its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stepdown.clinic.timetable.problem import PosedWeek, UnableToPlanWeek, WeekGoal, pose_week
from stepdown.clinic.timetable.queries import WeeklySession, weekly_session
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.clinic.treatment.services import Service
from stepdown.rules.timetable.own_week import (
    Atom,
    AtomKind,
    Cause,
    PersonExplanation,
    Reach,
    StaffExplanation,
    Status,
    Stop,
    UnableToExplain,
    UnableToPoseProblem,
    disliked,
    explain,
    solve,
)

STOP = Stop(seconds=5.0, effort=10.0)


@dataclass(frozen=True)
class Lacking:
    """How many sessions a week of a service are missing."""

    service: Service
    sessions: int


@dataclass(frozen=True)
class NoFullWeek:
    """Why there is no full week, as the person too may read it: it names nobody else.

    `blocking` stand in the way together; `to_move` are the fewest that must give way. Both empty:
    what is open does not reach the goal. `closest` keeps every commitment.
    """

    blocking: tuple[CommitmentRow, ...]
    to_move: tuple[CommitmentRow, ...]
    is_long_day: bool
    closest: tuple[WeeklySession, ...]
    closest_minutes: int
    closest_days: int
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True)
class NotOpenSession:
    """For staff alone: a session that is not open to the person, and a code that says why."""

    session: WeeklySession
    reason: str


@dataclass(frozen=True)
class WeekOffer:
    """The answer for one person's week from `starts_on`: sessions, or why there are none.

    `weekly_minutes` are clinical; `days` are weekdays (0 is Monday). `by_own_clinician`: whether
    one-to-one sessions are with the person's team. `not_open` is for staff with the grant.
    `rather_not` are the times taken by `sessions` that the person would rather keep.
    """

    starts_on: date
    goal: WeekGoal
    commitments: tuple[CommitmentRow, ...]
    travel_minutes: int
    open_sessions: tuple[WeeklySession, ...]
    sessions: tuple[WeeklySession, ...] = ()
    weekly_minutes: int = 0
    days: tuple[int, ...] = ()
    by_own_clinician: bool = True
    rather_not: tuple[CommitmentRow, ...] = ()
    no_week: NoFullWeek | None = None
    not_open: tuple[NotOpenSession, ...] = ()

    @property
    def fits(self) -> bool:
        return self.no_week is None


def find_week(*, episode: Episode, starts_on: date) -> WeekOffer:
    """The best week for this person from `starts_on`, or what blocks it. Raises UnableToPlanWeek.

    One-to-one sessions are looked for with the person's own team first, then with anybody.
    """
    try:
        for own_clinician in (True, False):
            posed = pose_week(episode, starts_on=starts_on, own_clinician=own_clinician)
            result = solve(posed.problem, stop=STOP)
            plan = result.plan_for(posed.person.key)
            if plan is not None:
                return _offer(
                    posed,
                    starts_on,
                    sessions=_sessions(posed, plan.offerings),
                    weekly_minutes=plan.weekly_minutes,
                    days=plan.days,
                    by_own_clinician=own_clinician,
                    rather_not=_rather_not(posed, plan.offerings),
                )
            if result.status is not Status.IMPOSSIBLE:
                raise UnableToPlanWeek("The search took too long. Try again, or another Monday.")
        return _explained(posed, starts_on)
    except (UnableToPoseProblem, UnableToExplain) as error:
        raise UnableToPlanWeek(f"This week cannot be planned. {error}") from error


def _offer(posed: PosedWeek, starts_on: date, **answer: object) -> WeekOffer:
    usable = {need.service for need in posed.person.needs}
    open_keys = (
        one.key for one in posed.problem.offerings if one.seats_left and one.service in usable
    )
    return WeekOffer(
        starts_on=starts_on,
        goal=posed.goal,
        commitments=posed.commitments,
        travel_minutes=posed.person.travel_minutes,
        open_sessions=_sessions(posed, open_keys),
        **answer,  # type: ignore[arg-type] # the rest of WeekOffer's fields, by name
    )


def _rather_not(posed: PosedWeek, keys: Sequence[str]) -> tuple[CommitmentRow, ...]:
    grid, person = posed.problem.grid, posed.person
    chosen = (one for one in posed.problem.offerings if one.key in keys)
    taken = {index for one in chosen for index in disliked(grid, person, one)}
    return tuple(posed.commitments[index] for index in sorted(taken))


def _explained(posed: PosedWeek, starts_on: date) -> WeekOffer:
    why = explain(posed.problem, posed.person.key, stop=STOP)
    return _offer(
        posed,
        starts_on,
        no_week=_no_full_week(posed, why.for_person),
        not_open=_not_open(posed, why.for_staff),
    )


def _no_full_week(posed: PosedWeek, told: PersonExplanation) -> NoFullWeek:
    is_own_week = told.cause is Cause.OWN_WEEK
    reach: Reach = told.closest
    return NoFullWeek(
        blocking=_rows(posed, told.blocking) if is_own_week else (),
        to_move=_rows(posed, told.to_move) if is_own_week else (),
        is_long_day=any(atom.kind is AtomKind.DAILY_LIMIT for atom in told.to_move),
        closest=_sessions(posed, reach.plan.offerings),
        closest_minutes=reach.plan.weekly_minutes,
        closest_days=len(reach.plan.days),
        lacking=tuple(Lacking(Service(one.need), one.sessions) for one in reach.missing),
    )


def _not_open(posed: PosedWeek, told: StaffExplanation) -> tuple[NotOpenSession, ...]:
    return tuple(
        NotOpenSession(weekly_session(posed.series[one.offering]), one.reason_code)
        for one in told.not_open
    )


def _rows(posed: PosedWeek, atoms: Iterable[Atom]) -> tuple[CommitmentRow, ...]:
    kept = (atom for atom in atoms if atom.kind is AtomKind.COMMITMENT)
    return tuple(posed.commitments[atom.index] for atom in kept)


def _sessions(posed: PosedWeek, keys: Iterable[str]) -> tuple[WeeklySession, ...]:
    return tuple(weekly_session(posed.series[key]) for key in keys)
