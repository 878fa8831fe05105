"""Whether a solution names only what the problem knows, at times that the week has."""

from collections import Counter
from collections.abc import Iterator

from stepdown.rules.timetable.parts import GroupNeed, VisitNeed
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.solution import Appointment, Group, Solution
from stepdown.rules.timetable.violation import Rule, Violation


def shape(problem: Problem, solution: Solution, *, per_meeting: bool) -> Iterator[Violation]:
    yield from _teams(problem, solution)
    for group in solution.groups:
        yield from _group(problem, group, per_meeting=per_meeting)
    for visit in solution.appointments:
        yield from _appointment(problem, visit)


def _unknown(sentence: str, patient: str | None = None) -> Violation:
    return Violation(Rule.SHAPE, sentence, patient)


def _teams(problem: Problem, solution: Solution) -> Iterator[Violation]:
    for one in solution.teams:
        if one.patient not in problem.patients_by_key or one.staff not in problem.staff_by_key:
            yield _unknown(f"teams: {one.patient} {one.role} {one.staff} is unknown", one.patient)
    for (patient, role), times in Counter((t.patient, t.role) for t in solution.teams).items():
        if times > 1:
            yield _unknown(f"teams: {patient} has {times} for {role}", patient)


def _group(problem: Problem, group: Group, *, per_meeting: bool) -> Iterator[Violation]:
    program = problem.programs_by_key.get(group.program)
    if program is None or not 0 <= group.pattern < len(program.patterns):
        yield _unknown(f"groups: {group.program} pattern {group.pattern} is unknown")
        return
    meetings = len(program.patterns[group.pattern].meetings)
    leaders = {group.leader, *group.co_leaders, *(g for g in group.leaders if g is not None)}
    for leader in sorted(leaders - set(problem.staff_by_key)):
        yield _unknown(f"groups: {group.program} has an unknown leader {leader}")
    if len(group.rooms) != meetings or len(group.leaders) not in (0, meetings):
        yield _unknown(f"groups: {group.program} needs one entry for each of {meetings} meetings")
    if group.leaders and not per_meeting:
        yield _unknown(f"groups: {group.program} has leaders, which only a repair may have")
    for member in group.members:
        need = problem.needs_by_key.get((member.patient, member.need))
        if not isinstance(need, GroupNeed):
            place = f"{member.patient}/{member.need}"
            yield _unknown(f"groups: {group.program} has an unknown member {place}", member.patient)


def _appointment(problem: Problem, visit: Appointment) -> Iterator[Violation]:
    need = problem.needs_by_key.get((visit.patient, visit.need))
    what = f"appointments: {visit.patient}/{visit.need}"
    if not isinstance(need, VisitNeed):
        yield _unknown(f"{what} is unknown", visit.patient)
        return
    if visit.staff not in problem.staff_by_key:
        yield _unknown(f"{what} is with unknown staff {visit.staff}", visit.patient)
    last = problem.grid.slots_per_day - need.slots
    if not (0 <= visit.day < problem.grid.days and 0 <= visit.start <= last):
        yield _unknown(f"{what} is outside the week: day {visit.day}", visit.patient)
