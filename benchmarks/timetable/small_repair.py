"""The plain way to repair a day: an exact model of what the absence touches; nobody else moves."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from benchmarks.timetable.instance import (
    ONSITE,
    TELE,
    Clinic,
    Group,
    Json,
    Plan,
    Span,
    Visit,
    bits,
)
from benchmarks.timetable.occupied import Occupied

CANCEL, OTHER_DAY, SAME_DAY, COVER_MEETING, COVER_VISIT, MODE = 40, 10, 5, 8, 3, 1
NOTICE = 2  # slots


class Way(NamedTuple):
    """What becomes of one touched session."""

    staff: str
    span: Span
    kind: tuple[str, str]
    cost: int


def plan_of(solution: Json) -> Plan:
    return Plan(
        [
            Group(
                g["program"],
                g["pattern"],
                g["leader"],
                [(m["patient"], m["need"]) for m in g["members"]],
            )
            for g in solution["groups"]
        ],
        [
            Visit(a["patient"], a["need"], a["staff"], a["day"], a["start"], a["mode"])
            for a in solution["appointments"]
        ],
        {(p, role): s for p, team in solution["teams"].items() for role, s in team.items() if s},
    )


def small_repair_cost(clinic: Clinic, published: Json, event: Json) -> int:
    """What the cheapest repair costs in which only touched sessions change."""
    return _SmallRepair(clinic, plan_of(published), event).cost()


class _SmallRepair:
    def __init__(self, clinic: Clinic, plan: Plan, event: Json) -> None:
        self.clinic, self.plan = clinic, plan
        self.day, self.slot = event["day"], event["slot"]
        self.away = set(event["absent"])
        touched = [v for v in plan.visits if self._is_touched(v.staff, v.day, v.start)]
        self.taken = Occupied(
            clinic, Plan(plan.groups, [v for v in plan.visits if v not in touched])
        )
        self.model = cp_model.CpModel()
        self.total: list[tuple[int, Any]] = []
        self.ways: list[tuple[Way, Any, str | None]] = []  # with the person, for visits
        self.spaced: dict[tuple[str, str], list[tuple[int, Any]]] = defaultdict(list)
        for group in plan.groups:
            for span in clinic.meetings(group.choice):
                if self._is_touched(group.leader, span.day, span.start):
                    self._add_meeting(group, span)
        for visit in touched:
            self._add_visit(visit)
        self._keep_shared()
        self._keep_people()

    def _is_touched(self, staff: str, day: int, start: int) -> bool:
        return staff in self.away and day == self.day and start >= self.slot

    def _add_meeting(self, group: Group, span: Span) -> None:
        program = self.clinic.programs[group.program]
        kind = (program["site"], program["room_type"])
        ways = [
            Way(leader, span, kind, COVER_MEETING)
            for leader in program["leaders"]
            if leader not in self.away and self.taken.staff_can(leader, span)
        ]
        lost = sum(
            self.clinic.needs[member]["weight"] * self.clinic.patients[member[0]]["priority"]
            for member in group.members
        )
        self._choose(ways, lost * program["slots"], None)

    def _add_visit(self, visit: Visit) -> None:
        need, person = (
            self.clinic.needs[visit.patient, visit.need],
            self.clinic.patients[visit.patient],
        )
        lost = need["weight"] * need["slots"] * person["priority"]
        variables = self._choose(list(self._visit_ways(visit)), lost, visit.patient)
        for way, chosen in variables:
            self.spaced[visit.patient, visit.need].append((way.span.day, chosen))

    def _visit_ways(self, visit: Visit) -> Iterator[Way]:
        need = self.clinic.needs[visit.patient, visit.need]
        person = self.clinic.patients[visit.patient]
        own = self.clinic.staff[visit.staff]
        kind = (person["site"], need["room_type"])
        modes = [ONSITE, TELE] if need["tele_ok"] and person["telehealth"] else [ONSITE]
        others = [
            v.day
            for v in self.plan.visits
            if (v.patient, v.need) == (visit.patient, visit.need) and v != visit
        ]
        for staff, member in self.clinic.staff.items():
            if (member["role"], member["site"]) != (own["role"], own["site"]):
                continue
            for day, start in self._times(visit, need["slots"]):
                if day == self.day and staff in self.away:
                    continue
                if day != visit.day and any(
                    abs(day - d) < need.get("min_gap_days", 1) for d in others
                ):
                    continue
                for mode in modes:
                    span = Span(day, start, start + need["slots"], mode)
                    if self._fits(visit, staff, span, kind):
                        yield Way(staff, span, kind, _cost(visit, staff, span))

    def _times(self, visit: Visit, length: int) -> Iterator[tuple[int, int]]:
        yield visit.day, visit.start
        for day in range(self.day, self.clinic.days):
            for start in range(self.clinic.slots - length + 1):
                late_enough = day > self.day or start >= self.slot + NOTICE
                if late_enough and (day, start) != (visit.day, visit.start):
                    yield day, start

    def _fits(self, visit: Visit, staff: str, span: Span, kind: tuple[str, str]) -> bool:
        need = self.clinic.needs[visit.patient, visit.need]
        if need.get("family"):
            family = self.clinic.family[visit.patient][span.day]
            if bits(span.start, span.end) & ~family:
                return False
        return (
            self.taken.staff_can(staff, span)
            and self.taken.room_can(kind, span)
            and self.clinic.suits(visit.patient, span, kind[0])
            and self.taken.person_can(visit.patient, span)
        )

    def _choose(self, ways: list[Way], lost: int, person: str | None) -> list[tuple[Way, Any]]:
        variables = [(way, self.model.new_bool_var("")) for way in ways]
        canceled = self.model.new_bool_var("")
        self.model.add_exactly_one([*(v for _, v in variables), canceled])
        self.total += [(way.cost, v) for way, v in variables]
        self.total.append((CANCEL * lost, canceled))
        self.ways += [(way, v, person) for way, v in variables]
        return variables

    def _keep_shared(self) -> None:
        staff: dict[tuple[str, int], list[tuple[Span, Any]]] = defaultdict(list)
        rooms: dict[tuple[Any, int, int], list[Any]] = defaultdict(list)
        for way, chosen, person in self.ways:
            staff[way.staff, way.span.day].append((way.span, chosen))
            if person is not None and way.span.mode == ONSITE:
                for slot in range(way.span.start, way.span.end):
                    rooms[way.kind, way.span.day, slot].append(chosen)
        for (key, day), found in staff.items():
            self._one_at_a_time(found)
            member = self.clinic.staff[key]
            spent = sum((s.end - s.start) * v for s, v in found)
            self.model.add(spent <= member["max_contact"][day] - self.taken.contact[key][day])
            pause = member["break_window"][day]
            if pause:
                free = [k for k in range(*pause) if not self.taken.staff[key][day] >> k & 1]
                held = [v for k in free for s, v in found if s.start <= k < s.end]
                self.model.add(sum(held) <= len(free) - 1)
        for (kind, day, slot), held in rooms.items():
            left = len(self.clinic.rooms[kind]) - self.taken.rooms[kind][day][slot]
            self.model.add(sum(held) <= left)

    def _keep_people(self) -> None:
        people: dict[tuple[str, int], list[tuple[Span, Any]]] = defaultdict(list)
        for way, chosen, person in self.ways:
            if person is not None:
                people[person, way.span.day].append((way.span, chosen))
        for (key, day), found in people.items():
            self._one_at_a_time(found)
            patient = self.clinic.patients[key]
            held = sum(s.end - s.start for s in self.taken.people[key][day])
            spent = sum((s.end - s.start) * v for s, v in found)
            self.model.add(spent <= max(0, patient["max_day"] - held))
            for one, first in found:
                for other, second in found:
                    gap = patient["travel"]
                    near = one.start < other.end + gap and other.start < one.end + gap
                    if one.mode == TELE and other.mode == ONSITE and near:
                        self.model.add_at_most_one([first, second])
        for need_key, placed in self.spaced.items():
            need = self.clinic.needs[need_key]
            gap = max(1, need.get("min_gap_days", 1))
            for first in range(self.clinic.days) if need["count"] > 1 else ():
                self.model.add_at_most_one(v for d, v in placed if first <= d < first + gap)

    def _one_at_a_time(self, found: list[tuple[Span, Any]]) -> None:
        for slot in range(self.clinic.slots):
            here = [v for s, v in found if s.start <= slot < s.end]
            if len(here) > 1:
                self.model.add_at_most_one(here)

    def cost(self) -> int:
        self.model.minimize(sum(cost * v for cost, v in self.total))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        if status != cp_model.OPTIMAL:
            raise AssertionError("the small repair was not solved")
        return round(solver.objective_value)


def _cost(visit: Visit, staff: str, span: Span) -> int:
    cost = 0
    if span.day != visit.day:
        cost = OTHER_DAY
    elif span.start != visit.start:
        cost = SAME_DAY
    return cost + COVER_VISIT * (staff != visit.staff) + MODE * (span.mode != visit.mode)
