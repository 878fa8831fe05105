"""The hard rules as a CP-SAT model. What may be given up when asking "what blocks this week?"
hangs on a literal each (`held`): commitments, the daily limit, kept placements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from stepdown.rules.timetable.own_week.problem import MINUTES_A_DAY, Offering, Person, Problem
from stepdown.rules.timetable.own_week.times import (
    admits,
    booked_minutes,
    can_serve,
    clashes,
    crowds,
    disliked,
    span,
)

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr


class AtomKind(Enum):
    COMMITMENT = "commitment"
    DAILY_LIMIT = "daily_limit"
    KEPT_PLACEMENT = "kept_placement"


@dataclass(frozen=True, slots=True, order=True)
class AtomKey:
    """What may be given up: `index` counts in the person's `busy`, or in the problem's `pinned`."""

    person: str
    kind: str
    index: int = 0


@dataclass(slots=True)
class WeekModel:
    """Variables of one problem: who attends what, for which need, on which days. `care_days`: with
    at least one session that counts."""

    problem: Problem
    cp: "CpModel"
    attends: dict[tuple[str, str], "IntVar"] = field(default_factory=dict)
    serves: dict[tuple[str, str, str], "IntVar"] = field(default_factory=dict)
    day_used: dict[tuple[str, int], "IntVar"] = field(default_factory=dict)
    care_days: dict[tuple[str, int], "IntVar"] = field(default_factory=dict)
    held: dict[AtomKey, "IntVar"] = field(default_factory=dict)

    def attended(self, person: Person) -> list[tuple[Offering, "IntVar"]]:
        found = ((o, self.attends.get((person.key, o.key))) for o in self.problem.offerings)
        return [(o, var) for o, var in found if var is not None]

    def weekly_minutes(self, person: Person) -> "LinearExpr":
        return total(o.clinical_minutes * var for o, var in self.attended(person))

    def sessions(self, person: Person, need: str) -> "LinearExpr":
        return total(v for (p, _, n), v in self.serves.items() if (p, n) == (person.key, need))


def total(terms: "Iterable[LinearExpr]") -> "LinearExpr":
    from ortools.sat.python.cp_model import LinearExpr  # 0.4 s to import, so only where it is used

    return LinearExpr.sum(list(terms))


def build_week(problem: Problem) -> WeekModel:
    """Everything that always holds; how much each person must get is `require_full_weeks`."""
    from ortools.sat.python.cp_model import CpModel  # 0.4 s to import, so only where it is used

    week = WeekModel(problem, CpModel())
    for person in problem.people:
        _add_choices(week, person)
        _add_days(week, person)
        _keep_person_whole(week, person)
        _keep_commitments(week, person)
    _keep_placements(week)
    _keep_programs_together(week)
    _keep_seats(week)
    _keep_leaders_and_rooms(week)
    return week


def require_full_weeks(week: WeekModel) -> None:
    for person in week.problem.people:
        for need in person.needs:
            week.cp.add(week.sessions(person, need.key) >= need.count)
        week.cp.add(week.weekly_minutes(person) >= person.weekly_minimum_minutes)
        days = [v for (p, _), v in week.care_days.items() if p == person.key]
        week.cp.add(total(days) >= person.min_days)


def hold_everything(week: WeekModel) -> None:
    for literal in week.held.values():
        week.cp.add(literal == 1)


def burden(week: WeekModel, person: Person) -> "LinearExpr":
    """The person's cost as `Weights` charge it, an expression to minimize."""
    weights, cp = week.problem.weights, week.cp
    travel = 2 * week.problem.grid.rounded_up(person.travel_minutes)
    days = total(v for (p, _), v in week.day_used.items() if p == person.key)
    above = cp.new_int_var(0, 7 * MINUTES_A_DAY, "above")
    cp.add(above >= week.weekly_minutes(person) - person.target_minutes)
    waiting = total(_waiting(week, person, day) for day in range(week.problem.grid.days))
    grid = week.problem.grid
    taken = total(v for o, v in week.attended(person) if disliked(grid, person, o))
    return (
        (weights.day + weights.travel * travel) * days
        + weights.waiting * waiting
        + weights.above_target * above
        + weights.rather_not * taken
    )


def _add_choices(week: WeekModel, person: Person) -> None:
    for offering in week.problem.offerings:
        needs = [n for n in person.needs if can_serve(offering, n)]
        if not needs or not admits(week.problem, person, offering):
            continue
        attends = week.cp.new_bool_var(f"{person.key} {offering.key}")
        week.attends[person.key, offering.key] = attends
        serves = [week.cp.new_bool_var(f"{person.key} {offering.key} {n.key}") for n in needs]
        for need, literal in zip(needs, serves, strict=True):
            week.serves[person.key, offering.key, need.key] = literal
        week.cp.add(total(serves) == attends)
    for need in person.needs:
        week.cp.add(week.sessions(person, need.key) <= need.at_most)


def _add_days(week: WeekModel, person: Person) -> None:
    for day in range(week.problem.grid.days):
        of_day = [(o, v) for o, v in week.attended(person) if o.day == day]
        counted = [v for o, v in of_day if o.clinical_minutes]
        if of_day:
            used = _any_of(week, [v for _, v in of_day], f"{person.key} day {day}")
            week.day_used[person.key, day] = used
            if len(counted) == len(of_day):
                week.care_days[person.key, day] = used
            elif counted:
                care = _any_of(week, counted, f"{person.key} care on {day}")
                week.care_days[person.key, day] = care


def _any_of(week: WeekModel, sessions: "list[IntVar]", name: str) -> "IntVar":
    found = week.cp.new_bool_var(name)
    week.cp.add_max_equality(found, sessions)
    return found


def _keep_person_whole(week: WeekModel, person: Person) -> None:
    """Nobody sits in two sessions at once, nor longer in a day than they can."""
    grid, attended = week.problem.grid, week.attended(person)
    for crowd in crowds(grid, [o for o, _ in attended]):
        week.cp.add_at_most_one(week.attends[person.key, o.key] for o in crowd)
    limit = week.cp.new_bool_var("daily limit")
    week.held[AtomKey(person.key, AtomKind.DAILY_LIMIT.value)] = limit
    for day in range(grid.days):
        booked = total(booked_minutes(grid, o) * v for o, v in attended if o.day == day)
        week.cp.add(booked <= person.max_minutes_a_day).only_enforce_if(limit)


def _keep_commitments(week: WeekModel, person: Person) -> None:
    for index, busy in enumerate(person.busy):
        if not busy.is_firm:
            continue  # charged in `burden`
        held = week.cp.new_bool_var(f"{person.key} busy {index}")
        week.held[AtomKey(person.key, AtomKind.COMMITMENT.value, index)] = held
        for offering, attends in week.attended(person):
            if clashes(week.problem.grid, person, offering, busy):
                week.cp.add_implication(held, ~attends)


def _keep_placements(week: WeekModel) -> None:
    for index, pin in enumerate(week.problem.pinned):
        held = week.cp.new_bool_var(f"pin {index}")
        week.held[AtomKey(pin.person, AtomKind.KEPT_PLACEMENT.value, index)] = held
        attends = week.attends.get((pin.person, pin.offering))
        week.cp.add(held == 0) if attends is None else week.cp.add_implication(held, attends)


def _keep_programs_together(week: WeekModel) -> None:
    programs: dict[str, list[Offering]] = defaultdict(list)
    for offering in week.problem.offerings:
        if offering.program is not None:
            programs[offering.program].append(offering)
    for meetings in programs.values():
        for person in week.problem.people:
            literals = [week.attends.get((person.key, o.key)) for o in meetings]
            possible = [v for v in literals if v is not None]
            if len(possible) < len(literals):
                week.cp.add(total(possible) == 0)
            for one, other in pairwise(possible):
                week.cp.add(one == other)


def _keep_seats(week: WeekModel) -> None:
    for offering in week.problem.offerings:
        members = [v for (_, o), v in week.attends.items() if o == offering.key]
        if len(members) > offering.seats_left:
            week.cp.add(total(members) <= max(offering.seats_left, 0))


def _keep_leaders_and_rooms(week: WeekModel) -> None:
    """Of offerings that overlap under one leader or in one room, at most one takes place."""
    opens: dict[str, IntVar] = {}
    users: dict[tuple[str, str], list[Offering]] = defaultdict(list)
    for offering in week.problem.offerings:
        for what, key in (("leader", offering.leader), ("room", offering.room)):
            if key is not None:
                users[what, key].append(offering)
    for offerings in users.values():
        for crowd in crowds(week.problem.grid, offerings):
            _keep_one_of(week, crowd, opens)


def _keep_one_of(week: WeekModel, crowd: list[Offering], opens: dict[str, "IntVar"]) -> None:
    # Two that meet anyway and overlap are the clinic's fact, not a choice of this problem.
    candidates = [_opening(week, o, opens) for o in crowd if not o.meets_anyway]
    if len(candidates) < len(crowd):
        week.cp.add(total(candidates) == 0)
    else:
        week.cp.add_at_most_one(candidates)


def _opening(week: WeekModel, offering: Offering, opens: dict[str, "IntVar"]) -> "IntVar":
    if offering.key not in opens:
        opens[offering.key] = week.cp.new_bool_var(f"{offering.key} takes place")
        for (_, key), attends in week.attends.items():
            if key == offering.key:
                week.cp.add_implication(attends, opens[offering.key])
    return opens[offering.key]


def _waiting(week: WeekModel, person: Person, day: int) -> "LinearExpr":
    """Minutes of the day between the first start and the last end that are not booked."""
    sessions = [(o, v) for o, v in week.attended(person) if o.day == day]
    if len(sessions) < 2:
        return total(())
    grid, midnight = week.problem.grid, day * MINUTES_A_DAY
    first, last, waiting = (
        week.cp.new_int_var(0, MINUTES_A_DAY, name) for name in ("first", "last", "waiting")
    )
    for offering, attends in sessions:
        start, end = span(grid, offering)
        week.cp.add(first <= start - midnight).only_enforce_if(attends)
        week.cp.add(last >= end - midnight).only_enforce_if(attends)
    booked = total(booked_minutes(grid, o) * v for o, v in sessions)
    week.cp.add(waiting >= last - first - booked)
    return waiting
