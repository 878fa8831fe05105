"""The plain model solved: from a hint to an answer."""

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.timetable.instance import Choice, Group, Plan
from benchmarks.timetable.plain_model import PlainWeek


@dataclass(frozen=True)
class Answer:
    plan: Plan
    cost: float  # of the freed people, as far as the model charges it
    bound: float


class PlainModel(PlainWeek):
    """Variables and rules are its parent's."""

    def hint(self, plan: Plan) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call] # of OR-Tools
        attended = {(p, n): group.choice for group in plan.groups for p, n in group.members}
        led = {(group.choice, group.leader) for group in plan.groups}
        kept = {(g.choice, g.leader) for g in self.kept.groups}
        booked = set(plan.visits)
        for key, options in self.joins.items():
            for choice, _, held in options:
                self.model.add_hint(held, attended.get(key) == choice)
        for pair, leads in self.leaders.items():
            self.model.add_hint(leads, pair in led - kept)
        for choice, new in self.opened.items():
            self.model.add_hint(new, any(c == choice for c, _ in led - kept))
        for visit, held in self.visits.items():
            self.model.add_hint(held, visit in booked)
        for (patient, role, staff), chosen in self.teams.items():
            self.model.add_hint(chosen, plan.teams.get((patient, role)) == staff)

    def solve(self, *, seconds: float, seed: int, workers: int = 1) -> Answer | None:
        """One worker: two were no quicker to full service."""
        total = sum(weight * each for weight, each in self.charges if weight)
        self.model.minimize(total)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = self.linearization
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return Answer(self._read(solver), solver.objective_value, solver.best_objective_bound)

    def _read(self, solver: cp_model.CpSolver) -> Plan:
        plan = Plan(
            [Group(g.program, g.pattern, g.leader, list(g.members)) for g in self.kept.groups],
            [*self.kept.visits, *(v for v, held in self.visits.items() if solver.value(held))],
            dict(self.kept.teams),
        )
        plan.groups += [
            Group(*choice, staff)
            for (choice, staff), leads in self.leaders.items()
            if solver.value(leads)
        ]
        for (patient, role, staff), chosen in self.teams.items():
            if solver.value(chosen):
                plan.teams[patient, role] = staff
        self._seat(plan, solver)
        return plan

    def _seat(self, plan: Plan, solver: cp_model.CpSolver) -> None:
        """Several groups of one choice: first what each needs at least, then the free seats."""
        arriving: dict[Choice, list[tuple[str, str]]] = defaultdict(list)
        for key, options in self.joins.items():
            for choice, _, held in options:
                if solver.value(held):
                    arriving[choice].append(key)
        for bound in ("min_size", "cap"):
            for group in plan.groups:
                waiting = arriving[group.choice]
                while waiting and len(group.members) < self.clinic.programs[group.program][bound]:
                    group.members.append(waiting.pop())
