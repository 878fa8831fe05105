"""What a model of a part of the week always has: groups that may open, close or change leaders,
and the bounds on all that is shared with whoever stays where they are."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stepdown.rules.timetable.engine.goal import Goal
from stepdown.rules.timetable.engine.thinning import Places
from stepdown.rules.timetable.engine.week import Key, Remainder, Week
from stepdown.rules.timetable.lattice import Lattice, Pool, Seat, Visit, moments

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar


@dataclass(frozen=True, slots=True)
class Freed:
    """Who may be placed anew, and which programs' groups may open, close or change leaders.

    `leaders`: whom to consider for each pattern besides who leads now (None: everybody able).
    `only_groups`: nothing but seats in these programs and visits that have few places, as a first
    step towards a week. `places`: the only ones considered, besides those held now.
    """

    people: frozenset[int]
    programs: frozenset[int]
    leaders: dict[Key, list[int]] | None = None
    only_groups: bool = False
    places: Places = field(default_factory=dict)


@dataclass(slots=True)
class PartModel:
    """Variables of the freed part, by what they place; `terms` is what is minimized.

    `members`, `cared_for`, `staff_uses` and `room_uses` hold whatever takes of what is shared:
    seats of a (program, pattern), a clinician's caseload, (clinician, moment), (row, moment).
    """

    lattice: Lattice
    week: Week
    freed: Freed
    left: Remainder
    goal: Goal
    cp: "CpModel"
    seats: dict[tuple[int, Seat], "IntVar"] = field(default_factory=dict)
    visits: dict[tuple[int, Visit], "IntVar"] = field(default_factory=dict)
    team: dict[tuple[int, str, int], "IntVar"] = field(default_factory=dict)
    leads: dict[tuple[int, int, int], "IntVar"] = field(default_factory=dict)
    terms: list[tuple["IntVar", int]] = field(default_factory=list)
    staff_uses: dict[tuple[int, int], list["IntVar"]] = field(
        default_factory=lambda: defaultdict(list)
    )
    room_uses: dict[tuple[int, int], list["IntVar"]] = field(
        default_factory=lambda: defaultdict(list)
    )
    members: dict[Key, list["IntVar"]] = field(default_factory=lambda: defaultdict(list))
    cared_for: dict[int, list["IntVar"]] = field(default_factory=lambda: defaultdict(list))


def empty_part(
    lattice: Lattice, week: Week, freed: Freed, left: Remainder, goal: Goal
) -> PartModel:
    """The groups of the freed part, and nobody in it yet; `left` is what the rest uses."""
    from ortools.sat.python.cp_model import CpModel  # 0.4 s to import, so only where it is used

    part = PartModel(lattice, week, freed, left, goal, CpModel())
    _add_groups(part)
    return part


def bound_and_minimize(part: PartModel) -> None:
    """What is shared is shared, and the terms are minimized unless all is decided."""
    _bound_seats(part)
    _bound_staff(part)
    _bound_rooms(part)
    _bound_caseloads(part)
    if part.goal.must_fill:
        return
    variables = [v for v, _ in part.terms]
    part.cp.minimize(weighted(variables, [c for _, c in part.terms]))


def weighted(variables: "list[IntVar]", weights: list[int]) -> Any:
    from ortools.sat.python.cp_model import LinearExpr

    return LinearExpr.weighted_sum(variables, weights)


def _add_groups(part: PartModel) -> None:
    """A literal for each leader on each pattern of the freed programs."""
    lattice = part.lattice
    for program in sorted(part.freed.programs):
        opened = []
        for pattern in _useful_patterns(part, program):
            slots = lattice.meets[program][pattern]
            for leader in _leaders(part, program, pattern):
                if slots & part.left.busy[leader]:
                    continue
                literal = part.cp.new_bool_var("")
                part.leads[program, pattern, leader] = literal
                opened.append(literal)
                was = leader in part.week.groups.get((program, pattern), ())
                part.cp.add_hint(literal, was)
                for moment in moments(slots):
                    part.staff_uses[leader, moment].append(literal)
                    for row in lattice.program_rooms[program]:
                        part.room_uses[row, moment].append(literal)
        most = lattice.problem.programs[program].max_groups
        if len(opened) > most:
            part.cp.add(sum_of(opened) <= most)


def _leaders(part: PartModel, program: int, pattern: int) -> list[int]:
    if part.freed.leaders is None:
        return part.lattice.leads[program][pattern]
    now = part.week.groups.get((program, pattern), [])
    return list(dict.fromkeys([*now, *part.freed.leaders.get((program, pattern), ())]))


def sum_of(variables: "list[IntVar]") -> Any:
    from ortools.sat.python.cp_model import LinearExpr

    return LinearExpr.sum(variables)


def _useful_patterns(part: PartModel, program: int) -> list[int]:
    """Patterns that somebody freed could attend, or that somebody who stays does attend."""
    useful = {pattern for (index, pattern), n in part.left.seated.items() if index == program and n}
    for who in part.freed.people:
        useful.update(s.pattern for s in seats_of(part, who) if s.program == program)
    return sorted(useful)


def seats_of(part: PartModel, who: int) -> list[Seat]:
    """The seats that the model considers for this person."""
    some, held = part.freed.places.get(who), part.week.seats[who]
    seats = part.lattice.seats(who)
    return seats if some is None else [s for s in seats if s in some or held.get(s.need) == s]


def _bound_seats(part: PartModel) -> None:
    lattice, programs = part.lattice, part.lattice.problem.programs
    members = part.members
    opened: dict[Key, list[Any]] = defaultdict(list)
    for (program, pattern, _), literal in part.leads.items():
        opened[program, pattern].append(literal)
    for key in sorted({*members, *opened, *(k for k, n in part.left.seated.items() if n)}):
        program = key[0]
        stay, least, cap = part.left.seated[key], programs[program].min_size, lattice.cap[program]
        seated, groups = sum_of(members[key]), sum_of(opened[key])
        kept = len(part.left.kept.get(key, ()))
        if not members[key] and not opened[key]:
            continue
        part.cp.add(seated + stay <= cap * (groups + kept))
        part.cp.add(seated + stay >= least * (groups + kept))
        for literal in members[key] if not kept and not stay else ():
            part.cp.add_bool_or([~literal, *opened[key]])


def _bound_staff(part: PartModel) -> None:
    lattice = part.lattice
    by_day: dict[tuple[int, int], dict[int, list[Any]]] = defaultdict(dict)
    for (staff, moment), literals in part.staff_uses.items():
        by_day[staff, moment // lattice.per_day][moment] = literals
        if len(literals) > 1:
            part.cp.add_at_most_one(literals)
    for (staff, day), uses in by_day.items():
        busy = part.left.busy[staff] & lattice.day_mask[day]
        most = lattice.problem.staff[staff].max_contact[day] - busy.bit_count()
        if len(uses) > most:
            part.cp.add(sum_of([v for literals in uses.values() for v in literals]) <= most)
        pause = lattice.pause[staff][day]
        if pause and pause & ~busy == pause & sum(1 << m for m in uses) & ~busy:
            inside = [v for m, literals in uses.items() if pause >> m & 1 for v in literals]
            part.cp.add(sum_of(inside) <= (pause & ~busy).bit_count() - 1)


def _bound_rooms(part: PartModel) -> None:
    for (row, moment), literals in part.room_uses.items():
        most = part.lattice.rooms.capacity[row] - part.left.rooms[row, moment]
        if len(literals) > most:
            part.cp.add(sum_of(literals) <= most)


def _bound_caseloads(part: PartModel) -> None:
    """Nobody cares for too many; above the fair share is charged, as the week stands now."""
    fair = fair_shares(part.lattice, part.week)
    for staff, literals in part.cared_for.items():
        member = part.lattice.problem.staff[staff]
        most = member.caseload_max - part.left.caseload[staff]
        if len(literals) > most:
            part.cp.add(sum_of(literals) <= most)
        room = fair[member.site, member.role] - part.left.caseload[staff]
        if part.goal.has_burden and part.lattice.problem.weights.balance and len(literals) > room:
            over = part.cp.new_int_var(0, len(literals) + max(0, -room), "")
            part.cp.add_hint(over, max(0, _cared_for_now(part, staff) - room))
            part.cp.add(sum_of(literals) - room <= over)
            part.terms.append((over, part.lattice.problem.weights.balance))


def _cared_for_now(part: PartModel, staff: int) -> int:
    """How many of the freed people a clinician cares for in the week as it stands, by choice."""
    chosen = [(who, role) for who, role, member in part.team if member == staff]
    return sum(part.week.team[who].get(role) == staff for who, role in chosen)


def fair_shares(lattice: Lattice, week: Week) -> dict[Pool, int]:
    """What a clinician's share would be with everybody cared for."""
    people, members = Counter(lattice.cared_for), lattice.problem.staff
    for who, role, options in lattice.undecided:
        chosen = members[week.team[who].get(role, options[0])]
        people[chosen.site, chosen.role] += 1
    staff = Counter((member.site, member.role) for member in members)
    return {pool: -(-people[pool] // count) for pool, count in staff.items()}
