"""From the engine's answer to a draft: each week is judged by the rules of one person's week."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from stepdown.clinic.building.openings import Opening
from stepdown.clinic.building.people import ToPlace
from stepdown.clinic.building.posing import STEP, PosedClinic
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.apart import kept_apart_from
from stepdown.clinic.treatment.checklist import BETWEEN_APART
from stepdown.rules.timetable import Solution
from stepdown.rules.timetable.own_week import (
    Chosen,
    Offering,
    Plan,
    broken_rules,
    disliked,
    with_sessions,
)

Served = tuple[str, Series | Opening, int]  # the need, what serves it, who leads it where new


@dataclass(frozen=True)
class FoundWeek:
    """A whole week for one person, in sessions there are and in some that would be opened, each
    with who would lead it. `disliked`: how many reach into times they would rather keep."""

    who: ToPlace
    series: tuple[Series, ...]
    openings: tuple[tuple[Opening, int], ...]
    weekly_minutes: int
    days: int
    disliked: int

    @property
    def stays(self) -> dict[int, tuple[int, int]]:
        """Each weekday's first arrival and last leaving, in minutes of the day."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        every: list[Series | Opening] = [*self.series, *(one for one, _ in self.openings)]
        for one in every:
            found[one.weekday].append(_span(one.starts, one.minutes))
        return {
            day: (min(a for a, _ in spans), max(b for _, b in spans))
            for day, spans in found.items()
        }


def found_weeks(posed: PosedClinic, solution: Solution) -> list[FoundWeek]:
    """In line. A week that a rule refuses is none, and a session that too few would come to is
    not opened: whoever needed it has no week in this draft."""
    chosen = _chosen(posed, solution)
    weeks = [
        week
        for key, who in posed.people.items()
        if (week := _judged(posed, who, chosen.get(key, []))) is not None
    ]
    weeks = list(_apart(weeks))
    while short := _not_worth_opening(weeks):
        weeks = [one for one in weeks if not short & {each.key for each, _ in one.openings}]
    return weeks


def _chosen(posed: PosedClinic, solution: Solution) -> dict[str, list[Served]]:
    """By person."""
    found: dict[str, list[Served]] = defaultdict(list)
    for group in solution.groups:
        session, leader = _session(posed, group.program), 0
        if isinstance(session, Opening):
            leader = int(group.leader.removeprefix("a"))
        for member in group.members:
            need = member.need.rpartition("-")[0]
            found[member.patient].append((need, session, leader))
    return found


def _session(posed: PosedClinic, program: str) -> Series | Opening:
    if program in posed.openings:
        return posed.openings[program]
    return posed.series[posed.owned.get(program, program.removeprefix("s"))]


def _judged(posed: PosedClinic, who: ToPlace, chosen: Sequence[Served]) -> FoundWeek | None:
    judged = _plan(who, chosen)
    if judged is None:
        return None
    plan, disliking = judged
    series = tuple(one for _, one, _ in chosen if isinstance(one, Series))
    openings = tuple((one, by) for _, one, by in chosen if isinstance(one, Opening))
    return FoundWeek(who, series, openings, plan.weekly_minutes, len(plan.days), disliking)


def _plan(who: ToPlace, chosen: Sequence[Served]) -> tuple[Plan, int] | None:
    """The plan that these are, with the sessions at times the person would rather keep; None
    where a rule refuses it."""
    assert who.posed is not None  # the engine was asked about them
    problem, person = who.posed.problem, who.posed.person
    new = [
        _offering(one, leader, person.only) for _, one, leader in chosen if isinstance(one, Opening)
    ]
    problem = replace(problem, offerings=(*problem.offerings, *new))
    named = tuple(
        Chosen(one.key if isinstance(one, Opening) else str(one.pk), need)
        for need, one, _ in chosen
    )
    if not named:
        return None
    plan = with_sessions(problem, person, named)
    if broken_rules(problem, plan):
        return None
    grid, keys = problem.grid, plan.offerings
    attended = [one for one in problem.offerings if one.key in keys]
    return plan, sum(bool(disliked(grid, person, one)) for one in attended)


def _offering(one: Opening, leader: int, only: frozenset[str]) -> Offering:
    """As the question had it: only who finds it kept there was offered it."""
    begins, ends = _span(one.starts, one.minutes)
    return Offering(
        key=one.key,
        service=one.service,
        day=one.weekday,
        start=begins // STEP,
        end=-(-ends // STEP),
        seats_left=1,
        clinical_minutes=one.clinical_minutes,
        room=str(one.room.pk),
        leader=str(leader),
        asks_for=frozenset({one.program.age_group, *one.track.asks_for()}),
        keeps=only,
    )


def _span(starts: time, minutes: int) -> tuple[int, int]:
    begins = minute_of_day(starts)
    return begins, begins + minutes


def _apart(weeks: Iterable[FoundWeek]) -> Iterator[FoundWeek]:
    """Without whoever would be in the building with, or soon after, somebody they are kept apart
    from: the engine knows no time between two stays."""
    kept: dict[int, FoundWeek] = {}
    for week in weeks:
        patient = week.who.episode.patient_id
        others = [kept[one] for one in kept_apart_from(patient) if one in kept]
        if not any(_meet(week, other) for other in others):
            kept[patient] = week
            yield week


def _meet(one: FoundWeek, other: FoundWeek) -> bool:
    theirs = other.stays
    return any(
        comes < theirs[day][1] + BETWEEN_APART and theirs[day][0] < goes + BETWEEN_APART
        for day, (comes, goes) in one.stays.items()
        if day in theirs
    )


def _not_worth_opening(weeks: Iterable[FoundWeek]) -> set[str]:
    found = [one for week in weeks for one, _ in week.openings]
    fewest = {one.key: one.fewest for one in found}
    keys = [one.key for one in found]
    return {key for key, least in fewest.items() if keys.count(key) < least}
