"""Co-leaders, chosen when the week stands: a group without enough of them does not open."""

from collections import defaultdict
from dataclasses import replace

from stepdown.rules.timetable.engine.answer import week_of
from stepdown.rules.timetable.lattice import Lattice
from stepdown.rules.timetable.parts import Mode
from stepdown.rules.timetable.solution import Group, Solution


def with_co_leaders(lattice: Lattice, solution: Solution) -> Solution:
    """The same week with co-leaders where programs ask for them. Members of a group that has to
    stay closed lack it, and so do those whose course builds on it."""
    problem = lattice.problem
    if not any(program.co_leaders for program in problem.programs):
        return solution
    busy = _busy(lattice, solution)
    groups = []
    for group in solution.groups:
        program = problem.programs_by_key[group.program]
        index = lattice.program_index[program.key]
        slots = lattice.meets[index][group.pattern]
        able = [
            staff
            for staff in dict.fromkeys(program.leaders)
            if staff != group.leader
            and not (problem.staff_by_key[staff].site is None and program.mode is Mode.ONSITE)
            and not slots & busy[staff]
            and lattice.can_work(lattice.staff_index[staff], slots | busy[staff])
        ]
        chosen = sorted(able, key=lambda staff: busy[staff].bit_count())[: program.co_leaders]
        if len(chosen) == program.co_leaders:
            groups.append(replace(group, co_leaders=tuple(chosen)))
            for staff in chosen:
                busy[staff] |= slots
    return replace(solution, groups=_without_orphans(lattice, groups))


def _busy(lattice: Lattice, solution: Solution) -> dict[str, int]:
    week, busy = week_of(lattice, solution), defaultdict[str, int](int)
    names = [staff.key for staff in lattice.problem.staff]
    for (program, pattern), leaders in week.groups.items():
        for leader in leaders:
            busy[names[leader]] |= lattice.meets[program][pattern]
    for visits in week.visits:
        for held in visits.values():
            for visit in held:
                busy[names[visit.staff]] |= visit.slots
    return busy


def _without_orphans(lattice: Lattice, groups: list[Group]) -> tuple[Group, ...]:
    """Nobody attends what builds on a group they are not in; groups too small for it close."""
    while True:
        seated = {(m.patient, m.need) for group in groups for m in group.members}
        kept = []
        for group in groups:
            members = tuple(
                m
                for m in group.members
                if (
                    after := getattr(lattice.problem.needs_by_key[m.patient, m.need], "after", None)
                )
                is None
                or (m.patient, after) in seated
            )
            if len(members) >= lattice.problem.programs_by_key[group.program].min_size:
                kept.append(replace(group, members=members))
        if kept == groups:
            return tuple(groups)
        groups = kept
