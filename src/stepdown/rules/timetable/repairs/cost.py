"""What a repair changed, and what that is charged. Knows nothing of how the repair was found."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stepdown.rules.timetable.parts import VisitNeed
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.repairs.event import Charges
from stepdown.rules.timetable.solution import Appointment, Solution

Pair = tuple[Appointment, Appointment | None]  # before and after; None: canceled


@dataclass(frozen=True, slots=True)
class Changes:
    """How many visits and group meetings were canceled, moved, covered by somebody else or changed
    between on site and telehealth, and their `cost` as `Charges` say."""

    canceled_visits: int = 0
    canceled_meetings: int = 0
    other_day: int = 0
    other_time: int = 0
    covered_visits: int = 0
    covered_meetings: int = 0
    other_mode: int = 0
    cost: int = 0


def changes_of(
    problem: Problem, published: Solution, repaired: Solution, charges: Charges
) -> Changes:
    """Of two solutions with the same groups in the same order."""
    pairs = [(a, b) for a, b in paired(published, repaired) if a != b]
    moved = [(a, b) for a, b in pairs if b is not None]
    canceled = [a for a, b in pairs if b is None]
    lost = sum(_weight(problem, visit) for visit in canceled)
    meetings = list(changed_meetings(published, repaired))
    gone = [(group, meeting) for group, meeting, leader in meetings if leader is None]
    for index, meeting in gone:
        group = published.groups[index]
        _, start, end = problem.programs_by_key[group.program].meetings(group.pattern)[meeting]
        for member in group.members:
            need = problem.needs_by_key[member.patient, member.need]
            priority = problem.patients_by_key[member.patient].priority
            lost += need.weight * (end - start) * priority
    other_day = sum(a.day != b.day for a, b in moved)
    other_time = sum(a.day == b.day and a.start != b.start for a, b in moved)
    covered = sum(a.staff != b.staff for a, b in moved)
    other_mode = sum(a.mode is not b.mode for a, b in moved)
    cost = (
        charges.cancel * lost
        + charges.other_day * other_day
        + charges.other_time * other_time
        + charges.cover_visit * covered
        + charges.cover_meeting * (len(meetings) - len(gone))
        + charges.mode * other_mode
    )
    return Changes(
        canceled_visits=len(canceled),
        canceled_meetings=len(gone),
        other_day=other_day,
        other_time=other_time,
        covered_visits=covered,
        covered_meetings=len(meetings) - len(gone),
        other_mode=other_mode,
        cost=cost,
    )


def paired(published: Solution, repaired: Solution) -> Iterator[Pair]:
    """Each published visit with what became of it: the same, else the nearest of its need."""
    now: dict[tuple[str, str], list[Appointment]] = defaultdict(list)
    for visit in repaired.appointments:
        now[visit.patient, visit.need].append(visit)
    before: dict[tuple[str, str], list[Appointment]] = defaultdict(list)
    for visit in published.appointments:
        before[visit.patient, visit.need].append(visit)
    for key, visits in before.items():
        left, changed = now[key], []
        for visit in visits:
            same = next((b for b in left if _same(visit, b)), None)
            if same is None:
                changed.append(visit)
            else:
                left.remove(same)
                yield visit, visit
        for visit in changed:
            near = (
                min(left, key=lambda b: (b.day != visit.day, abs(b.start - visit.start)))
                if left
                else None
            )
            if near is not None:
                left.remove(near)
            yield visit, near


def _same(one: Appointment, other: Appointment) -> bool:
    """Whatever the room: a person is told of it at the door."""
    return (one.day, one.start, one.staff, one.mode) == (
        other.day,
        other.start,
        other.staff,
        other.mode,
    )


def changed_meetings(
    published: Solution, repaired: Solution
) -> Iterator[tuple[int, int, str | None]]:
    """(group, meeting, new leader or None) wherever another leads than was published."""
    for index, (before, after) in enumerate(zip(published.groups, repaired.groups, strict=True)):
        for meeting in range(len(before.rooms)):
            if after.leader_of(meeting) != before.leader_of(meeting):
                yield index, meeting, after.leader_of(meeting)


def _weight(problem: Problem, visit: Appointment) -> int:
    need = problem.needs_by_key[visit.patient, visit.need]
    assert isinstance(need, VisitNeed)
    return need.weight * need.slots * problem.patients_by_key[visit.patient].priority
