"""A second opinion on a week: every hard rule and the five costs, from the rules' text alone.

Written to be read, not to be quick: sets of (who, day, slot), no masks, nothing of the engine.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """`violations` as (rule, what). The five parts are unweighted, `cost` is their weighted sum."""

    violations: list[tuple[str, str]]
    unmet: int = 0
    not_full: int = 0
    disruption: int = 0
    burden: int = 0
    imbalance: int = 0
    cost: int = 0
    not_served: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Session:
    what: str
    day: int
    start: int
    end: int
    staff: str
    mode: str
    room: str | None
    kind: str
    site: str | None
    people: tuple[str, ...]

    @property
    def slots(self) -> range:
        return range(self.start, self.end)


def judge(instance: Json, solution: Json) -> Verdict:
    """Of a well-formed solution (names that exist, numbers in range)."""
    return _Judge(instance, solution).verdict()


class _Judge:
    def __init__(self, instance: Json, solution: Json) -> None:
        self.instance, self.solution = instance, solution
        self.people = {p["id"]: p for p in instance["patients"]}
        self.staff = {s["id"]: s for s in instance["staff"]}
        self.rooms = {r["id"]: r for r in instance["rooms"]}
        self.programs = {p["id"]: p for p in instance["programs"]}
        self.needs = {(p["id"], n["id"]): n for p in instance["patients"] for n in p["needs"]}
        self.team = {
            (p["id"], role): solution["teams"].get(p["id"], {}).get(role) or fixed
            for p in instance["patients"]
            for role, fixed in p["team"].items()
        }
        self.placed: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for group in solution["groups"]:
            for member in group["members"]:
                if self._serves(group, member):
                    self.placed[member["patient"], member["need"]].append(group)
        for visit in solution["appointments"]:
            self.placed[visit["patient"], visit["need"]].append(visit)
        self.sessions = [*self._meetings(), *self._visits()]
        self.load = Counter(s for s in self.team.values() if s)

    def _serves(self, group: Json, member: Json) -> bool:
        need = self.needs[member["patient"], member["need"]]
        options = [option["program"] for option in need.get("options", ())]
        return need["kind"] == "group" and group["program"] in options

    def _meetings(self) -> Iterator[Session]:
        for group in self.solution["groups"]:
            program = self.programs[group["program"]]
            people = tuple(m["patient"] for m in group["members"])
            pattern = program["patterns"][group["pattern"]]
            leaders = group.get("leaders", [group["leader"]] * len(pattern))
            for at, (day, start) in enumerate(pattern):
                yield Session(
                    group["program"],
                    day,
                    start,
                    start + program["slots"],
                    leaders[at],
                    program["mode"],
                    group["rooms"][at],
                    program["room_type"],
                    program["site"],
                    people,
                )

    def _visits(self) -> Iterator[Session]:
        for visit in self.solution["appointments"]:
            need = self.needs[visit["patient"], visit["need"]]
            yield Session(
                f"{visit['patient']}/{visit['need']}",
                visit["day"],
                visit["start"],
                visit["start"] + need["slots"],
                visit["staff"],
                visit["mode"],
                visit.get("room"),
                need.get("room_type", ""),
                self.people[visit["patient"]]["site"],
                (visit["patient"],),
            )

    # rules

    def violations(self) -> Iterator[tuple[str, str]]:
        yield from self._teams()
        yield from self._groups()
        yield from self._visits_are_right()
        yield from self._counts_and_order()
        yield from self._staff_time()
        yield from self._room_time()
        for person in self.people.values():
            yield from self._one_life(person)

    def _teams(self) -> Iterator[tuple[str, str]]:
        for patient, roles in self.solution["teams"].items():
            for role, staff in roles.items():
                fixed = self.people[patient]["team"].get(role)
                if staff and fixed and staff != fixed:
                    yield "team", f"{patient} {role}"
        for (patient, role), staff in self.team.items():
            person = self.people[patient]
            options = person["team_options"].get(role, ())
            if staff and not person["team"][role] and staff not in options:
                yield "team", f"{patient} {role}"
        for staff, load in self.load.items():
            if load > self.staff[staff]["caseload_max"]:
                yield "caseload", staff

    def _groups(self) -> Iterator[tuple[str, str]]:
        opened = Counter(group["program"] for group in self.solution["groups"])
        for name, number in opened.items():
            if number > self.programs[name]["max_groups"]:
                yield "max_groups", name
        for group in self.solution["groups"]:
            program = self.programs[group["program"]]
            if group["leader"] not in program["leaders"]:
                yield "leader", group["program"]
            if not program["min_size"] <= len(group["members"]) <= program["cap"]:
                yield "size", group["program"]
            for member in group["members"]:
                if not self._serves(group, member):
                    yield "option", f"{member['patient']}/{member['need']}"

    def _visits_are_right(self) -> Iterator[tuple[str, str]]:
        for visit in self.solution["appointments"]:
            what = f"{visit['patient']}/{visit['need']}"
            need = self.needs[visit["patient"], visit["need"]]
            if visit["staff"] != self.team.get((visit["patient"], need["role"])):
                yield "own_clinician", what
            if visit["mode"] == "tele" and not need["tele_ok"]:
                yield "tele_need", what
            if need.get("family"):
                windows = self.people[visit["patient"]]["family_free"][visit["day"]]
                free = {slot for a, b in windows for slot in range(a, b)}
                if not set(range(visit["start"], visit["start"] + need["slots"])) <= free:
                    yield "family", what

    def _counts_and_order(self) -> Iterator[tuple[str, str]]:
        for (patient, name), found in self.placed.items():
            need = self.needs[patient, name]
            if len(found) > need.get("count", 1):
                yield "count", f"{patient}/{name}"
            if need["kind"] == "individual":
                days = sorted(visit["day"] for visit in found)
                gap = need.get("min_gap_days", 1)
                if any(later - earlier < gap for earlier, later in pairwise(days)):
                    yield "spacing", f"{patient}/{name}"
            elif "after" in need:
                first = self.placed.get((patient, need["after"]))
                if not first or self._end(first[0]) > self._begin(found[0]):
                    yield "order", f"{patient}/{name}"

    def _begin(self, group: Json) -> tuple[int, int]:
        day, start = self.programs[group["program"]]["patterns"][group["pattern"]][0]
        return day, start

    def _end(self, group: Json) -> tuple[int, int]:
        program = self.programs[group["program"]]
        day, start = program["patterns"][group["pattern"]][-1]
        return day, start + program["slots"]

    def _staff_time(self) -> Iterator[tuple[str, str]]:
        busy: dict[tuple[str, int], list[int]] = defaultdict(list)
        for session in self.sessions:
            member = self.staff[session.staff]
            shift = member["shifts"][session.day] or [0, 0]
            if session.start < shift[0] or session.end > shift[1]:
                yield "shift", f"{session.staff} {session.what}"
            if member["site"] is None and session.mode == "onsite":
                yield "remote", f"{session.staff} {session.what}"
            busy[session.staff, session.day] += session.slots
        for (staff, day), slots in busy.items():
            member, pause = self.staff[staff], self.staff[staff]["break_window"][day]
            if len(slots) != len(set(slots)):
                yield "staff_doubled", f"{staff} {day}"
            if len(set(slots)) > member["max_contact"][day]:
                yield "contact", f"{staff} {day}"
            if pause and set(range(*pause)) <= set(slots):
                yield "break", f"{staff} {day}"

    def _room_time(self) -> Iterator[tuple[str, str]]:
        held: Counter[tuple[str, int, int]] = Counter()
        for session in self.sessions:
            if session.mode == "onsite":
                room = self.rooms.get(session.room or "")
                if (
                    room is None
                    or (room["site"], room["type"]) != (session.site, session.kind)
                    or room["capacity"] < len(session.people)
                ):
                    yield "room", session.what
                held.update((session.room or "", session.day, slot) for slot in session.slots)
        for (room_id, day, slot), number in held.items():
            if number > 1:
                yield "room_doubled", f"{room_id} {day} {slot}"

    def _one_life(self, person: Json) -> Iterator[tuple[str, str]]:
        who, travel = person["id"], person["travel"]
        for day, today in enumerate(self._by_day(person)):
            slots = [slot for session in today for slot in session.slots]
            free = {slot for a, b in person["free"][day] for slot in range(a, b)}
            if len(slots) != len(set(slots)):
                yield "person_doubled", f"{who} {day}"
            if len(slots) > person["max_day"]:
                yield "max_day", f"{who} {day}"
            for session in today:
                around = travel if session.mode == "onsite" else 0
                opening = range(self.instance["slots_per_day"])
                wanted = range(session.start - around, session.end + around)
                if not set(wanted) & set(opening) <= free:
                    yield "free", f"{who} {session.what}"
                if session.mode == "tele" and not person["telehealth"]:
                    yield "tele_person", f"{who} {session.what}"
                if session.mode == "onsite" and session.site != person["site"]:
                    yield "site", f"{who} {session.what}"
            for at, earlier in enumerate(today):
                for later in today[at + 1 :]:
                    if earlier.mode != later.mode and later.start - earlier.end < travel:
                        yield "travel", f"{who} {day}"

    def _by_day(self, person: Json) -> list[list[Session]]:
        mine = self.by_person[person["id"]]
        days = range(self.instance["days"])
        return [sorted((s for s in mine if s.day == day), key=lambda s: s.start) for day in days]

    @property
    def by_person(self) -> dict[str, list[Session]]:
        if not hasattr(self, "_by_person"):
            self._by_person: dict[str, list[Session]] = defaultdict(list)
            for session in self.sessions:
                for who in session.people:
                    self._by_person[who].append(session)
        return self._by_person

    # costs

    def verdict(self) -> Verdict:
        unmet = not_full = burden = 0
        not_served = []
        for person in self.people.values():
            lacking, missing = self._lacking(person)
            unmet += lacking
            burden += self._burden(person)
            present = sum(bool(today) for today in self._by_day(person))
            if missing or present < person["min_days"]:
                not_served.append(person["id"])
                not_full += person["priority"]
        parts = (unmet, not_full, self._disruption(), burden, self._imbalance())
        names = ("unmet", "not_full", "disruption", "burden", "balance")
        weights = [self.instance["weights"].get(name, 0) for name in names]
        cost = sum(part * weight for part, weight in zip(parts, weights, strict=True))
        return Verdict(sorted(set(self.violations())), *parts, cost, not_served)

    def _lacking(self, person: Json) -> tuple[int, int]:
        """(weighted slots, number of things that the person lacks)"""
        lacking, missing = 0, sum(not self.team[person["id"], role] for role in person["team"])
        for need in person["needs"]:
            count = need.get("count", 1)
            short = max(0, count - len(self.placed.get((person["id"], need["id"]), ())))
            lacking += short * need["total_slots"] // count * need["weight"] * person["priority"]
            missing += short
        return lacking, missing

    def _burden(self, person: Json) -> int:
        trip, total = 2 * person["travel"] + 2, 0
        for today in self._by_day(person):
            here = [session for session in today if session.mode == "onsite"]
            total += trip if here else 0
            total += sum(min(trip, b.start - a.end) for a, b in pairwise(here))
        for need in person["needs"]:
            if need["kind"] == "group":
                for group in self.placed.get((person["id"], need["id"]), ()):
                    costs = {o["program"]: o["cost"] for o in need["options"]}
                    total += costs.get(group["program"], 0)
        return total

    def _disruption(self) -> int:
        now: set[tuple[Any, ...]] = set()
        for key, found in self.placed.items():
            for each in found:
                if self.needs[key]["kind"] == "group":
                    now.add((*key, "g", each["program"], each["pattern"]))
                else:
                    now.add((*key, "a", each["staff"], each["day"], each["start"]))
        old: Iterable[Any] = self.instance.get("previous", ())
        return sum(tuple(e[:2]) in self.needs and tuple(e) not in now for e in old)

    def _imbalance(self) -> int:
        pools: dict[tuple[Any, Any], list[int]] = defaultdict(list)
        for staff in self.staff.values():
            pools[staff["site"], staff["role"]].append(self.load[staff["id"]])
        return sum(
            max(0, load - math.ceil(sum(pool) / len(pool)))
            for pool in pools.values()
            for load in pool
        )
