"""Finding weeks for one person, or saying what stands in their way and what would help."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from stepdown.clinic.timetable.found import (
    FoundWeek,
    Lacking,
    NoFullWeek,
    NotOpenSession,
    OtherSession,
    WayOut,
    WeekOffer,
    Wishes,
)
from stepdown.clinic.timetable.judging import chosen_series, judged_plan
from stepdown.clinic.timetable.problem import (
    PosedWeek,
    UnableToPlanWeek,
    pose_week,
    with_own_team,
)
from stepdown.clinic.timetable.queries import WeeklySession, weekly_session
from stepdown.clinic.timetable.wishing import only_words, wish_of
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN, Service
from stepdown.rules.timetable.own_week import (
    Atom,
    AtomKind,
    Cause,
    Closure,
    NotOpen,
    PersonExplanation,
    Pin,
    Plan,
    StaffExplanation,
    Stop,
    Swap,
    UnableToExplain,
    UnableToPoseProblem,
    alternatives,
    disliked,
    explain,
    swaps,
    ways_out,
)

STOP = Stop(seconds=5.0, effort=10.0)
MOST, FEW = 4, 2
LEFT_OUT, SHORT_OF_LEADERS = "left_out", "short_of_leaders"
NOTHING_WITH_WISHES = (
    "No full week fits with what is kept and left out here. Take one of these wishes back."
)


def find_weeks(
    *, episode: Episode, starts_on: date, wishes: Wishes | None = None, most: int = MOST
) -> WeekOffer:
    """Up to `most` weeks for this person from `starts_on`, or what blocks them.

    One-to-one sessions are looked for with the person's own team first; weeks with anybody are
    added where that gives fewer than two. A week put together by staff stands first.
    Raises UnableToPlanWeek.
    """
    wishes = wishes or Wishes()
    try:
        posed = _wished(pose_week(episode, starts_on=starts_on), wishes)
        weeks = (*_put_together(posed, wishes), *_searched(posed, most))
        if weeks:
            return _offer(posed, starts_on, weeks=weeks)
        if wishes.keep or wishes.without:
            raise UnableToPlanWeek(NOTHING_WITH_WISHES)
        return _explained(posed, starts_on, only_words(wish_of(episode.patient)))
    except (UnableToPoseProblem, UnableToExplain) as error:
        raise UnableToPlanWeek(f"This week cannot be planned. {error}") from error


def _wished(posed: PosedWeek, wishes: Wishes) -> PosedWeek:
    """The same question with staff's wishes in it; what is not offered any more is no wish."""
    person = posed.person.key
    keep = (str(one) for one in wishes.keep if str(one) in posed.series)
    without = (str(one) for one in wishes.without if str(one) in posed.series)
    problem = replace(
        posed.problem,
        pinned=tuple(Pin(person, key) for key in keep),
        closed=(*posed.problem.closed, *(Closure(person, key, LEFT_OUT) for key in without)),
    )
    return replace(posed, problem=problem)


def _put_together(posed: PosedWeek, wishes: Wishes) -> Iterator[FoundWeek]:
    if wishes.chosen:
        free = replace(posed, problem=replace(posed.problem, pinned=()))
        yield _week(free, judged_plan(free, chosen_series(free, wishes.chosen)))


def _searched(posed: PosedWeek, most: int) -> Iterator[FoundWeek]:
    own = with_own_team(posed)
    plans = alternatives(own.problem, own.person, stop=STOP, most=most)
    yield from (_week(own, plan) for plan in plans)
    if len(plans) < min(FEW, most):
        known = {frozenset(plan.offerings) for plan in plans}
        others = alternatives(posed.problem, posed.person, stop=STOP, most=most)
        new = [plan for plan in others if frozenset(plan.offerings) not in known]
        yield from (_week(posed, plan) for plan in new[: most - len(plans)])


def _week(posed: PosedWeek, plan: Plan) -> FoundWeek:
    sessions = _sessions(posed, plan.offerings)
    one_to_one = [one for one in sessions if one.service in WITH_ONE_CLINICIAN]
    return FoundWeek(
        sessions=sessions,
        weekly_minutes=plan.weekly_minutes,
        days=plan.days,
        waiting_minutes=plan.waiting_minutes,
        by_own_clinician=all(str(one.leader_id) in posed.team for one in one_to_one),
        rather_not=_rather_not(posed, plan.offerings),
        instead=partial(_instead, posed, plan),
    )


def _instead(posed: PosedWeek, plan: Plan, series_id: int) -> tuple[OtherSession, ...]:
    found = swaps(posed.problem, posed.person, plan, str(series_id))
    return tuple(_other_session(posed, swap) for swap in found)


def _other_session(posed: PosedWeek, swap: Swap) -> OtherSession:
    session = weekly_session(posed.series[swap.offering])
    commitment = None if swap.busy is None else posed.commitments[swap.busy]
    return OtherSession(session, swap.against, commitment, swap.days)


def _offer(posed: PosedWeek, starts_on: date, **answer: object) -> WeekOffer:
    usable = {need.service for need in posed.person.needs}
    person = posed.person
    open_keys = (
        one.key
        for one in posed.problem.offerings
        if one.seats_left
        and one.service in usable
        and one.asks_for <= person.tags
        and person.only <= one.keeps
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


def _explained(posed: PosedWeek, starts_on: date, asked: tuple[str, ...]) -> WeekOffer:
    why = explain(posed.problem, posed.person.key, stop=STOP)
    if why.for_person.cause is Cause.FITS:
        raise UnableToPlanWeek("The search took too long. Try again, or another Monday.")
    return _offer(
        posed,
        starts_on,
        no_week=_no_full_week(posed, why.for_person, asked),
        not_open=_not_open(posed, why.for_staff),
    )


def _no_full_week(posed: PosedWeek, told: PersonExplanation, asked: tuple[str, ...]) -> NoFullWeek:
    is_own_week = told.cause is Cause.OWN_WEEK
    plan = told.closest.plan
    return NoFullWeek(
        blocking=_rows(posed, told.blocking) if is_own_week else (),
        is_long_day=any(atom.kind is AtomKind.DAILY_LIMIT for atom in told.to_move),
        closest=_sessions(posed, plan.offerings),
        closest_minutes=plan.weekly_minutes,
        closest_days=len(
            {
                one.day
                for one in posed.problem.offerings
                if one.key in plan.offerings and one.clinical_minutes
            }
        ),
        lacking=tuple(Lacking(Service(one.need), one.sessions) for one in told.closest.missing),
        ways_out=tuple(_ways_out(posed, told)),
        asked_of_each=asked,
    )


def _ways_out(posed: PosedWeek, told: PersonExplanation) -> Iterator[WayOut]:
    found = ways_out(posed.problem, posed.person, stop=STOP)
    for index in found.busy:
        yield WayOut(gives_way=(posed.commitments[index],))
    for what in found.only:
        yield WayOut(not_only=what)
    for key in found.seats:
        session = weekly_session(posed.series[key])
        yield WayOut(seat_in=session, needs_leader=key in posed.short_of_leaders)
    together = _rows(posed, told.to_move)
    if told.cause is Cause.OWN_WEEK and len(together) > 1:
        yield WayOut(gives_way=together)


def _not_open(posed: PosedWeek, told: StaffExplanation) -> tuple[NotOpenSession, ...]:
    return tuple(
        NotOpenSession(weekly_session(posed.series[one.offering]), _reason(posed, one))
        for one in told.not_open
    )


def _reason(posed: PosedWeek, one: NotOpen) -> str:
    is_short = one.reason_code == "full" and one.offering in posed.short_of_leaders
    return SHORT_OF_LEADERS if is_short else one.reason_code


def _rows(posed: PosedWeek, atoms: Iterable[Atom]) -> tuple[CommitmentRow, ...]:
    kept = (atom for atom in atoms if atom.kind is AtomKind.COMMITMENT)
    return tuple(posed.commitments[atom.index] for atom in kept)


def _sessions(posed: PosedWeek, keys: Iterable[str]) -> tuple[WeeklySession, ...]:
    return tuple(weekly_session(posed.series[key]) for key in keys)
