"""One CP-SAT model of the sessions that may change, round everything that stays."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from stepdown.rules.timetable.parts import Mode, VisitNeed
from stepdown.rules.timetable.repairs.day import Day, Kind, Meeting
from stepdown.rules.timetable.repairs.options import Option, Options, Range
from stepdown.rules.timetable.solution import Appointment

Variable = Any  # OR-Tools has no types
EFFORT = 20.0  # the solver's deterministic seconds for one model; a stop that repeats itself


@dataclass(frozen=True)
class Choices:
    """What the model chose: options by visit (index) and by meeting; None: canceled."""

    visits: dict[int, Option | None]
    meetings: dict[Meeting, Option | None]
    charge: int
    is_best: bool  # proved, among what this model may change


@dataclass
class _Pool:
    """Everything that may take something of what is shared, with its variable."""

    staff: dict[tuple[str, int], list[tuple[Option, Variable]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    rooms: dict[tuple[Kind, int], list[tuple[Option, Variable]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    people: dict[tuple[str, int], list[tuple[Option, Variable]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    needs: dict[tuple[str, str], list[tuple[Option, Variable]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class RepairModel:
    """`changing`: visits by index with how far each may go; the touched among them may be
    canceled. Touched meetings always may be covered or canceled."""

    def __init__(self, day: Day, changing: dict[int, Range]) -> None:
        self.day, self.problem = day, day.problem
        self.stays = day.stays(set(changing))
        self.options = Options(day, self.stays)
        self.model = cp_model.CpModel()
        self.pool = _Pool()
        self.charges: list[tuple[int, Variable]] = []
        self.visits: dict[int, list[tuple[Option | None, Variable]]] = {}
        self.meetings: dict[Meeting, list[tuple[Option | None, Variable]]] = {}
        touched = set(day.visits)
        for index, reach in changing.items():
            self._add_visit(index, reach, index in touched)
        for meeting in day.meetings:
            self._add_meeting(meeting)
        self._keep_staff()
        self._keep_rooms()
        self._keep_people()
        self._keep_spacing()

    def _add_visit(self, index: int, reach: Range, touched: bool) -> None:
        visit = self.day.published.appointments[index]
        patient = self.problem.patients_by_key[visit.patient]
        need = self.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        options = self.options.of_visit(visit, reach)
        lost = self.day.lost_in_visit(index) if touched else None
        self.visits[index] = self._choose(options, lost)
        for option, chosen in self.visits[index]:
            if option is None:
                continue
            self.pool.staff[option.staff, option.day].append((option, chosen))
            self.pool.people[patient.key, option.day].append((option, chosen))
            if need.count > 1:
                self.pool.needs[patient.key, need.key].append((option, chosen))
            if option.mode is Mode.ONSITE:
                kind = (patient.site, need.room_kind)
                self.pool.rooms[kind, option.day].append((option, chosen))

    def _add_meeting(self, meeting: Meeting) -> None:
        options = self.options.of_meeting(meeting)
        self.meetings[meeting] = self._choose(options, self.day.lost_in_meeting(meeting))
        for option, chosen in self.meetings[meeting]:
            if option is not None:
                self.pool.staff[option.staff, option.day].append((option, chosen))

    def _choose(
        self, options: list[Option], lost: int | None
    ) -> list[tuple[Option | None, Variable]]:
        """Exactly one of them, or none, which is charged `lost` (None: it must take place)."""
        found: list[tuple[Option | None, Variable]] = [
            (option, self.model.new_bool_var("")) for option in options
        ]
        self.charges += [
            (option.charge, chosen) for option, (_, chosen) in zip(options, found, strict=True)
        ]
        if lost is not None:
            canceled = self.model.new_bool_var("")
            self.charges.append((lost, canceled))
            found.append((None, canceled))
        self.model.add_exactly_one(chosen for _, chosen in found)
        return found

    # what is shared

    def _at_most_one_a_slot(
        self, found: list[tuple[Option, Variable]]
    ) -> dict[int, list[Variable]]:
        covering: dict[int, list[Variable]] = defaultdict(list)
        for option, chosen in found:
            for slot in range(option.start, option.end):
                covering[slot].append(chosen)
        for chosen_here in covering.values():
            if len(chosen_here) > 1:
                self.model.add_at_most_one(chosen_here)
        return covering

    def _keep_staff(self) -> None:
        for (key, day), found in self.pool.staff.items():
            covering = self._at_most_one_a_slot(found)
            staff = self.problem.staff_by_key[key]
            taken = self.stays.staff[key, day]
            left = staff.max_contact[day] - taken.bit_count()
            spent = sum((option.end - option.start) * chosen for option, chosen in found)
            self.model.add(spent <= left)
            pause = staff.break_windows[day]
            if pause is not None:
                free = [slot for slot in range(*pause) if not taken >> slot & 1]
                held = [chosen for slot in free for chosen in covering.get(slot, ())]
                self.model.add(sum(held) <= len(free) - 1)

    def _keep_rooms(self) -> None:
        for ((site, kind), day), found in self.pool.rooms.items():
            rooms = [r for r in self.problem.rooms if (r.site, r.kind) == (site, kind)]
            taken = [self.stays.rooms[r.key, day] for r in rooms if r.capacity > 0]
            covering: dict[int, list[Variable]] = defaultdict(list)
            for option, chosen in found:
                for slot in range(option.start, option.end):
                    covering[slot].append(chosen)
            for slot, held in covering.items():
                free = sum(not mask >> slot & 1 for mask in taken)
                if len(held) > free:
                    self.model.add(sum(held) <= free)

    def _keep_people(self) -> None:
        """Where several visits of one person may change: times, travel between modes, long days."""
        changing = defaultdict(list)
        for index in self.visits:
            changing[self.day.published.appointments[index].patient].append(index)
        for (key, day), found in self.pool.people.items():
            if len(changing[key]) == 1:
                continue
            patient = self.problem.patients_by_key[key]
            self._at_most_one_a_slot(found)
            held = sum(h.end - h.start for h in self.stays.people[key, day])
            spent = sum((option.end - option.start) * chosen for option, chosen in found)
            self.model.add(spent <= max(patient.max_day - held, 0))
            if patient.travel:
                self._keep_travel(found, patient.travel)

    def _keep_travel(self, found: list[tuple[Option, Variable]], travel: int) -> None:
        on_site = [(o, chosen) for o, chosen in found if o.mode is Mode.ONSITE]
        for tele, called in found:
            if tele.mode is Mode.TELE:
                near = [
                    chosen
                    for o, chosen in on_site
                    if o.start < tele.end + travel and tele.start < o.end + travel
                ]
                for chosen in near:
                    self.model.add_at_most_one([called, chosen])

    def _keep_spacing(self) -> None:
        for (patient, key), found in self.pool.needs.items():
            need = self.problem.needs_by_key[patient, key]
            assert isinstance(need, VisitNeed)
            for first in range(self.problem.grid.days):
                window = range(first, first + need.min_gap_days)
                self.model.add_at_most_one(chosen for o, chosen in found if o.day in window)

    # solving

    def forbid(self, visit: int, option: Option) -> None:
        """There is no room for it after all."""
        for each, chosen in self.visits[visit]:
            if each == option:
                self.model.add(chosen == 0)

    def solve(self, *, seconds: float | None, seed: int, hint: Choices | None) -> Choices | None:
        """None where nothing was found in time."""
        if hint is not None:
            self._hint(hint)
        self.model.minimize(sum(charge * chosen for charge, chosen in self.charges))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = EFFORT
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return Choices(
            {index: _chosen(solver, found) for index, found in self.visits.items()},
            {meeting: _chosen(solver, found) for meeting, found in self.meetings.items()},
            round(solver.objective_value),
            status == cp_model.OPTIMAL,
        )

    def _hint(self, hint: Choices) -> None:
        for index, found in self.visits.items():
            visit = self.day.published.appointments[index]
            for option, chosen in found:
                if index in hint.visits:
                    self.model.add_hint(chosen, option == hint.visits[index])
                else:
                    self.model.add_hint(chosen, option is not None and _stays(visit, option))
        for meeting, found in self.meetings.items():
            for option, chosen in found:
                self.model.add_hint(chosen, option == hint.meetings[meeting])


def _chosen(
    solver: cp_model.CpSolver, found: list[tuple[Option | None, Variable]]
) -> Option | None:
    return next(option for option, chosen in found if solver.value(chosen))


def _stays(visit: Appointment, option: Option) -> bool:
    return option.charge == 0 and option.staff == visit.staff
