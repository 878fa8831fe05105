"""Whether counts alone say that not everybody can be served: a search for that week would be vain.

CP-SAT's clause learning is quick at weeks and slow at counting: that nine people do not fit into
eight seats, it finds by trying.
"""

from collections import Counter
from collections.abc import Collection

from stepdown.rules.timetable.engine.week import Remainder
from stepdown.rules.timetable.lattice import Lattice
from stepdown.rules.timetable.parts import GroupNeed, VisitNeed


def is_too_much(lattice: Lattice, people: Collection[int], left: Remainder) -> bool:
    """More of these people want one of some groups than those can seat, or a clinician's own
    people need more time than there is; `left` is what everybody else uses."""
    return _lacks_seats(lattice, people, left) or _lacks_time(lattice, people, left)


def _lacks_seats(lattice: Lattice, people: Collection[int], left: Remainder) -> bool:
    wanted = Counter(
        frozenset(lattice.program_index[option.program] for option in need.options)
        for who in people
        for need in lattice.problem.patients[who].needs
        if isinstance(need, GroupNeed)
    )
    taken = Counter[int]()
    for (program, _), count in left.seated.items():
        taken[program] += count
    free = {
        index: program.max_groups * lattice.cap[index] - taken[index]
        for index, program in enumerate(lattice.problem.programs)
    }
    return any(
        sum(count for inside, count in wanted.items() if inside <= options)
        > sum(free[program] for program in options)
        for options in wanted
    )


def _lacks_time(lattice: Lattice, people: Collection[int], left: Remainder) -> bool:
    needed = Counter[str]()
    for who in people:
        patient = lattice.problem.patients[who]
        own = dict(patient.team)
        for need in patient.needs:
            if isinstance(need, VisitNeed) and (key := own.get(need.role)) is not None:
                needed[key] += need.slots * need.count
    return any(
        needed[member.key] + left.busy[lattice.staff_index[member.key]].bit_count()
        > sum(member.max_contact)
        for member in lattice.problem.staff
    )
