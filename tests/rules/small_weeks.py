"""Random tiny weeks, placements tried out in them, and facts given up: all by the checker alone."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from stepdown.rules.timetable import (
    Appointment,
    Assigned,
    Grid,
    Group,
    GroupNeed,
    Member,
    Mode,
    Patient,
    Pattern,
    Problem,
    Program,
    Room,
    Rule,
    Solution,
    Staff,
    Violation,
    VisitNeed,
    check,
)
from stepdown.rules.timetable.explaining import Atom, AtomKind
from tests.rules.weeks import DAYS, SLOTS, group_need, person, program, staff, visit_need

Seen = set[tuple[Rule, str]]


@dataclass(frozen=True)
class Try:
    """A place for one need, as the tests see it. `group`: index of a standing group; `program`
    with no group: a new one."""

    day: int
    start: int
    mode: Mode
    staff: str
    program: str | None = None
    pattern: int = -1
    group: int = -1


def random_week(seed: int) -> tuple[Problem, Solution]:
    """A few people with narrow lives, and a week for them that keeps every rule."""
    rng = random.Random(seed)
    problem = _problem(rng)
    solution = Solution()
    wanted = [(p, n) for p in problem.patients for n in p.needs]
    rng.shuffle(wanted)
    for patient, need in wanted:
        tries = list(every_try(problem, solution, patient, need))
        rng.shuffle(tries)
        for each in tries[:6]:
            placed = placed_at(problem, solution, patient, need, each)
            if not check(problem, placed):
                solution = placed
                break
    return problem, solution


def _windows(rng: random.Random) -> tuple[tuple[int, int], ...]:
    start = rng.randrange(6)
    return ((start, rng.randrange(start, SLOTS + 1)),)


def _person(rng: random.Random, name: str) -> Patient:
    return replace(
        person(
            name,
            group_need("first", "basics", "basics-video"),
            group_need("second", "more", after="first"),
            visit_need(family=rng.random() < 0.3),
            visit_need("test", tele_ok=False, count=2, min_gap_days=rng.choice((1, 2))),
        ),
        free=tuple(_windows(rng) for _ in range(DAYS)),
        family_free=tuple(_windows(rng) for _ in range(DAYS)),
        travel=rng.randrange(2),
        telehealth=rng.random() < 0.5,
        max_day=rng.randrange(2, 5),
        team=(("counselor", rng.choice(("ana", "ben", None))),),
        team_options=(("counselor", ("ana", "ben")),),
    )


def _member(rng: random.Random, key: str) -> Staff:
    return staff(
        key,
        shifts=tuple(rng.choice(((0, SLOTS), (0, 5), None)) for _ in range(DAYS)),
        max_contact=tuple(rng.randrange(1, 6) for _ in range(DAYS)),
        caseload_max=rng.randrange(1, 4),
    )


def _problem(rng: random.Random) -> Problem:
    patterns = tuple(Pattern(((day, start),)) for day in range(DAYS) for start in (1, 4, 7))
    video: dict[str, Any] = {"mode": Mode.TELE, "site": None, "room_kind": None}
    leaders = ("ana", "ben")
    return Problem(
        name="tiny",
        grid=Grid(30, DAYS, SLOTS),
        staff=tuple(_member(rng, key) for key in leaders),
        rooms=(Room("hall-1", "north", "hall", 2), Room("office-1", "north", "office", 1)),
        programs=(
            program("basics", patterns=patterns, leaders=leaders, max_groups=rng.randrange(3)),
            program("basics-video", patterns=patterns[:2], leaders=leaders, **video),
            program("more", patterns=patterns, leaders=leaders),
        ),
        patients=tuple(_person(rng, name) for name in ("kim", "lou", "max")),
    )


def every_try(
    problem: Problem, solution: Solution, patient: Patient, need: GroupNeed | VisitNeed
) -> Iterator[Try]:
    if isinstance(need, GroupNeed):
        for option in need.options:
            offered = problem.programs_by_key[option.program]
            for pattern, each in enumerate(offered.patterns):
                day, start = each.meetings[0]
                for index, group in enumerate(solution.groups):
                    if (group.program, group.pattern) == (offered.key, pattern):
                        yield Try(
                            day, start, offered.mode, group.leader, offered.key, pattern, index
                        )
                for leader in offered.leaders:
                    yield Try(day, start, offered.mode, leader, offered.key, pattern)
        return
    for key in clinicians(problem, solution, patient, need):
        for day in range(DAYS):
            for start in range(SLOTS - need.slots + 1):
                for mode in Mode if need.tele_ok else (Mode.ONSITE,):
                    yield Try(day, start, mode, key)


def clinicians(
    problem: Problem, solution: Solution, patient: Patient, need: VisitNeed
) -> tuple[str, ...]:
    fixed = dict(patient.team)[need.role]
    chosen = [t.staff for t in solution.teams if (t.patient, t.role) == (patient.key, need.role)]
    return (fixed,) if fixed else tuple(chosen) or dict(patient.team_options)[need.role]


def placed_at(
    problem: Problem, solution: Solution, patient: Patient, need: GroupNeed | VisitNeed, at: Try
) -> Solution:
    """With the room that breaks the fewest rules."""
    member = Member(patient.key, need.key)
    if at.group >= 0:
        group = solution.groups[at.group]
        joined = replace(group, members=(*group.members, member))
        groups = (*solution.groups[: at.group], joined, *solution.groups[at.group + 1 :])
        return replace(solution, groups=groups)
    rooms: list[str | None] = [r.key for r in problem.rooms] if at.mode is Mode.ONSITE else [None]
    found = []
    for room in rooms:
        if at.program is not None:
            opened = Group(at.program, at.pattern, at.staff, (room,), (member,))
            found.append(replace(solution, groups=(*solution.groups, opened)))
            continue
        assert isinstance(need, VisitNeed)
        seen = Appointment(patient.key, need.key, at.staff, at.day, at.start, at.mode, room)
        teams = solution.teams
        if dict(patient.team)[need.role] is None and not any(
            t.patient == patient.key for t in teams
        ):
            teams = (*teams, Assigned(patient.key, need.role, at.staff))
        visits = (*solution.appointments, seen)
        found.append(replace(solution, teams=teams, appointments=visits))
    return min(found, key=lambda each: len(check(problem, each)))


def newly_broken(problem: Problem, before: Solution, after: Solution) -> list[Violation]:
    old = list(check(problem, before))
    new = []
    for violation in check(problem, after):
        if violation in old:
            old.remove(violation)
        else:
            new.append(violation)
    return new


def without(
    problem: Problem, solution: Solution, patient: Patient, atoms: frozenset[Atom]
) -> tuple[Problem, Solution]:
    """The week in which these facts have given way."""
    for atom in sorted(atoms, key=lambda each: each.order):
        problem, solution = _without(problem, solution, patient.key, atom)
    return problem, solution


def _without(
    problem: Problem, solution: Solution, who: str, atom: Atom
) -> tuple[Problem, Solution]:
    kind = atom.kind
    if kind is AtomKind.OWN_SESSION:
        return problem, _without_own(problem, solution, who, atom)
    if kind is AtomKind.STAFF_BUSY:
        return _without_busy(problem, solution, atom)
    if kind is AtomKind.NO_ROOM:
        site, room_kind = atom.what.split(" ")
        more = Room(f"{room_kind}-more", site, room_kind, 99)
        return replace(problem, rooms=(*problem.rooms, more)), solution
    if kind is AtomKind.GROUP_FULL:
        rooms = tuple(replace(room, capacity=99) for room in problem.rooms)
        problem = replace(problem, rooms=rooms)
    return _changed(problem, who, atom), solution


def _changed(problem: Problem, who: str, atom: Atom) -> Problem:
    programs = tuple(
        _changed_program(p, atom) if p.key == atom.what else p for p in problem.programs
    )
    members = tuple(_changed_staff(s, atom) if s.key == atom.what else s for s in problem.staff)
    patients = tuple(_changed_person(p, atom) if p.key == who else p for p in problem.patients)
    return replace(problem, programs=programs, staff=members, patients=patients)


def _changed_program(offered: Program, atom: Atom) -> Program:
    changes: dict[AtomKind, dict[str, Any]] = {
        AtomKind.GROUP_FULL: {"cap": 99},
        AtomKind.GROUP_LIMIT: {"max_groups": 99},
        AtomKind.TOO_FEW: {"min_size": 0},
    }
    return replace(offered, **changes.get(atom.kind, {}))


def _nothing() -> dict[str, Any]:
    return {}


def _changed_staff(member: Staff, atom: Atom) -> Staff:
    def on_day(name: str, value: Any) -> dict[str, Any]:
        entries = list(getattr(member, name))
        entries[atom.day] = value
        return {name: tuple(entries)}

    changes: dict[AtomKind, Callable[[], dict[str, Any]]] = {
        AtomKind.OFF_SHIFT: lambda: on_day("shifts", (0, SLOTS)),
        AtomKind.CONTACT: lambda: on_day("max_contact", 99),
        AtomKind.BREAK: lambda: on_day("break_windows", None),
        AtomKind.CASELOAD: lambda: {"caseload_max": 99},
    }
    return replace(member, **changes.get(atom.kind, _nothing)())


def _changed_person(patient: Patient, atom: Atom) -> Patient:
    def opened(windows: tuple[tuple[tuple[int, int], ...], ...]) -> Any:
        days = list(windows)
        days[atom.day] = (*days[atom.day], (atom.start, atom.end))
        return tuple(days)

    def need_with(**change: Any) -> tuple[Any, ...]:
        return tuple(
            replace(n, **{k: v for k, v in change.items() if hasattr(n, k)}) for n in patient.needs
        )

    changes: dict[AtomKind, Callable[[], dict[str, Any]]] = {
        AtomKind.NOT_FREE: lambda: {"free": opened(patient.free)},
        AtomKind.FAMILY_NOT_FREE: lambda: {"family_free": opened(patient.family_free or ())},
        AtomKind.LONG_DAY: lambda: {"max_day": 99},
        AtomKind.NO_VIDEO: lambda: {"telehealth": True},
        AtomKind.SPACING: lambda: {"needs": need_with(min_gap_days=0)},
        AtomKind.ORDER: lambda: {"needs": need_with(after=None)},
    }
    return replace(patient, **changes.get(atom.kind, _nothing)())


def _without_own(problem: Problem, solution: Solution, who: str, atom: Atom) -> Solution:
    groups = []
    for group in solution.groups:
        meeting = problem.programs_by_key[group.program].patterns[group.pattern].meetings[0]
        gone = Member(who, atom.what) if meeting == (atom.day, atom.start) else None
        groups.append(replace(group, members=tuple(m for m in group.members if m != gone)))
    visits = tuple(
        v
        for v in solution.appointments
        if (v.patient, v.need, v.day, v.start) != (who, atom.what, atom.day, atom.start)
    )
    return replace(solution, groups=tuple(groups), appointments=visits)


def _without_busy(problem: Problem, solution: Solution, atom: Atom) -> tuple[Problem, Solution]:
    """Somebody else of the same kind does what the clinician was busy with."""
    name = f"{atom.what}-twin"
    own = problem.staff_by_key[atom.what]
    twin = replace(own, key=name, shifts=((0, SLOTS),) * DAYS, max_contact=(99,) * DAYS)
    if name not in problem.staff_by_key:
        problem = replace(problem, staff=(*problem.staff, twin))
    groups = tuple(
        replace(group, leader=name)
        if group.leader == atom.what
        and problem.programs_by_key[group.program].patterns[group.pattern].meetings[0]
        == (atom.day, atom.start)
        else group
        for group in solution.groups
    )
    visits = tuple(
        replace(v, staff=name)
        if (v.staff, v.day, v.start) == (atom.what, atom.day, atom.start)
        else v
        for v in solution.appointments
    )
    return problem, replace(solution, groups=groups, appointments=visits)
