"""The week that an invented clinic hides: made at random, then lives are opened where it needs."""

import random
from collections import defaultdict

from benchmarks.timetable.instance import (
    ONSITE,
    TELE,
    Choice,
    Clinic,
    Group,
    Json,
    Plan,
    Span,
    Visit,
    bits,
)
from benchmarks.timetable.occupied import Occupied

LOOKED_AT = 5  # times that are compared before a group is opened
FULLNESS = 0.75  # of a group, at most, while others wait


def hide(rng: random.Random, instance: Json) -> Plan:
    """Opens lives, drops what finds no place at all, and says how many groups there may be."""
    hidden = _Hidden(rng, instance)
    hidden.seat_everybody()
    hidden.book_everybody()
    hidden.settle()
    return hidden.plan


class _Hidden:
    def __init__(self, rng: random.Random, instance: Json) -> None:
        self.rng, self.instance = rng, instance
        self.clinic = Clinic(instance)
        self.plan = Plan()
        self.taken = Occupied(self.clinic, self.plan)
        self.met: dict[tuple[str, str], Choice] = {}
        self.dropped: set[tuple[str, str]] = set()

    # groups

    def seat_everybody(self) -> None:
        waiting: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
        for key, need in self.clinic.needs.items():
            if need["kind"] == "group":
                program = self.rng.choice(need["options"])["program"]
                waiting[-need["total_slots"] * 10 + ("after" in need), program].append(key)
        for (_, program), keys in sorted(waiting.items()):
            self.rng.shuffle(keys)
            while keys:
                group = self._opened(program, keys)
                if group is None:
                    break
                keys = self._seated(group, keys)
            for key in keys:
                self._squeeze_in(program, key)

    def _opened(self, program: str, keys: list[tuple[str, str]]) -> Group | None:
        """Of a few random times, the one that suits most; anybody may be asked to bend."""
        patterns = len(self.clinic.programs[program]["patterns"])
        order = self.rng.sample(range(patterns), patterns)
        possible = [
            Choice(program, at) for at in order if self.taken.group_can(Choice(program, at))
        ]
        if not possible:
            return None
        best = max(possible[:LOOKED_AT], key=lambda c: sum(self._suits(c, key) for key in keys))
        group = Group(*best, self.rng.choice(self.taken.group_can(best)))
        if not any(self._fits(best, key) for key in keys):
            return None
        self.taken.open(group)
        self.plan.groups.append(group)
        return group

    def _suits(self, choice: Choice, key: tuple[str, str]) -> bool:
        site = self.clinic.programs[choice.program]["site"]
        spans = self.clinic.meetings(choice)
        return self._fits(choice, key) and all(self.clinic.suits(key[0], s, site) for s in spans)

    def _fits(self, choice: Choice, key: tuple[str, str]) -> bool:
        """Whatever the person's life says."""
        spans = self.clinic.meetings(choice)
        after = self.clinic.needs[key].get("after")
        if after:
            if (key[0], after) not in self.met:
                return False
            last = self.clinic.meetings(self.met[key[0], after])[-1]
            if (last.day, last.end) > (spans[0].day, spans[0].start):
                return False
        return all(self.taken.person_can(key[0], span) for span in spans)

    def _seated(self, group: Group, keys: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Fills the group and returns who still waits; the last ones come even if it is hard."""
        most = int(self.clinic.programs[group.program]["cap"] * FULLNESS)
        left = []
        for key in sorted(keys, key=lambda k: not self._suits(group.choice, k)):
            suits = self._suits(group.choice, key) or not group.members
            if len(group.members) < most and suits and self._fits(group.choice, key):
                self._join(group, key)
            else:
                left.append(key)
        return left

    def _squeeze_in(self, program: str, key: tuple[str, str]) -> None:
        cap = self.clinic.programs[program]["cap"]
        for group in self.plan.groups:
            free = group.program == program and len(group.members) < cap
            if free and self._fits(group.choice, key):
                return self._join(group, key)
        self.dropped.add(key)

    def _join(self, group: Group, key: tuple[str, str]) -> None:
        group.members.append(key)
        self.taken.join(key[0], group.choice)
        self.met[key] = group.choice

    # visits

    def book_everybody(self) -> None:
        keys = [key for key, need in self.clinic.needs.items() if need["kind"] == "individual"]
        self.rng.shuffle(keys)
        for key in keys:
            for _ in range(self.clinic.needs[key]["count"]):
                if not self._booked(key):
                    self.dropped.add(key)
                    break

    def _booked(self, key: tuple[str, str]) -> bool:
        """At a time that suits, or at any time in which the clinician could."""
        starts = list(self.clinic.starts(*key))
        self.rng.shuffle(starts)
        starts.sort(key=lambda v: not self.taken.people[v.patient][v.day])
        anywhere = list(self._anywhere(key))
        self.rng.shuffle(anywhere)
        gap = self.clinic.needs[key].get("min_gap_days", 1)
        days = [v.day for v in self.plan.visits if (v.patient, v.need) == key]
        for visit in [*starts, *anywhere]:
            apart = all(abs(visit.day - day) >= gap for day in days)
            if apart and self.taken.visit_can(visit):
                self.taken.book(visit)
                self.plan.visits.append(visit)
                return True
        return False

    def _anywhere(self, key: tuple[str, str]) -> list[Visit]:
        need, patient = self.clinic.needs[key], self.clinic.patients[key[0]]
        mode = TELE if need["tele_ok"] and patient["telehealth"] else ONSITE
        return [
            Visit(*key, patient["team"][need["role"]], day, start, mode)
            for day in range(self.clinic.days)
            for start in range(self.clinic.slots - need["slots"] + 1)
            if not need.get("family")
            or not bits(start, start + need["slots"]) & ~self.clinic.family[key[0]][day]
        ]

    # what the week means for the instance

    def settle(self) -> None:
        self._drop()
        self._open_lives()
        sizes: dict[str, list[int]] = defaultdict(list)
        for group in self.plan.groups:
            sizes[group.program].append(len(group.members))
        for program in self.instance["programs"]:
            opened = sizes[program["id"]]
            program["max_groups"] = len(opened) + self.rng.choice((0, 1, 1, 2))
            program["min_size"] = min([3, *opened])

    def _drop(self) -> None:
        for patient in self.instance["patients"]:
            gone = {name for who, name in self.dropped if who == patient["id"]}
            patient["needs"] = [n for n in patient["needs"] if n["id"] not in gone]
            kept = {n["id"] for n in patient["needs"]}
            for need in patient["needs"]:
                if need.get("after") not in kept:
                    need.pop("after", None)
        self.plan.visits = [v for v in self.plan.visits if (v.patient, v.need) not in self.dropped]

    def _open_lives(self) -> None:
        sessions: dict[str, list[Span]] = defaultdict(list)
        for group in self.plan.groups:
            for patient, _ in group.members:
                sessions[patient] += self.clinic.meetings(group.choice)
        for visit in self.plan.visits:
            sessions[visit.patient].append(self.clinic.span(visit))
        for patient in self.instance["patients"]:
            mine = sessions[patient["id"]]
            patient["min_days"] = min(patient["min_days"], len({span.day for span in mine}))
            for span in mine:
                around = patient["travel"] if span.mode == ONSITE else 0
                window = (span.start - around, span.end + around)
                _open(patient["free"][span.day], *window, self.clinic.slots)


def _open(windows: list[list[int]], start: int, end: int, slots: int) -> None:
    """Adds a window and joins those that touch, in place."""
    found: list[list[int]] = []
    for first, last in sorted([*windows, [max(0, start), min(slots, end)]]):
        if found and first <= found[-1][1]:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    windows[:] = found
