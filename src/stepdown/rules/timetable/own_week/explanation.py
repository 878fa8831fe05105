"""Explain: what in a person's own week blocks a plan, what would free it, how close one comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from stepdown.rules.timetable.own_week.alone import NotOpen, week_alone
from stepdown.rules.timetable.own_week.model import (
    AtomKey,
    AtomKind,
    WeekModel,
    build_week,
    burden,
    require_full_weeks,
    total,
)
from stepdown.rules.timetable.own_week.problem import Person, Problem
from stepdown.rules.timetable.own_week.result import Plan, Stop
from stepdown.rules.timetable.own_week.search import read_plan, run

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, LinearExpr


class UnableToExplain(Exception):
    """The person is not in the problem, or the search was stopped before it knew."""


class Cause(Enum):
    """FITS: this person alone has a full week (people may still compete for seats).
    OWN_WEEK: `blocking` stands in the way. NOT_OFFERED: even with nothing in the way, what is open
    does not reach the goal."""

    FITS = "fits"
    OWN_WEEK = "own_week"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact of the person's week that may be given up. `index` counts in `Person.busy`
    (COMMITMENT) or in the pins of this person alone (KEPT_PLACEMENT: others do not count); `label`
    is the commitment's own, or the key of the kept offering."""

    kind: AtomKind
    index: int
    label: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Sessions a week that a plan lacks of one need."""

    need: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The plan that comes closest to the goal, and what it lacks: clinical minutes below the
    weekly minimum, days below the fewest, sessions of needs."""

    plan: Plan
    short_minutes: int
    short_days: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class PersonExplanation:
    """May be shown to the person: it names nobody else and rests on nobody else's facts.

    `blocking`: together they block, and each is necessary (without any one, the others would leave
    room). `to_move`: the fewest that must give way, all else kept, for a full week to exist.
    `closest` keeps every commitment; `offered` is what the open offerings reach without any.
    """

    cause: Cause
    goal_minutes: int
    blocking: tuple[Atom, ...]
    to_move: tuple[Atom, ...]
    closest: Reach
    offered: Reach


@dataclass(frozen=True, slots=True)
class StaffExplanation:
    """For staff with the grant: the same, and which offerings are not open to the person, why."""

    same: PersonExplanation
    not_open: tuple[NotOpen, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    person: str
    for_person: PersonExplanation
    for_staff: StaffExplanation


_DEFAULT_STOP = Stop(seconds=10.0)


@lru_cache(maxsize=256)  # lists of people who wait ask the same again; a problem never changes
def explain(
    problem: Problem, person_key: str, *, stop: Stop = _DEFAULT_STOP, seed: int = 0
) -> Explanation:
    """Why this person has no full week, or that they have one. `stop` holds for each inner search.

    Raises `UnableToExplain` if the person is unknown or a search ends without an answer.
    """
    person = next((p for p in problem.people if p.key == person_key), None)
    if person is None:
        raise UnableToExplain(f"The problem has no person {person_key!r}; check the key.")
    seen, not_open = week_alone(problem, person)
    for_person = _Question(seen, person, stop, seed).answer()
    return Explanation(person_key, for_person, StaffExplanation(for_person, not_open))


@dataclass(frozen=True, slots=True)
class _Question:
    """One person's week alone, asked again with more or less of it given up."""

    problem: Problem
    person: Person
    stop: Stop
    seed: int

    def answer(self) -> PersonExplanation:
        everything = list(self._full_week().held)
        blocking: list[AtomKey] = []
        to_move: list[AtomKey] = []
        if self._fits(everything):
            cause = Cause.FITS
        elif not self._fits(()):
            cause = Cause.NOT_OFFERED
        else:
            cause = Cause.OWN_WEEK
            blocking = self._blocking(everything)
            to_move = self._fewest_to_move()
        return PersonExplanation(
            cause=cause,
            goal_minutes=self.person.weekly_minimum_minutes,
            blocking=self._atoms(blocking),
            to_move=self._atoms(to_move),
            closest=self._reach(keep_own_week=True),
            offered=self._reach(keep_own_week=False),
        )

    def _blocking(self, everything: list[AtomKey]) -> list[AtomKey]:
        """Give up one atom at a time; it comes back only if the rest then leaves room."""
        kept = [a for a in everything if a.kind == AtomKind.COMMITMENT.value]
        others = [a for a in everything if a.kind != AtomKind.COMMITMENT.value]
        kept = [*others, *kept]  # what is given up first is blamed last: commitments say most
        for atom in tuple(kept):
            rest = [a for a in kept if a != atom]
            if not self._fits(rest):
                kept = rest
        return kept

    def _fewest_to_move(self) -> list[AtomKey]:
        week = self._full_week()
        week.cp.maximize(total(week.held.values()))
        solver = self._settle(week)
        return [atom for atom, held in week.held.items() if not solver.boolean_value(held)]

    def _reach(self, *, keep_own_week: bool) -> Reach:
        week = build_week(self.problem)
        for atom, held in week.held.items():
            if keep_own_week and atom.kind != AtomKind.KEPT_PLACEMENT.value:
                week.cp.add(held == 1)
        solver = self._settle(week)
        for wish in self._wishes(week, keep_own_week):
            week.cp.maximize(wish)
            solver = self._settle(week)
            week.cp.add(wish >= round(solver.objective_value))
        return self._measured(read_plan(week, solver, self.person))

    def _wishes(self, week: WeekModel, keep_own_week: bool) -> "list[LinearExpr]":
        """In this order: kept placements, minutes, days, sessions, and then an easy week."""
        person, cp = self.person, week.cp
        pins = [v for a, v in week.held.items() if a.kind == AtomKind.KEPT_PLACEMENT.value]
        minutes = cp.new_int_var(0, person.target_minutes, "minutes that count")
        cp.add(minutes <= week.weekly_minutes(person))
        days = cp.new_int_var(0, person.min_days, "days that count")
        cp.add(days <= total(week.care_days.values()))
        sessions = [cp.new_int_var(0, n.count, "sessions that count") for n in person.needs]
        for need, met in zip(person.needs, sessions, strict=True):
            cp.add(met <= week.sessions(person, need.key))
        kept = [total(pins)] if pins and keep_own_week else []
        return [*kept, minutes, days, total(sessions), -burden(week, person)]

    def _measured(self, plan: Plan) -> Reach:
        needs = [c.need for c in plan.chosen]
        short = [Missing(n.key, n.count - needs.count(n.key)) for n in self.person.needs]
        return Reach(
            plan,
            max(0, self.person.weekly_minimum_minutes - plan.weekly_minutes),
            max(0, self.person.min_days - self._care_days(plan)),
            tuple(m for m in short if m.sessions > 0),
        )

    def _care_days(self, plan: Plan) -> int:
        keys = set(plan.offerings)
        found = (o for o in self.problem.offerings if o.key in keys and o.clinical_minutes)
        return len({one.day for one in found})

    def _full_week(self) -> WeekModel:
        week = build_week(self.problem)
        require_full_weeks(week)
        return week

    def _fits(self, held: Iterable[AtomKey]) -> bool:
        week = self._full_week()
        for atom in held:
            week.cp.add(week.held[atom] == 1)
        _, answer = run(week, stop=self.stop, seed=self.seed)
        if answer == "UNKNOWN":
            raise UnableToExplain("The search was stopped before it knew; allow it more time.")
        return answer != "INFEASIBLE"

    def _settle(self, week: WeekModel) -> "CpSolver":
        solver, answer = run(week, stop=self.stop, seed=self.seed)
        if answer != "OPTIMAL":
            raise UnableToExplain("The search was stopped before it knew; allow it more time.")
        return solver

    def _atoms(self, keys: list[AtomKey]) -> tuple[Atom, ...]:
        return tuple(self._atom(key) for key in sorted(keys))

    def _atom(self, key: AtomKey) -> Atom:
        kind = AtomKind(key.kind)
        labels = {
            AtomKind.COMMITMENT: [b.label for b in self.person.busy],
            AtomKind.KEPT_PLACEMENT: [p.offering for p in self.problem.pinned],
            AtomKind.DAILY_LIMIT: [""],
        }
        return Atom(kind, key.index, labels[kind][key.index])
