"""A week as a careful person makes it by hand: fullest groups first, then visits, first fit."""

from collections.abc import Iterator

from benchmarks.timetable.instance import Choice, Clinic, Group, Plan, Span, Visit
from benchmarks.timetable.occupied import Occupied


def greedy(clinic: Clinic) -> Plan:
    return _ByHand(clinic).plan()


class _ByHand:
    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.made = Plan()
        self._choose_teams()
        self.taken = Occupied(clinic, self.made)
        self.met: dict[tuple[str, str], list[Span]] = {}

    def plan(self) -> Plan:
        wanted: dict[tuple[int, int], list[tuple[str, str]]] = {}
        for (patient, name), need in self.clinic.needs.items():
            if need["kind"] == "group":
                key = (-need["total_slots"], int("after" in need))
                wanted.setdefault(key, []).append((patient, name))
        for key in sorted(wanted):
            self._seat(wanted[key])
        visits = [k for k, need in self.clinic.needs.items() if need["kind"] == "individual"]
        for patient, name in sorted(visits, key=self._urgency):
            self._book(patient, name)
        return self.made

    def _choose_teams(self) -> None:
        load = Occupied(self.clinic, self.made).load
        for patient in self.clinic.raw["patients"]:
            for role, fixed in patient["team"].items():
                free = [
                    s
                    for s in patient["team_options"].get(role, ())
                    if load[s] < self.clinic.staff[s]["caseload_max"]
                ]
                if not fixed and free:
                    chosen = min(free, key=lambda s: (load[s], s))
                    load[chosen] += 1
                    self.made.teams[patient["id"], role] = chosen

    def _urgency(self, key: tuple[str, str]) -> tuple[int, int]:
        need = self.clinic.needs[key]
        return -need["weight"] * self.clinic.patients[key[0]]["priority"], -need["slots"]

    def _seat(self, waiting: list[tuple[str, str]]) -> None:
        """Opens the group that seats most, until none can be opened; then fills seats left."""
        could: dict[Choice, list[tuple[str, str]]] = {}
        for key in waiting:
            for choice, _ in self.clinic.choices(*key):
                could.setdefault(choice, []).append(key)
        for group in self.made.groups:
            self._fill(group, could.get(group.choice, []))
        while True:
            ranked = sorted(could, key=lambda c: -self._worth(c, could[c]))
            if not any(self._open(choice, could[choice]) for choice in ranked):
                return

    def _fitting(self, choice: Choice, keys: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        spans = self.clinic.meetings(choice)
        for patient, name in keys:
            if (patient, name) in self.met:
                continue
            after = self.clinic.needs[patient, name].get("after")
            if after:
                first = self.met.get((patient, after))
                if not first or (first[-1].day, first[-1].end) > (spans[0].day, spans[0].start):
                    continue
            if all(self.taken.person_can(patient, span) for span in spans):
                yield patient, name

    def _worth(self, choice: Choice, keys: list[tuple[str, str]]) -> int:
        if self.taken.opened[choice.program] >= self.clinic.programs[choice.program]["max_groups"]:
            return 0
        cap: int = self.clinic.programs[choice.program]["cap"]
        return min(sum(1 for _ in self._fitting(choice, keys)), cap)

    def _open(self, choice: Choice, keys: list[tuple[str, str]]) -> bool:
        program, members = self.clinic.programs[choice.program], list(self._fitting(choice, keys))
        leaders = self.taken.group_can(choice)
        if not members or len(members) < program["min_size"] or not leaders:
            return False
        leader = min(leaders, key=lambda s: (sum(self.taken.contact[s]), s))
        group = Group(choice.program, choice.pattern, leader)
        self.taken.open(group)
        self.made.groups.append(group)
        self._fill(group, members)
        return True

    def _fill(self, group: Group, keys: list[tuple[str, str]]) -> None:
        cap = self.clinic.programs[group.program]["cap"]
        for patient, name in self._fitting(group.choice, keys):
            if len(group.members) >= cap:
                return
            group.members.append((patient, name))
            self.taken.join(patient, group.choice)
            self.met[patient, name] = self.clinic.meetings(group.choice)

    def _book(self, patient: str, name: str) -> None:
        need, days = self.clinic.needs[patient, name], list[int]()
        own = {s for (p, r), s in self.made.teams.items() if (p, r) == (patient, need["role"])}
        fixed = self.clinic.patients[patient]["team"].get(need["role"])
        for visit in sorted(self.clinic.starts(patient, name), key=self._away):
            if visit.staff not in (own or {fixed}) or len(days) == need["count"]:
                continue
            if any(abs(visit.day - d) < need.get("min_gap_days", 1) for d in days):
                continue
            if self.taken.visit_can(visit):
                self.taken.book(visit)
                self.made.visits.append(visit)
                days.append(visit.day)

    def _away(self, visit: Visit) -> tuple[bool, int, int]:
        """Days on which the person comes anyway, then near the other sessions."""
        today = self.taken.people[visit.patient][visit.day]
        apart = min((abs(visit.start - s.start) for s in today), default=0)
        return not today, apart, visit.day
