"""What a plan takes up: time of staff and people, rooms, seats, caseloads."""

from collections import Counter

from benchmarks.timetable.instance import (
    ONSITE,
    Choice,
    Clinic,
    Group,
    Json,
    Plan,
    Span,
    Visit,
    bits,
)

Kind = tuple[str, str]  # (site, type of room)


class Occupied:
    """Grows by `hold` and `book`; answers what still fits."""

    def __init__(self, clinic: Clinic, plan: Plan) -> None:
        self.clinic = clinic
        self.staff = {s: [0] * clinic.days for s in clinic.staff}
        self.contact = {s: [0] * clinic.days for s in clinic.staff}
        self.people: dict[str, list[list[Span]]] = {
            p: [[] for _ in range(clinic.days)] for p in clinic.patients
        }
        self.rooms = {
            kind: [[0] * clinic.slots for _ in range(clinic.days)] for kind in _kinds(clinic)
        }
        self.opened: Counter[str] = Counter()
        self.load: Counter[str] = Counter()
        for patient in clinic.raw["patients"]:
            self.load.update(s for s in patient["team"].values() if s)
        self.load.update(plan.teams.values())
        for group in plan.groups:
            self.open(group)
            for patient, _ in group.members:
                self.join(patient, group.choice)
        for visit in plan.visits:
            self.book(visit)

    def open(self, group: Group) -> None:
        program = self.clinic.programs[group.program]
        self.opened[group.program] += 1
        for span in self.clinic.meetings(group.choice):
            self._hold(group.leader, (program["site"], program["room_type"]), span)

    def join(self, patient: str, choice: Choice) -> None:
        for span in self.clinic.meetings(choice):
            self.people[patient][span.day].append(span)

    def book(self, visit: Visit) -> None:
        need = self.clinic.needs[visit.patient, visit.need]
        site = self.clinic.patients[visit.patient]["site"]
        span = self.clinic.span(visit)
        self._hold(visit.staff, (site, need["room_type"]), span)
        self.people[visit.patient][visit.day].append(span)

    def _hold(self, staff: str, kind: Kind, span: Span) -> None:
        self.staff[staff][span.day] |= bits(span.start, span.end)
        self.contact[staff][span.day] += span.end - span.start
        if span.mode == ONSITE:
            taken = self.rooms[kind][span.day]
            for slot in range(span.start, span.end):
                taken[slot] += 1

    def staff_can(self, staff: str, span: Span) -> bool:
        own, member = bits(span.start, span.end), self.clinic.staff[staff]
        busy = self.staff[staff][span.day]
        if own & ~self.clinic.shift[staff][span.day] or own & busy:
            return False
        if self.contact[staff][span.day] + span.end - span.start > member["max_contact"][span.day]:
            return False
        if span.mode == ONSITE and member["site"] is None:
            return False
        pause = member["break_window"][span.day]
        return not pause or bool(bits(*pause) & ~(busy | own))

    def room_can(self, kind: Kind, span: Span) -> bool:
        if span.mode != ONSITE:
            return True
        taken, there = self.rooms.get(kind), len(self.clinic.rooms.get(kind, ()))
        return taken is not None and max(taken[span.day][span.start : span.end]) < there

    def person_can(self, patient: str, span: Span) -> bool:
        """The person's other sessions leave room; their own week is not looked at again."""
        person, today = self.clinic.patients[patient], self.people[patient][span.day]
        length = span.end - span.start + sum(s.end - s.start for s in today)
        if length > person["max_day"]:
            return False
        for other in today:
            gap = person["travel"] if other.mode != span.mode else 0
            if span.start < other.end + gap and other.start < span.end + gap:
                return False
        return True

    def visit_can(self, visit: Visit) -> bool:
        need = self.clinic.needs[visit.patient, visit.need]
        kind = (self.clinic.patients[visit.patient]["site"], need["room_type"])
        span = self.clinic.span(visit)
        return (
            self.staff_can(visit.staff, span)
            and self.room_can(kind, span)
            and self.person_can(visit.patient, span)
        )

    def group_can(self, choice: Choice) -> list[str]:
        """Leaders who could take a new group; none where there is no room or no group left."""
        program = self.clinic.programs[choice.program]
        kind = (program["site"], program["room_type"])
        spans = self.clinic.meetings(choice)
        if self.opened[choice.program] >= program["max_groups"]:
            return []
        if not all(self.room_can(kind, span) for span in spans):
            return []
        return [s for s in program["leaders"] if all(self.staff_can(s, span) for span in spans)]


def _kinds(clinic: Clinic) -> set[Kind]:
    kinds = {(p["site"], p["room_type"]) for p in clinic.raw["programs"]}
    for patient in clinic.raw["patients"]:
        kinds |= {(patient["site"], n["room_type"]) for n in patient["needs"] if "room_type" in n}
    return kinds | set(clinic.rooms)


def written(clinic: Clinic, plan: Plan) -> Json:
    """The plan as a solution in the benchmark's format; rooms are dealt out in order of time."""
    groups: list[Json] = []
    held: list[tuple[Kind, Span, Json, int]] = []  # rooms still to be named
    for group in plan.groups:
        program = clinic.programs[group.program]
        spans = clinic.meetings(group.choice)
        groups.append(
            {
                "program": group.program,
                "pattern": group.pattern,
                "leader": group.leader,
                "rooms": [None] * len(spans),
                "members": [{"patient": p, "need": n} for p, n in sorted(group.members)],
            }
        )
        kind = (program["site"], program["room_type"])
        held += [(kind, span, groups[-1], at) for at, span in enumerate(spans)]
    visits = [{**visit._asdict(), "room": None} for visit in sorted(plan.visits)]
    for visit, entry in zip(sorted(plan.visits), visits, strict=True):
        need = clinic.needs[visit.patient, visit.need]
        kind = (clinic.patients[visit.patient]["site"], need["room_type"])
        held.append((kind, clinic.span(visit), entry, -1))
    _name_rooms(clinic, held)
    teams = {
        p["id"]: {role: s or plan.teams.get((p["id"], role)) for role, s in p["team"].items()}
        for p in clinic.raw["patients"]
    }
    return {"teams": teams, "groups": groups, "appointments": visits}


def _name_rooms(clinic: Clinic, held: list[tuple[Kind, Span, Json, int]]) -> None:
    until: dict[tuple[str, int], int] = {}  # (room, day) -> first slot in which it is free again
    for kind, span, entry, at in sorted(held, key=lambda each: (each[1].day, each[1].start)):
        if span.mode != ONSITE:
            continue
        free = (r for r in clinic.rooms[kind] if until.get((r, span.day), 0) <= span.start)
        room = next(free)
        until[room, span.day] = span.end
        if at < 0:
            entry["room"] = room
        else:
            entry["rooms"][at] = room
