"""The plain CP-SAT model: freed people are placed anew round a plan that keeps its place.

A variable for each person and group or visit that suits them, for each opened group and for its
leader; at most one thing a slot for people, staff and rooms. With `burden`, everybody who is freed
stays fully served, and their trips and waits are the objective.
"""

import math
from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.timetable.instance import (
    ONSITE,
    TELE,
    Choice,
    Clinic,
    Group,
    Plan,
    Span,
    Visit,
    bits,
)
from benchmarks.timetable.occupied import Kind, Occupied

Slot = tuple[str, int, int]


def without(plan: Plan, freed: set[str]) -> Plan:
    """The plan of everybody else; groups that nobody else attends are gone."""
    groups = [
        Group(g.program, g.pattern, g.leader, [m for m in g.members if m[0] not in freed])
        for g in plan.groups
    ]
    return Plan(
        [group for group in groups if group.members],
        [visit for visit in plan.visits if visit.patient not in freed],
        {key: staff for key, staff in plan.teams.items() if key[0] not in freed},
    )


class PlainWeek:
    def __init__(self, clinic: Clinic, plan: Plan, freed: set[str], *, burden: bool) -> None:
        self.clinic, self.freed = clinic, sorted(freed)
        self.kept = without(plan, freed)
        self.taken = Occupied(clinic, self.kept)
        self.model = cp_model.CpModel()
        self.linearization = 2 if burden else 0  # what was quicker for each
        self.opened: dict[Choice, Any] = {}  # new groups, at most one a choice
        self.leaders: dict[tuple[Choice, str], Any] = {}
        self.joins: dict[tuple[str, str], list[tuple[Choice, int, Any]]] = {}
        self.visits: dict[Visit, Any] = {}
        self.visits_of: dict[tuple[str, str], list[tuple[Visit, Any]]] = defaultdict(list)
        self.teams: dict[tuple[str, str, str], Any] = {}
        self.at: dict[str, dict[int, list[tuple[Span, Any]]]] = {}
        self.staff_at: dict[Slot, list[Any]] = defaultdict(list)
        self.contact: dict[tuple[str, int], list[tuple[int, Any]]] = defaultdict(list)
        self.rooms_at: dict[tuple[Kind, int, int], list[Any]] = defaultdict(list)
        self.charges: list[tuple[int, Any]] = []
        self._add_people()
        self._add_groups()
        for patient in self.freed:
            self._add_life(patient, burden)
        self._add_staff()
        self._add_rooms()
        self._add_caseloads(burden)
        self._add_kept_placements()

    # people

    def _add_people(self) -> None:
        kept = {group.choice for group in self.kept.groups}
        possible: dict[Choice, bool] = {}
        for patient in self.freed:
            self.at[patient] = defaultdict(list)
            self._add_team(patient)
            for need in self.clinic.patients[patient]["needs"]:
                key = (patient, need["id"])
                if need["kind"] == "individual":
                    self._add_visits(key)
                    continue
                self.joins[key] = []
                for choice, cost in self.clinic.choices(*key):
                    if choice not in possible:
                        possible[choice] = choice in kept or bool(self.taken.group_can(choice))
                    if possible[choice]:
                        self._add_join(key, choice, cost)

    def _add_join(self, key: tuple[str, str], choice: Choice, cost: int) -> None:
        joined = self.model.new_bool_var("")
        self.joins[key].append((choice, cost, joined))
        for span in self.clinic.meetings(choice):
            self.at[key[0]][span.day].append((span, joined))

    def _add_visits(self, key: tuple[str, str]) -> None:
        for visit in self.clinic.starts(*key):
            span = self.clinic.span(visit)
            need = self.clinic.needs[key]
            kind = (self.clinic.patients[visit.patient]["site"], need["room_type"])
            if not self.taken.staff_can(visit.staff, span) or not self.taken.room_can(kind, span):
                continue
            booked = self.visits[visit] = self.model.new_bool_var("")
            self.visits_of[key].append((visit, booked))
            self.at[visit.patient][visit.day].append((span, booked))
            self._take(visit.staff, kind, span, booked)

    def _add_team(self, patient: str) -> None:
        for role, fixed in self.clinic.patients[patient]["team"].items():
            if not fixed:
                options = {s: self.model.new_bool_var("") for s in self.clinic.own(patient, role)}
                self.model.add_at_most_one(options.values())
                self.teams.update({(patient, role, s): v for s, v in options.items()})

    def _take(self, staff: str, kind: Kind, span: Span, held: Any) -> None:
        self.contact[staff, span.day].append((span.end - span.start, held))
        for slot in range(span.start, span.end):
            self.staff_at[staff, span.day, slot].append(held)
        self._take_room(kind, span, held)

    def _take_room(self, kind: Kind, span: Span, held: Any) -> None:
        if span.mode == ONSITE:
            for slot in range(span.start, span.end):
                self.rooms_at[kind, span.day, slot].append(held)

    # groups

    def _add_groups(self) -> None:
        joined: dict[Choice, list[Any]] = defaultdict(list)
        for options in self.joins.values():
            for choice, _, each in options:
                joined[choice].append(each)
        standing: dict[Choice, list[Group]] = defaultdict(list)
        for group in self.kept.groups:
            standing[group.choice].append(group)
        opened: dict[str, list[Any]] = defaultdict(list)
        for choice in joined.keys() | standing.keys():
            program, there = self.clinic.programs[choice.program], standing[choice]
            seats = sum(len(group.members) for group in there)
            least, most = program["min_size"], program["cap"]
            new: Any = 0
            leaders = self.taken.group_can(choice) if joined[choice] else []
            if leaders:
                new = self.opened[choice] = self.model.new_bool_var("")
                opened[choice.program].append(new)
                self._add_leaders(choice, leaders, new)
            total = cp_model.LinearExpr.sum(joined[choice]) + seats
            self.model.add(total <= most * len(there) + most * new)
            self.model.add(total >= least * len(there) + least * new)
            if not there:
                for each in joined[choice]:
                    self.model.add_implication(each, new)
        for program_id, each in opened.items():
            left = self.clinic.programs[program_id]["max_groups"] - self.taken.opened[program_id]
            self.model.add(cp_model.LinearExpr.sum(each) <= left)

    def _add_leaders(self, choice: Choice, leaders: list[str], new: Any) -> None:
        program = self.clinic.programs[choice.program]
        kind, spans = (program["site"], program["room_type"]), self.clinic.meetings(choice)
        leading = []
        for staff in leaders:
            leads = self.leaders[choice, staff] = self.model.new_bool_var("")
            leading.append(leads)
            for span in spans:
                self.contact[staff, span.day].append((span.end - span.start, leads))
                for slot in range(span.start, span.end):
                    self.staff_at[staff, span.day, slot].append(leads)
        self.model.add_exactly_one([*leading, new.negated()])
        for span in spans:
            self._take_room(kind, span, new)

    # one person's week

    def _add_life(self, patient: str, burden: bool) -> None:
        person = self.clinic.patients[patient]
        days = {}
        for day, found in self.at[patient].items():
            self._add_day(patient, day, found)
            days[day] = self.model.new_bool_var("")
            self.model.add_bool_or([*(v for _, v in found), days[day].negated()])
            if burden:
                self._add_burden(person["travel"], found)
        complete = self.model.new_constant(1) if burden else self.model.new_bool_var("")
        self.charges.append((self.clinic.weights["not_full"] * person["priority"], 1 - complete))
        self.model.add(sum(days.values()) >= person["min_days"] * complete)
        for role, fixed in person["team"].items():
            if not fixed:
                chosen = [v for (p, r, _), v in self.teams.items() if (p, r) == (patient, role)]
                self.model.add(cp_model.LinearExpr.sum(chosen) >= complete)
        for need in person["needs"]:
            self._add_need(patient, need, complete, burden)

    def _add_need(self, patient: str, need: dict[str, Any], complete: Any, burden: bool) -> None:
        key, count = (patient, need["id"]), need.get("count", 1)
        weight = need["total_slots"] // count * need["weight"]
        weight *= self.clinic.patients[patient]["priority"] * self.clinic.weights["unmet"]
        if need["kind"] == "group":
            placed = [v for _, _, v in self.joins[key]]
            if burden:
                self.charges += [
                    (self.clinic.weights["burden"] * cost, joined)
                    for _, cost, joined in self.joins[key]
                    if cost
                ]
            if "after" in need:
                self._add_order(self.joins[patient, need["after"]], self.joins[key])
        else:
            own = self.visits_of[key]
            placed = [held for _, held in own]
            self._add_spacing(need, own)
            for visit, held in own:
                chosen = self.teams.get((patient, need["role"], visit.staff))
                if chosen is not None:
                    self.model.add_implication(held, chosen)
        missing = [self.model.new_bool_var("") for _ in range(count)]
        if count == 1:
            self.model.add_exactly_one([*placed, *missing])
        else:
            self.model.add(cp_model.LinearExpr.sum([*placed, *missing]) == count)
        for each in missing:
            self.model.add_implication(complete, each.negated())
            self.charges.append((weight, each))

    def _add_spacing(self, need: dict[str, Any], own: list[tuple[Visit, Any]]) -> None:
        if need.get("count", 1) > 1:
            gap = need.get("min_gap_days", 1)
            for first in range(self.clinic.days):
                close = [held for v, held in own if first <= v.day < first + max(1, gap)]
                if gap > 0:
                    self.model.add_at_most_one(close)

    def _add_order(self, first: list[Any], second: list[Any]) -> None:
        """At the second only with the first, and only when that has ended."""
        for choice, _, later in second:
            begin = self.clinic.meetings(choice)[0]
            early = [
                v
                for other, _, v in first
                if _end(self.clinic.meetings(other)[-1]) <= (begin.day, begin.start)
            ]
            self.model.add_bool_or([*early, later.negated()])

    def _add_day(self, patient: str, day: int, found: list[tuple[Span, Any]]) -> None:
        person = self.clinic.patients[patient]
        covering: dict[int, list[Any]] = defaultdict(list)
        for span, held in found:
            for slot in range(span.start, span.end):
                covering[slot].append(held)
        for each in covering.values():
            self.model.add_at_most_one(each)
        lengths = [span.end - span.start for span, _ in found]
        self.model.add(
            cp_model.LinearExpr.weighted_sum([v for _, v in found], lengths) <= person["max_day"]
        )
        travel = person["travel"]
        if travel and {span.mode for span, _ in found} == {ONSITE, TELE}:
            self._add_travel(travel, found)

    def _add_travel(self, travel: int, found: list[tuple[Span, Any]]) -> None:
        for slot in range(self.clinic.slots):
            tele = [v for s, v in found if s.mode == TELE and s.start <= slot < s.end]
            away = [
                v
                for s, v in found
                if s.mode == ONSITE and s.start - travel <= slot < s.end + travel
            ]
            if tele and away:
                there = self.model.new_bool_var("")
                for each in away:
                    self.model.add_implication(each, there)
                self.model.add_at_most_one([*tele, there])

    def _add_burden(self, travel: int, found: list[tuple[Span, Any]]) -> None:
        """A trip for each stay; slots of a stay without a session are waits."""
        covering: dict[int, list[Any]] = defaultdict(list)
        for span, held in found:
            if span.mode == ONSITE:
                for slot in range(span.start, span.end):
                    covering[slot].append(held)
        if not covering:
            return
        weight, trip = self.clinic.weights["burden"], 2 * travel + 2
        before: Any = 0
        for slot in range(min(covering), max(covering) + 1):
            present = self.model.new_bool_var("")
            arrives = self.model.new_bool_var("")
            session = cp_model.LinearExpr.sum(covering[slot])
            self.model.add(present >= session)
            self.model.add(arrives >= present - before)
            self.charges += [(weight, present - session), (weight * trip, arrives)]
            before = present

    # what is shared

    def _add_staff(self) -> None:
        for held in self.staff_at.values():
            self.model.add_at_most_one(held)
        for (staff, day), found in self.contact.items():
            member = self.clinic.staff[staff]
            left = member["max_contact"][day] - self.taken.contact[staff][day]
            lengths = [length for length, _ in found]
            spent = cp_model.LinearExpr.weighted_sum([v for _, v in found], lengths)
            self.model.add(spent <= left)
            window = member["break_window"][day]
            if window:
                open_slots = bits(*window) & ~self.taken.staff[staff][day]
                slots = [k for k in range(*window) if open_slots >> k & 1]
                held = [v for slot in slots for v in self.staff_at.get((staff, day, slot), ())]
                self.model.add(cp_model.LinearExpr.sum(held) <= len(slots) - 1)

    def _add_rooms(self) -> None:
        for (kind, day, slot), held in self.rooms_at.items():
            left = len(self.clinic.rooms[kind]) - self.taken.rooms[kind][day][slot]
            if len(held) > left:
                self.model.add(cp_model.LinearExpr.sum(held) <= left)

    def _add_caseloads(self, burden: bool) -> None:
        by_staff: dict[str, list[Any]] = defaultdict(list)
        for (_, _, staff), chosen in self.teams.items():
            by_staff[staff].append(chosen)
        for staff, chosen in by_staff.items():
            load = cp_model.LinearExpr.sum(chosen) + self.taken.load[staff]
            self.model.add(load <= self.clinic.staff[staff]["caseload_max"])
            if not burden:
                continue
            above = self.model.new_int_var(0, len(chosen), "")
            self.model.add(above >= load - max(self._fair(staff), self.taken.load[staff]))
            self.charges.append((self.clinic.weights["balance"], above))

    def _fair(self, staff: str) -> int:
        """The fair share if everybody gets a team."""
        own = self.clinic.staff[staff]
        pool = [
            s
            for s, member in self.clinic.staff.items()
            if (member["site"], member["role"]) == (own["site"], own["role"])
        ]
        wanted = {(p, r) for p, r, s in self.teams if s in pool}
        return math.ceil((sum(self.taken.load[s] for s in pool) + len(wanted)) / len(pool))

    def _add_kept_placements(self) -> None:
        """Last week's placements, where the instance has them."""
        weight = self.clinic.weights["disruption"]
        for entry in self.clinic.previous:
            patient, need = entry[:2]
            if patient not in self.at or (patient, need) not in self.clinic.needs:
                continue
            if entry[2] == "g":
                options = self.joins.get((patient, need), [])
                same = [v for c, _, v in options if c == Choice(*entry[3:])]
            else:
                staff, day, start = entry[3:]
                kept = [Visit(patient, need, staff, day, start, mode) for mode in (ONSITE, TELE)]
                same = [self.visits[visit] for visit in kept if visit in self.visits]
            self.charges.append((weight, 1 - cp_model.LinearExpr.sum(same)))


def _end(span: Span) -> tuple[int, int]:
    return span.day, span.end
