"""The job itself, in a process of its own: it computes without the writers' turn, says how far it
is, and leaves a draft. Nothing that holds is changed here."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from stepdown.clinic.building.build_rules import build_rules
from stepdown.clinic.building.drafting import FoundWeek, found_weeks
from stepdown.clinic.building.models import DraftSession, DraftWeek, WeekBuild
from stepdown.clinic.building.openings import Opening
from stepdown.clinic.building.people import ToPlace, people_of
from stepdown.clinic.building.posing import PosedClinic, pose_clinic
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.rules.timetable import (
    Progress,
    Result,
    Stop,
    UnableToPoseProblem,
    UnableToSolve,
    solve,
)

State, Failure, Cause = WeekBuild.State, WeekBuild.Failure, DraftWeek.Cause
BETWEEN_NOTES = timedelta(seconds=1)
TO_HAND_OVER = timedelta(seconds=1)
SEEDS = 2**31
Clock = Callable[[], datetime]


def new_seed() -> int:
    return random.randrange(SEEDS)


def waiting_build() -> int | None:
    """The one that waits longest for the worker."""
    waiting = WeekBuild.objects.filter(state=State.WAITING).order_by("asked_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def build_week(build_id: int, *, clock: Clock = timezone.now, stop: Stop | None = None) -> None:
    """Builds the draft; whatever happens, the build is over afterwards and says how. `stop`: in
    place of the seconds that were asked for."""
    if not _begin(build_id, clock()):
        return
    try:
        _carry_out(build_id, clock, stop)
    except (UnableToPoseProblem, UnableToSolve) as error:
        is_fault = isinstance(error, UnableToSolve)
        fail_build(build_id, Failure.FAULT if is_fault else Failure.CANNOT, now=clock())
    except Exception:
        fail_build(build_id, Failure.FAULT, now=clock())
        raise


def _begin(build_id: int, now: datetime) -> bool:
    with writing():
        waiting = WeekBuild.objects.filter(pk=build_id, state=State.WAITING)
        return bool(waiting.update(state=State.WORKING, begun_at=now, seen_at=now))


def _carry_out(build_id: int, clock: Clock, stop: Stop | None) -> None:
    build = WeekBuild.objects.select_related("site", "asked_by").get(pk=build_id)
    people = people_of(build, now=clock())
    sign = SignOfLife(build_id, clock, total=len(people))
    sign.give()
    posed, result, weeks = pose_clinic(build, people), None, list[FoundWeek]()
    if posed is not None:
        result = _solved(build, posed, sign, stop)
        weeks = found_weeks(posed, result.solution)
    causes = dict(_causes(build, people, weeks, sign))
    _keep(build_id, people, weeks, causes, result, clock())


def _solved(build: WeekBuild, posed: PosedClinic, sign: "SignOfLife", stop: Stop | None) -> Result:
    return solve(
        posed.problem,
        stop=stop or Stop(seconds=float(build.seconds)),
        seed=build.seed,
        on_progress=sign.of_progress,
    )


def show_life(build_id: int, *, now: datetime) -> None:
    """Says that the process still works, whatever it is at."""
    with writing():
        WeekBuild.objects.filter(pk=build_id, state=State.WORKING).update(seen_at=now)


class SignOfLife:
    """Writes how far the job is, at most once a second, and hears whether somebody stopped it."""

    def __init__(self, build_id: int, clock: Clock, *, total: int) -> None:
        self.build_id, self.clock, self.total, self.stopped = build_id, clock, total, False
        self._last = clock() - BETWEEN_NOTES

    def of_progress(self, progress: Progress) -> None:
        """Ends the search where it was stopped, or where nobody more can be served: the engine
        keeps its best week."""
        self.give(served=progress.fully_served, cost=progress.cost, bound=progress.bound)
        if self.stopped or _is_good_enough(progress):
            raise KeyboardInterrupt

    def give(self, **figures: int | None) -> None:
        now = self.clock()
        if now - self._last < BETWEEN_NOTES:
            return
        self._last = now
        with writing():
            mine = WeekBuild.objects.filter(pk=self.build_id, state=State.WORKING)
            mine.update(seen_at=now, total=self.total, **figures)
        asked = mine.values_list("stop_asked_at", flat=True).first()
        self.stopped = self.stopped or asked is not None or not mine.exists()


def _is_good_enough(progress: Progress) -> bool:
    rules = build_rules()
    if progress.bound is None or progress.seconds < rules.polish_seconds.value:
        return False
    return progress.cost - progress.bound < rules.one_more_person.value


def _causes(
    build: WeekBuild, people: list[ToPlace], weeks: list[FoundWeek], sign: SignOfLife
) -> Iterator[tuple[int, tuple[str, str]]]:
    """By episode: why somebody has no week, with the sentence of a refusal."""
    served = {one.who.episode.pk for one in weeks}
    for one in people:
        sign.give()
        if one.episode.pk in served:
            continue
        if one.posed is None:
            yield one.episode.pk, (one.cause, one.said)
        elif sign.stopped:
            yield one.episode.pk, (Cause.NOT_LOOKED, "")
        else:
            yield one.episode.pk, _cause(build, one)


def _cause(build: WeekBuild, one: ToPlace) -> tuple[str, str]:
    try:
        offer = find_weeks(episode=one.episode, starts_on=build.starts_on, most=1)
    except UnableToPlanWeek as error:
        return Cause.REFUSED, str(error)[:300]
    if offer.no_week is None:
        return Cause.SEATS, ""
    if offer.no_week.blocking:
        return Cause.OWN_TIMES, ""
    return (Cause.LONG_DAY if offer.no_week.is_long_day else Cause.HOURS), ""


def _keep(
    build_id: int,
    people: list[ToPlace],
    weeks: list[FoundWeek],
    causes: dict[int, tuple[str, str]],
    result: Result | None,
    now: datetime,
) -> None:
    """Writes the draft. One that was stopped keeps what was found until then."""
    with writing():
        build = WeekBuild.objects.get(pk=build_id)
        if build.state != State.WORKING:
            return  # it was given up as silent meanwhile
        sessions = _new_sessions(build, weeks)
        found = {one.who.episode.pk: one for one in weeks}
        for place, one in enumerate(people, 1):
            _keep_week(build, place, one, found.get(one.episode.pk), causes, sessions)
        state = State.CANCELLED if build.stop_asked_at else State.DONE
        save_version(
            build,
            expected=build.version,
            state=state,
            ended_at=now,
            served=len(weeks),
            total=len(people),
            cost=result.cost if result else 0,
            bound=_proved(result, weeks),
        )
        content = {"served": len(weeks), "total": len(people)}
        record(
            actor=THE_PROGRAM,
            verb=f"week_build.{state}",
            now=now,
            subject=build,
            content=content,
        )


def _proved(result: Result | None, weeks: list[FoundWeek]) -> int | None:
    """The engine's bound. It says nothing of a draft from which a rule took somebody's week."""
    if result is None:
        return 0
    return result.bound if len(weeks) == result.fully_served else None


def _new_sessions(build: WeekBuild, weeks: list[FoundWeek]) -> dict[str, DraftSession]:
    new = {one.key: (one, leader) for week in weeks for one, leader in week.openings}
    return {key: _new_session(build, one, leader) for key, (one, leader) in new.items()}


def _new_session(build: WeekBuild, one: Opening, leader: int) -> DraftSession:
    return DraftSession.objects.create(
        build=build,
        program=one.program,
        service=one.service,
        title=one.title,
        room=one.room,
        leader_id=leader,
        weekday=one.weekday,
        starts=one.starts,
        minutes=one.minutes,
        clinical_minutes=one.clinical_minutes,
        seats=one.seats,
    )


def _keep_week(
    build: WeekBuild,
    place: int,
    one: ToPlace,
    week: FoundWeek | None,
    causes: dict[int, tuple[str, str]],
    sessions: dict[str, DraftSession],
) -> None:
    cause, said = causes.get(one.episode.pk, ("", ""))
    draft = DraftWeek.objects.create(
        build=build,
        episode=one.episode,
        place=place,
        why=one.why,
        state=DraftWeek.State.FITS if week else DraftWeek.State.NONE,
        cause=cause,
        said=said,
        weekly_minutes=week.weekly_minutes if week else 0,
        days=week.days if week else 0,
        disliked=week.disliked if week else 0,
    )
    if week:
        draft.series.set(week.series)
        draft.sessions.set([sessions[each.key] for each, _ in week.openings])


def fail_build(build_id: int, why: str, *, now: datetime) -> None:
    """Says that the build is over without a draft; does nothing where it is over already."""
    with writing():
        build = WeekBuild.objects.filter(
            pk=build_id, state__in=[State.WAITING, State.WORKING]
        ).first()
        if build is None:
            return
        save_version(build, expected=build.version, state=State.FAILED, failure=why, ended_at=now)
        record(actor=THE_PROGRAM, verb="week_build.failed", now=now, subject=build)


def end_stopped_build(build_id: int, *, now: datetime) -> bool:
    """Says that a build which somebody stopped is over, without a draft; whoever calls then ends
    its process. It has a moment to hand over the best it has found. Whether that moment is past."""
    late = WeekBuild.objects.filter(
        pk=build_id, state=State.WORKING, stop_asked_at__lte=now - TO_HAND_OVER
    )
    if not late.exists():
        return False
    with writing():
        build = late.first()
        if build is None:
            return False  # it handed over its draft meanwhile
        over = {"state": State.CANCELLED, "ended_at": now, "served": 0, "total": 0}
        save_version(build, expected=build.version, **over, cost=None, bound=None)
        record(actor=THE_PROGRAM, verb="week_build.cancelled", now=now, subject=build)
    return True


def end_silent_builds(*, now: datetime) -> None:
    """Gives up what was being built by a process that is gone. The worker asks again and again."""
    silent = now - timedelta(seconds=build_rules().silent_seconds.value)
    gone = WeekBuild.objects.filter(state=State.WORKING, seen_at__lt=silent)
    for build_id in list(gone.values_list("pk", flat=True)):
        fail_build(build_id, Failure.STOPPED, now=now)
