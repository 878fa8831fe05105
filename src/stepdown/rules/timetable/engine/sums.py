"""What the solver reckons a week costs, person by person. The score shares nothing with this."""

from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice
from stepdown.rules.timetable.parts import GroupNeed


def lacking(lattice: Lattice, week: Week, who: int) -> dict[int, int]:
    """Need to how often it is still to be placed; only needs that lack something."""
    found = {}
    for index, need in enumerate(lattice.problem.patients[who].needs):
        if isinstance(need, GroupNeed):
            lacks = int(index not in week.seats[who])
        else:
            lacks = need.count - len(week.visits[who].get(index, ()))
        if lacks:
            found[index] = lacks
    return found


def is_full(lattice: Lattice, week: Week, who: int) -> bool:
    """Nothing lacks: no visit, no seat, no clinician, no day."""
    patient = lattice.problem.patients[who]
    if lacking(lattice, week, who) or any(role not in week.team[who] for role, _ in patient.team):
        return False
    return attended_days(lattice, week, who) >= patient.min_days


def attended_days(lattice: Lattice, week: Week, who: int) -> int:
    slots = 0
    for seat in week.seats[who].values():
        slots |= seat.slots
    for visits in week.visits[who].values():
        for visit in visits:
            slots |= visit.slots
    return sum(bool(slots & day) for day in lattice.day_mask)


def service_cost(lattice: Lattice, week: Week, who: int) -> int:
    """Charge for what lacks and for not being full."""
    patient, weights = lattice.problem.patients[who], lattice.problem.weights
    cost = 0
    for index, lacks in lacking(lattice, week, who).items():
        need = patient.needs[index]
        count = 1 if isinstance(need, GroupNeed) else need.count
        cost += lacks * need.total_slots // count * need.weight * patient.priority * weights.unmet
    if not is_full(lattice, week, who):
        cost += weights.not_full * patient.priority
    return cost


def disruption_cost(lattice: Lattice, week: Week, who: int) -> int:
    """Last week's placements that are not kept, times their weight."""
    now = {seat.key for seat in week.seats[who].values()}
    now.update(visit.key for visits in week.visits[who].values() for visit in visits)
    lost = sum(times for key, times in lattice.held[who].items() if key not in now)
    return lost * lattice.problem.weights.disruption


def burden_cost(lattice: Lattice, week: Week, who: int) -> int:
    """Trips, waits and preferences, times their weight."""
    patient = lattice.problem.patients[who]
    trip = 2 * patient.travel + 2
    onsite = 0
    cost = 0
    for seat in week.seats[who].values():
        cost += seat.cost
        if not seat.tele:
            onsite |= seat.slots
    for visits in week.visits[who].values():
        for visit in visits:
            cost += lattice.disliked(who, visit.slots)
            if not visit.tele:
                onsite |= visit.slots
    for day in range(lattice.days):
        today = onsite >> (day * lattice.per_day) & ((1 << lattice.per_day) - 1)
        if today:
            cost += trip + _waits(today, trip)
    return cost * lattice.problem.weights.burden


def _waits(today: int, trip: int) -> int:
    cost = 0
    while today:
        today >>= (today & -today).bit_length() - 1
        stay = (~today & (today + 1)).bit_length() - 1
        today >>= stay
        if today:
            cost += min(trip, (today & -today).bit_length() - 1)
    return cost


def imbalance(lattice: Lattice, week: Week) -> int:
    """People above the fair caseload, over all pools."""
    problem = lattice.problem
    load = [0] * len(problem.staff)
    for team in week.team:
        for staff in team.values():
            load[staff] += 1
    pools: dict[tuple[str | None, str], list[int]] = {}
    for index, member in enumerate(problem.staff):
        pools.setdefault((member.site, member.role), []).append(load[index])
    return sum(max(0, n + sum(ns) // -len(ns)) for ns in pools.values() for n in ns)
