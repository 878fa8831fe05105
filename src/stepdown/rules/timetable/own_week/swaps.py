"""What else was possible in place of one session of a week, and what speaks against it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stepdown.rules.timetable.own_week.checker import rules_broken
from stepdown.rules.timetable.own_week.problem import Offering, Person, Problem, Week
from stepdown.rules.timetable.own_week.result import Chosen, Plan
from stepdown.rules.timetable.own_week.times import clashes, disliked

# What a person would ask first stands first; a figure is no rule.
CODES = (
    *("seats", "closed", "asks_for", "only", "whole_program", "room_doubled"),
    "leader_doubled",
    *("serves_the_need", "commitment", "two_at_once", "daily_limit", "fewest_days"),
    *("weekly_minimum", "kept_placement"),
)


@dataclass(frozen=True, slots=True)
class Swap:
    """Another meeting of the same service. `against` is the checker's code of the rule that it
    would break, None where it fits. `busy` counts in `Person.busy`: the commitment in the way, or
    the time they would rather keep. `days` are the days more a week (or fewer) than before."""

    offering: str
    against: str | None
    busy: int | None
    days: int


def swaps(problem: Problem, person: Person, plan: Plan, offering: str) -> tuple[Swap, ...]:
    """Every other meeting of that session's service, those that fit first, in the week's order.

    The checker judges each, as it judges what is booked.
    """
    chosen = next(one for one in plan.chosen if one.offering == offering)
    need = next(one for one in person.needs if one.key == chosen.need)
    others = [
        one
        for one in problem.offerings
        if one.service == need.service and one.key not in plan.offerings
    ]
    others.sort(key=lambda one: (one.day, one.start, one.key))
    judge = Judge(problem)
    judged = [_judged(judge, person, plan, chosen, one) for one in others]
    return tuple(sorted(judged, key=lambda swap: swap.against is not None))


def _judged(judge: "Judge", person: Person, plan: Plan, out: Chosen, other: Offering) -> Swap:
    chosen = tuple(Chosen(other.key, c.need) if c == out else c for c in plan.chosen)
    after = judge.with_sessions(person, chosen)
    # a full one breaks the first of CODES, whatever else it would break
    broken = judge.broken_rules(after) if other.seats_left > 0 else {"seats"}
    busy = next(_in_the_way(judge.problem, person, other, is_firm=bool(broken)), None)
    against = next((code for code in CODES if code in broken), None)
    return Swap(other.key, against, busy, len(after.days) - len(plan.days))


def with_sessions(problem: Problem, person: Person, chosen: tuple[Chosen, ...]) -> Plan:
    """The plan that these sessions are; waiting and cost are not reckoned."""
    return Judge(problem).with_sessions(person, chosen)


def broken_rules(problem: Problem, plan: Plan) -> set[str]:
    """The checker's codes for one person's plan: figures are wishes and no rules."""
    return Judge(problem).broken_rules(plan)


class Judge:
    """Asks the checker about many plans of one problem.

    It is shown the plan's sessions, those of their programs, and what meets anyway on that day
    under the same leader or in the same room: no rule reaches further, and it is quick.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._by_key = {one.key: one for one in problem.offerings}
        self._beside: dict[Beside, list[Offering]] = defaultdict(list)
        for one in problem.offerings:
            for place in _beside(one):
                if one.meets_anyway or place[0] == "program":
                    self._beside[place].append(one)

    def with_sessions(self, person: Person, chosen: tuple[Chosen, ...]) -> Plan:
        keys = {one.offering for one in chosen}
        attended = [self._by_key[key] for key in keys if key in self._by_key]
        minutes = sum(one.clinical_minutes for one in attended)
        days = tuple(sorted({one.day for one in attended}))
        return Plan(person.key, chosen, minutes, days, waiting_minutes=0, cost=0)

    def broken_rules(self, plan: Plan) -> set[str]:
        week = self._near(plan)
        lost = {"kept_placement"} if len(week.pinned) < len(self.problem.pinned) else set()
        return rules_broken(week, plan) | lost

    def _near(self, plan: Plan) -> Week:
        near = {key: self._by_key[key] for key in plan.offerings if key in self._by_key}
        for one in tuple(near.values()):
            for place in _beside(one):
                near |= {other.key: other for other in self._beside.get(place, ())}
        closed = tuple(one for one in self.problem.closed if one.offering in near)
        pinned = tuple(one for one in self.problem.pinned if one.offering in near)
        grid, people = self.problem.grid, self.problem.people
        return Week(grid, people, tuple(near.values()), pinned=pinned, closed=closed)


Beside = tuple[str, int, str]  # what they share, the day (0 for a program), and its key


def _beside(one: Offering) -> Iterator[Beside]:
    if one.program is not None:
        yield "program", 0, one.program
    if one.leader is not None:
        yield "leader", one.day, one.leader
    if one.room is not None:
        yield "room", one.day, one.room


def _in_the_way(
    problem: Problem, person: Person, other: Offering, *, is_firm: bool
) -> Iterator[int]:
    if not is_firm:
        yield from disliked(problem.grid, person, other)
        return
    for index, busy in enumerate(person.busy):
        if busy.is_firm and clashes(problem.grid, person, other, busy):
            yield index
