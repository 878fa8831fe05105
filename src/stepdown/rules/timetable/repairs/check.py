"""Does a repair keep every hard rule, and everybody else's day? Shares no code with the repair."""

from collections.abc import Iterator
from dataclasses import replace

from stepdown.rules.timetable.calendar import Calendar
from stepdown.rules.timetable.checker import check
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.repairs.cost import Pair, changed_meetings, paired
from stepdown.rules.timetable.repairs.event import Absence, Charges
from stepdown.rules.timetable.solution import Appointment, Group, Solution
from stepdown.rules.timetable.violation import Rule, Violation

# A cover is not one's own clinician, what is canceled leaves a course incomplete, what is pinned
# moves if it has to, and a group whose co-leader is ill is led by one fewer.
FORGIVEN = (Rule.OWN_CLINICIAN, Rule.ORDER, Rule.GROUP_SIZE, Rule.PINNED, Rule.CO_LEADERS)


def check_repair(
    problem: Problem,
    published: Solution,
    absence: Absence,
    repaired: Solution,
    charges: Charges | None = None,
) -> tuple[Violation, ...]:
    """Every rule that the repair breaks where the published week did not."""
    notice = (charges or Charges()).notice
    if len(repaired.groups) != len(published.groups) or not all(
        _same_group(a, b) for a, b in zip(published.groups, repaired.groups, strict=True)
    ):
        return (Violation(Rule.REPAIR, "groups: a repair may change only who leads, and rooms"),)
    away = _without(problem, published, absence)
    led = replace(repaired, groups=tuple(_led(group, absence) for group in repaired.groups))
    hard = [v for v in check(away, led, per_meeting=True) if v.rule not in FORGIVEN]
    if any(violation.rule is Rule.SHAPE for violation in hard):
        return tuple(hard)
    hard += _meetings(problem, published, absence, repaired)
    for pair in paired(published, repaired):
        hard += _visit(problem, absence, pair, notice)
    return (*hard, *_added(published, repaired))


def _same_group(before: Group, after: Group) -> bool:
    fields = ("program", "pattern", "members", "leader", "co_leaders")
    return all(getattr(before, name) == getattr(after, name) for name in fields)


def _led(group: Group, absence: Absence) -> Group:
    """Without co-leaders who are away."""
    there = tuple(key for key in group.co_leaders if key not in absence.absent)
    return replace(group, co_leaders=there)


def _without(problem: Problem, published: Solution, absence: Absence) -> Problem:
    """The shifts of the absent end with what they had begun before it was known."""
    day, ends = absence.day, dict.fromkeys(absence.absent, 0)
    for session in Calendar(problem, published).sessions:
        if session.staff in ends and session.day == day and session.start < absence.slot:
            ends[session.staff] = max(ends[session.staff], session.end)
    return replace(
        problem,
        staff=tuple(
            replace(s, shifts=(*s.shifts[:day], (0, ends[s.key]), *s.shifts[day + 1 :]))
            if s.key in ends
            else s
            for s in problem.staff
        ),
    )


def _meetings(
    problem: Problem, published: Solution, absence: Absence, repaired: Solution
) -> Iterator[Violation]:
    for index, meeting, leader in changed_meetings(published, repaired):
        group = published.groups[index]
        pattern = problem.programs_by_key[group.program].patterns[group.pattern]
        day, start = pattern.meetings[meeting]
        before = group.leader_of(meeting)
        if day != absence.day or start < absence.slot or before not in absence.absent:
            what = f"{group.program}: {before} leads it on day {day} and is there"
            yield Violation(Rule.REPAIR, what, staff=leader)


def _visit(problem: Problem, absence: Absence, pair: Pair, notice: int) -> Iterator[Violation]:
    before, after = pair
    if before is after:
        return
    what = f"{before.patient}/{before.need}"
    touched = before.staff in absence.absent and before.day == absence.day
    soonest = absence.slot if touched else absence.slot + notice
    if _when(before) < (absence.day, soonest):
        yield Violation(Rule.REPAIR, f"{what}: changed too late", before.patient)
    if after is None:
        return
    moved = _when(before) != _when(after)
    if _when(after) < (absence.day, absence.slot + (notice if moved else 0)):
        yield Violation(Rule.REPAIR, f"{what}: moved into the past", before.patient)
    one, other = (problem.staff_by_key[v.staff] for v in (before, after))
    if (one.role, one.site) != (other.role, other.site):
        sentence = f"{what}: {other.key} is not of the role and site of {one.key}"
        yield Violation(Rule.REPAIR, sentence, before.patient, other.key)


def _when(visit: Appointment) -> tuple[int, int]:
    return visit.day, visit.start


def _added(published: Solution, repaired: Solution) -> Iterator[Violation]:
    left = [(v.patient, v.need) for v in published.appointments]
    for visit in repaired.appointments:
        key = (visit.patient, visit.need)
        if key in left:
            left.remove(key)
        else:
            yield Violation(Rule.REPAIR, f"{visit.patient}/{visit.need}: added", visit.patient)
