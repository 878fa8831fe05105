"""What the solver reckons a week costs, person by person. The score shares nothing with this."""

from collections.abc import Mapping
from dataclasses import dataclass

from stepdown.rules.timetable.engine.week import Week
from stepdown.rules.timetable.lattice import Lattice, Pool
from stepdown.rules.timetable.parts import GroupNeed


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's week: what it costs in service (with what changed), in burden, caseloads aside,
    and whether nothing lacks."""

    service: int
    burden: int
    is_full: bool


def standing_in(lattice: Lattice, week: Week, who: int) -> Standing:
    """How this person stands in this week."""
    full = is_full(lattice, week, who)
    service = service_cost(lattice, week, who, full) + disruption_cost(lattice, week, who)
    return Standing(service, burden_cost(lattice, week, who), full)


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
    slots = care_slots(lattice, week, who)
    return sum(bool(slots & day) for day in lattice.day_mask)


def care_slots(lattice: Lattice, week: Week, who: int) -> int:
    """All moments of what makes a day a day of care."""
    needs = lattice.problem.patients[who].needs
    slots = 0
    for index, seat in week.seats[who].items():
        slots |= seat.slots if needs[index].is_care else 0
    for index, visits in week.visits[who].items():
        for visit in visits if needs[index].is_care else ():
            slots |= visit.slots
    return slots


def service_cost(lattice: Lattice, week: Week, who: int, full: bool) -> int:
    """Charge for what lacks and for not being full."""
    patient, weights = lattice.problem.patients[who], lattice.problem.weights
    cost = 0
    for index, lacks in lacking(lattice, week, who).items():
        need = patient.needs[index]
        count = 1 if isinstance(need, GroupNeed) else need.count
        cost += lacks * need.total_slots // count * need.weight * patient.priority * weights.unmet
    if not full:
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


def imbalance(lattice: Lattice, caseload: Mapping[int, int]) -> int:
    """People above the fair caseload, over all pools; `caseload` by clinician."""
    pools: dict[Pool, list[int]] = {}
    for index, member in enumerate(lattice.problem.staff):
        pools.setdefault((member.site, member.role), []).append(caseload.get(index, 0))
    return sum(max(0, n + sum(ns) // -len(ns)) for ns in pools.values() for n in ns)
