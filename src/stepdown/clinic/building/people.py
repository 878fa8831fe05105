"""Whom a build looks for a week for: as far as whoever asked for it may open their records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.building.models import DraftWeek, WeekBuild
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.timetable.clashes import clashing_weeks
from stepdown.clinic.timetable.models import Proposal
from stepdown.clinic.timetable.problem import PosedWeek, UnableToPlanWeek, pose_week
from stepdown.clinic.timetable.proposed import open_offers
from stepdown.clinic.timetable.waiting import RANK, people_without_week, who_goes_first
from stepdown.clinic.treatment.models import Episode

Why = DraftWeek.Why
MOST_SESSIONS = 12  # of one person a week, as the engine reckons


@dataclass(frozen=True)
class ToPlace:
    """One person, in line: `weight` says how much more their week counts than another's. Without
    `posed` none is looked for, and `cause` (with `said`) says why."""

    episode: Episode
    why: DraftWeek.Why
    weight: int
    posed: PosedWeek | None = None
    cause: str = ""
    said: str = ""


def people_of(build: WeekBuild, *, now: datetime) -> list[ToPlace]:
    """In line: who goes first, then who waits longest. Who has a proposal to answer is not
    asked twice; whoever asked for other times is left to a talk."""
    actor = actor_for(build.asked_by, now=now)
    found = [(one, Why.NO_WEEK) for one in people_without_week(actor, now).filter(site=build.site)]
    clashing = [one.code for one in clashing_weeks(actor, now=now)]
    own = Episode.objects.filter(
        patient__code__in=clashing, status=Episode.Status.ACTIVE, site=build.site
    )
    known = {one.pk for one, _ in found}
    changed = own.exclude(pk__in=known).select_related("patient__site", "site")
    found += [(one, Why.CLASH) for one in changed]
    asked = set(_answering(build, now))
    in_line = [(one, why) for one, why in found if one.pk not in asked]
    return list(_in_line(actor, build, in_line, now))


def _answering(build: WeekBuild, now: datetime) -> Iterator[int]:
    waiting = Proposal.objects.filter(
        state=Proposal.State.WAITING, held_until__gt=now, episode__site=build.site
    )
    yield from waiting.values_list("episode_id", flat=True)


def _in_line(
    actor: Actor, build: WeekBuild, found: list[tuple[Episode, Why]], now: datetime
) -> Iterator[ToPlace]:
    first = who_goes_first(one.patient_id for one, _ in found)
    wishing = {one.code for one in open_offers(actor, now=now) if one.held_until is None}
    found.sort(
        key=lambda each: (
            RANK[first.get(each[0].patient_id, "")],
            each[0].admitted_on,
            each[0].pk,
        )
    )
    for episode, why in found:
        weight = _weight(first.get(episode.patient_id, ""), episode, build)
        if episode.patient.code in wishing:
            yield ToPlace(episode, why, weight, cause=DraftWeek.Cause.ASKED)
        else:
            yield _posed(ToPlace(episode, why, weight), build)


def _weight(goes_first: str, episode: Episode, build: WeekBuild) -> int:
    """Pregnant people, then people who inject, before everybody else; then weeks waited."""
    if goes_first:
        return 1000 if goes_first == "pregnant" else 100
    return min(10, 1 + max(0, (build.starts_on - episode.admitted_on).days) // 7)


def _posed(one: ToPlace, build: WeekBuild) -> ToPlace:
    cause = DraftWeek.Cause.REFUSED
    try:
        posed = pose_week(one.episode, starts_on=build.starts_on)
    except UnableToPlanWeek as error:
        return ToPlace(one.episode, one.why, one.weight, cause=cause, said=str(error)[:300])
    if sum(need.count for need in posed.person.needs) > MOST_SESSIONS:
        said = f"Asks for more than {MOST_SESSIONS} sessions a week. Plan it by hand."
        return ToPlace(one.episode, one.why, one.weight, cause=cause, said=said)
    return ToPlace(one.episode, one.why, one.weight, posed)
