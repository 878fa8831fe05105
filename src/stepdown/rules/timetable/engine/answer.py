"""From the week being worked on to a solution: members to groups, sessions to rooms."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice, Visit
from stepdown.rules.timetable.parts import Mode, VisitNeed, keys_of
from stepdown.rules.timetable.rooms import Wish, give_rooms
from stepdown.rules.timetable.solution import Appointment, Assigned, Group, Member, Solution


def week_of(lattice: Lattice, solution: Solution) -> Week:
    """A solution that keeps every rule, as a week to work on."""
    problem = lattice.problem
    week = Week.empty(lattice)
    for one in solution.teams:
        week.team[lattice.patient_index[one.patient]][one.role] = lattice.staff_index[one.staff]
    for group in solution.groups:
        key = (lattice.program_index[group.program], group.pattern)
        week.groups.setdefault(key, []).append(lattice.staff_index[group.leader])
        for member in group.members:
            who = lattice.patient_index[member.patient]
            need = keys_of(problem.patients[who].needs).index(member.need)
            seats = lattice.seats(who)
            week.seats[who][need] = next(s for s in seats if s.key == (need, *key))
    for visit in solution.appointments:
        who = lattice.patient_index[visit.patient]
        need = keys_of(problem.patients[who].needs).index(visit.need)
        start = visit.day * lattice.per_day + visit.start
        wanted = (need, lattice.staff_index[visit.staff], start, visit.mode is Mode.TELE)
        found = next(v for v in lattice.visits(who) if v[:4] == wanted)
        week.visits[who].setdefault(need, []).append(found)
    return week


def _meetings(lattice: Lattice, groups: Iterable[Group]) -> Iterator[Wish]:
    """A room for every meeting on site."""
    for group in groups:
        index = lattice.program_index[group.program]
        program = lattice.problem.programs[index]
        if program.mode is Mode.ONSITE:
            site, kind = program.site or "", program.room_kind or ""
            for day, start, end in program.meetings(group.pattern):
                first = day * lattice.per_day
                yield site, kind, lattice.cap[index], first + start, first + end


def _stays(lattice: Lattice, visits: Iterable[tuple[int, Visit]]) -> Iterator[Wish]:
    """A room for every visit on site."""
    for who, visit in visits:
        if not visit.tele:
            patient = lattice.problem.patients[who]
            need = patient.needs[visit.need]
            assert isinstance(need, VisitNeed)
            yield patient.site, need.room_kind, 1, visit.start, visit.start + need.slots


def solution_of(lattice: Lattice, week: Week) -> Solution:
    """The week as a solution, with a room for everything on site."""
    groups = _groups(lattice, week)
    visits = [
        (who, visit)
        for who, held in enumerate(week.visits)
        for need in sorted(held)
        for visit in sorted(held[need])
    ]
    wishes = [*_meetings(lattice, groups), *_stays(lattice, visits)]
    rooms = iter(give_rooms(lattice.problem, wishes))
    return Solution(
        teams=tuple(_teams(lattice, week)),
        groups=tuple(_with_rooms(lattice, group, rooms) for group in groups),
        appointments=tuple(_appointment(lattice, *one, rooms) for one in visits),
    )


def _teams(lattice: Lattice, week: Week) -> Iterator[Assigned]:
    for who, patient in enumerate(lattice.problem.patients):
        for role, _ in patient.team:
            if role in week.team[who]:
                yield Assigned(patient.key, role, lattice.problem.staff[week.team[who][role]].key)


def _with_rooms(lattice: Lattice, group: Group, rooms: Iterator[str | None]) -> Group:
    program = lattice.problem.programs_by_key[group.program]
    meetings = program.patterns[group.pattern].meetings
    onsite = program.mode is Mode.ONSITE
    return replace(group, rooms=tuple(next(rooms) if onsite else None for _ in meetings))


def _appointment(
    lattice: Lattice, who: int, visit: Visit, rooms: Iterator[str | None]
) -> Appointment:
    patient = lattice.problem.patients[who]
    day, start = divmod(visit.start, lattice.per_day)
    return Appointment(
        patient.key,
        patient.needs[visit.need].key,
        lattice.problem.staff[visit.staff].key,
        day,
        start,
        Mode.TELE if visit.tele else Mode.ONSITE,
        None if visit.tele else next(rooms),
    )


def _groups(lattice: Lattice, week: Week) -> list[Group]:
    """Members dealt evenly to the groups that meet on the same pattern."""
    problem = lattice.problem
    members: dict[tuple[int, int], list[Member]] = {}
    for who, seats in enumerate(week.seats):
        for need, seat in sorted(seats.items()):
            patient = problem.patients[who]
            member = Member(patient.key, patient.needs[need].key)
            members.setdefault((seat.program, seat.pattern), []).append(member)
    return [
        Group(
            problem.programs[program].key,
            pattern,
            problem.staff[leader].key,
            (),
            tuple(members.get((program, pattern), [])[index :: len(leaders)]),
        )
        for (program, pattern), leaders in sorted(week.groups.items())
        for index, leader in enumerate(leaders)
    ]
