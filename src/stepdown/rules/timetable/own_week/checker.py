"""Check: does a result keep every rule? Shares no code with the solver, so that a fault in the
solver's arithmetic cannot hide itself: times are reckoned here anew, minute by minute of the week.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stepdown.rules.timetable.own_week.problem import Busy, Grid, Offering, Person, Week
from stepdown.rules.timetable.own_week.result import Plan, Result, Status


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule. `rule` is a short code; `person` and `offering` where it has them."""

    rule: str
    person: str | None = None
    offering: str | None = None


def check(problem: Week, result: Result) -> tuple[Violation, ...]:
    """Every rule that the plans break. A result without plans breaks none unless it says SOLVED."""
    if not result.plans and result.status is not Status.SOLVED:
        return ()
    shape = tuple(_shape(problem, result))
    if shape:
        return shape
    return tuple(v for rule in (*_RULES, _figures_are_true) for v in rule(problem, result))


def rules_broken(problem: Week, plan: Plan) -> set[str]:
    """The codes of the rules that one person's plan breaks, whatever figures it names."""
    result = Result(Status.SOLVED, (plan,), plan.cost)
    broken = tuple(_shape(problem, result)) or (v for rule in _RULES for v in rule(problem, result))
    return {one.rule for one in broken}


def _shape(problem: Week, result: Result) -> Iterator[Violation]:
    """Everybody has one plan, and plans name only what exists."""
    planned = Counter(plan.person for plan in result.plans)
    people = {p.key for p in problem.people}
    for key in people | set(planned):
        if key not in people or planned[key] != 1:
            yield Violation("one_plan_each", key)
    offerings = {o.key for o in problem.offerings}
    for plan in result.plans:
        needs = {n.key for p in problem.people if p.key == plan.person for n in p.needs}
        for chosen in plan.chosen:
            if chosen.offering not in offerings or chosen.need not in needs:
                yield Violation("known_keys", plan.person, chosen.offering)


def _week_minutes(grid: Grid, day: int, start: int, end: int) -> range:
    midnight = day * 24 * 60 + grid.day_start_minutes
    return range(midnight + start * grid.step_minutes, midnight + end * grid.step_minutes)


def _minutes(problem: Week, offering: Offering) -> range:
    return _week_minutes(problem.grid, offering.day, offering.start, offering.end)


def _meet(one: range, other: range) -> bool:
    return max(one.start, other.start) < min(one.stop, other.stop)


def _attended(problem: Week, plan: Plan) -> list[Offering]:
    by_key = {o.key: o for o in problem.offerings}
    return [by_key[c.offering] for c in plan.chosen]


def _each(problem: Week, result: Result) -> Iterator[tuple[Person, Plan, list[Offering]]]:
    people = {p.key: p for p in problem.people}
    for plan in result.plans:
        yield people[plan.person], plan, _attended(problem, plan)


def _needs_are_served(problem: Week, result: Result) -> Iterator[Violation]:
    for person, plan, attended in _each(problem, result):
        needs = {n.key: n for n in person.needs}
        for chosen, offering in zip(plan.chosen, attended, strict=True):
            need = needs[chosen.need]
            led_well = not need.leaders or offering.leader in need.leaders
            long_enough = offering.clinical_minutes >= need.minutes
            if offering.service != need.service or not led_well or not long_enough:
                yield Violation("serves_the_need", person.key, offering.key)
        for need in person.needs:
            sessions = sum(1 for c in plan.chosen if c.need == need.key)
            most = need.count if need.most is None else need.most
            if not need.count <= sessions <= most:
                yield Violation("number_of_sessions", person.key)


def _week_is_full(problem: Week, result: Result) -> Iterator[Violation]:
    for person, _, attended in _each(problem, result):
        if sum(o.clinical_minutes for o in attended) < person.weekly_minimum_minutes:
            yield Violation("weekly_minimum", person.key)
        if len({o.day for o in attended if o.clinical_minutes}) < person.min_days:
            yield Violation("fewest_days", person.key)


def _life_is_kept(problem: Week, result: Result) -> Iterator[Violation]:
    for person, _, attended in _each(problem, result):
        for offering in attended:
            for busy in _taken(problem, person, offering):
                if busy.is_firm:
                    yield Violation("commitment", person.key, offering.key)


def _taken(problem: Week, person: Person, offering: Offering) -> Iterator[Busy]:
    """What the session and the ways to and from it take of the person's own times."""
    travel = 0
    while travel < person.travel_minutes:
        travel += problem.grid.step_minutes
    session = _minutes(problem, offering)
    away = range(session.start - travel, session.stop + travel)
    for busy in person.busy:
        if _meet(away, _week_minutes(problem.grid, busy.day, busy.start, busy.end)):
            yield busy


def _nobody_is_in_two_places(problem: Week, result: Result) -> Iterator[Violation]:
    for person, _, attended in _each(problem, result):
        for index, one in enumerate(attended):
            for other in attended[:index]:
                if _meet(_minutes(problem, one), _minutes(problem, other)):
                    yield Violation("two_at_once", person.key, one.key)


def _days_are_bearable(problem: Week, result: Result) -> Iterator[Violation]:
    for person, _, attended in _each(problem, result):
        booked: Counter[int] = Counter()
        for offering in attended:
            booked[offering.day] += len(_minutes(problem, offering))
        if any(minutes > person.max_minutes_a_day for minutes in booked.values()):
            yield Violation("daily_limit", person.key)


def _doors_are_open(problem: Week, result: Result) -> Iterator[Violation]:
    shut = {(c.person, c.offering) for c in problem.closed}
    for person, _, attended in _each(problem, result):
        for offering in attended:
            if (person.key, offering.key) in shut:
                yield Violation("closed", person.key, offering.key)
            if offering.asks_for - person.tags:
                yield Violation("asks_for", person.key, offering.key)
            if person.only - offering.keeps:
                yield Violation("only", person.key, offering.key)


def _seats_suffice(problem: Week, result: Result) -> Iterator[Violation]:
    taken = Counter(c.offering for plan in result.plans for c in plan.chosen)
    for offering in problem.offerings:
        if taken[offering.key] > max(0, offering.seats_left):
            yield Violation("seats", None, offering.key)


def _leaders_and_rooms_are_free(problem: Week, result: Result) -> Iterator[Violation]:
    taken = {c.offering for plan in result.plans for c in plan.chosen}
    meeting = [o for o in problem.offerings if o.meets_anyway or o.key in taken]
    new: list[Offering] = []
    for index, one in enumerate(meeting):
        # two that meet anyway are the clinic's own fact, given with the problem
        for other in new if one.meets_anyway else meeting[:index]:
            shares_leader = one.leader is not None and one.leader == other.leader
            shares_room = one.room is not None and one.room == other.room
            if not (shares_leader or shares_room) or not _meet(
                _minutes(problem, one), _minutes(problem, other)
            ):
                continue
            if shares_leader:
                yield Violation("leader_doubled", None, one.key)
            if shares_room:
                yield Violation("room_doubled", None, one.key)
        new += [] if one.meets_anyway else [one]


def _programs_are_whole(problem: Week, result: Result) -> Iterator[Violation]:
    for person, _, attended in _each(problem, result):
        present = {o.key for o in attended}
        joined = {o.program for o in attended if o.program is not None}
        for offering in problem.offerings:
            if offering.program in joined and offering.key not in present:
                yield Violation("whole_program", person.key, offering.key)


def _placements_are_kept(problem: Week, result: Result) -> Iterator[Violation]:
    placed = {(plan.person, c.offering) for plan in result.plans for c in plan.chosen}
    for pin in problem.pinned:
        if (pin.person, pin.offering) not in placed:
            yield Violation("kept_placement", pin.person, pin.offering)


def _figures_are_true(problem: Week, result: Result) -> Iterator[Violation]:
    for person, plan, attended in _each(problem, result):
        figures = (plan.weekly_minutes, plan.days, plan.waiting_minutes, plan.cost)
        if figures != _figures(problem, person, attended):
            yield Violation("figures", person.key)
    if result.cost != sum(plan.cost for plan in result.plans):
        yield Violation("figures")


def _figures(
    problem: Week, person: Person, attended: list[Offering]
) -> tuple[int, tuple[int, ...], int, int]:
    clinical = sum(o.clinical_minutes for o in attended)
    days = tuple(sorted({o.day for o in attended}))
    here = {minute for o in attended for minute in _minutes(problem, o)}
    waiting = 0
    for day in days:
        today = [minute for minute in here if minute // (24 * 60) == day]
        waiting += max(today) - min(today) + 1 - len(today)
    travel = -(-person.travel_minutes // problem.grid.step_minutes) * problem.grid.step_minutes
    planned = sum(n.count * n.minutes for n in person.needs)
    above = max(0, clinical - max(person.weekly_minimum_minutes, planned))
    weights = problem.weights
    cost = len(days) * (weights.day + weights.travel * 2 * travel)
    cost += weights.waiting * waiting + weights.above_target * above
    cost += weights.rather_not * sum(
        not all(busy.is_firm for busy in _taken(problem, person, o)) for o in attended
    )
    return clinical, days, waiting, cost


_RULES: tuple[Callable[[Week, Result], Iterator[Violation]], ...] = (
    _needs_are_served,
    _week_is_full,
    _life_is_kept,
    _nobody_is_in_two_places,
    _days_are_bearable,
    _doors_are_open,
    _seats_suffice,
    _leaders_and_rooms_are_free,
    _programs_are_whole,
    _placements_are_kept,
)
