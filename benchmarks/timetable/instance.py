"""A clinic's week as the benchmark's JSON tells it, with look-ups for the baselines."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]
ONSITE, TELE = "onsite", "tele"


class Visit(NamedTuple):
    """One appointment of one person, in slots of the day."""

    patient: str
    need: str
    staff: str
    day: int
    start: int
    mode: str


class Choice(NamedTuple):
    """A program on one of its weekly patterns (index)."""

    program: str
    pattern: int


class Span(NamedTuple):
    day: int
    start: int
    end: int
    mode: str


@dataclass
class Group:
    program: str
    pattern: int
    leader: str
    members: list[tuple[str, str]] = field(default_factory=list)

    @property
    def choice(self) -> Choice:
        return Choice(self.program, self.pattern)


@dataclass
class Plan:
    """A week without rooms; those are dealt out when it is written."""

    groups: list[Group] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    teams: dict[tuple[str, str], str] = field(default_factory=dict)  # (patient, role), if chosen


def load(path: Path) -> Json:
    raw = path.read_bytes()
    content: Json = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return content


def mask(windows: list[list[int]] | None) -> int:
    """Half-open windows as one bit a slot."""
    found = 0
    for start, end in windows or ():
        found |= bits(start, end)
    return found


def bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start) if end > start else 0


class Clinic:
    """One instance. Masks hold a bit for each slot of a day."""

    def __init__(self, raw: Json) -> None:
        self.raw = raw
        self.days: int = raw["days"]
        self.slots: int = raw["slots_per_day"]
        self.staff = {s["id"]: s for s in raw["staff"]}
        self.programs = {p["id"]: p for p in raw["programs"]}
        self.patients = {p["id"]: p for p in raw["patients"]}
        self.needs = {(p["id"], n["id"]): n for p in raw["patients"] for n in p["needs"]}
        self.weights = {"disruption": 0, **raw["weights"]}
        self.shift = {
            s["id"]: [mask([w] if w else None) for w in s["shifts"]] for s in raw["staff"]
        }
        self.free = {p["id"]: [mask(w) for w in p["free"]] for p in raw["patients"]}
        self.family = {
            p["id"]: [mask(w) for w in p["family_free"] or [[]] * self.days]
            for p in raw["patients"]
        }
        self.previous = {tuple(each) for each in raw.get("previous", ())}
        self.rooms = self._rooms()

    def _rooms(self) -> dict[tuple[str, str], list[str]]:
        """By (site, type): the rooms that hold the largest group which uses the type."""
        largest = {
            (p["site"], p["room_type"]): 1 for p in self.raw["programs"] if p["mode"] == ONSITE
        }
        for program in self.raw["programs"]:
            kind = (program["site"], program["room_type"])
            largest[kind] = max(largest.get(kind, 1), program["cap"])
        found: dict[tuple[str, str], list[str]] = {}
        for room in self.raw["rooms"]:
            kind = (room["site"], room["type"])
            if room["capacity"] >= largest.get(kind, 1):
                found.setdefault(kind, []).append(room["id"])
        return found

    def meetings(self, choice: Choice) -> list[Span]:
        program = self.programs[choice.program]
        length, mode = program["slots"], program["mode"]
        return [Span(d, s, s + length, mode) for d, s in program["patterns"][choice.pattern]]

    def span(self, visit: Visit) -> Span:
        length = self.needs[visit.patient, visit.need]["slots"]
        return Span(visit.day, visit.start, visit.start + length, visit.mode)

    def suits(self, patient: str, span: Span, site: str | None) -> bool:
        """The person's own week and means allow it: time, travel, telehealth, site."""
        person = self.patients[patient]
        if span.mode == TELE:
            if not person["telehealth"]:
                return False
            wanted = bits(span.start, span.end)
        else:
            if site != person["site"]:
                return False
            travel = person["travel"]
            wanted = bits(max(0, span.start - travel), min(self.slots, span.end + travel))
        return not wanted & ~self.free[patient][span.day]

    def choices(self, patient: str, need: str) -> list[tuple[Choice, int]]:
        """Groups that suit the person, each with its preference cost."""
        return [
            (choice, option["cost"])
            for option in self.needs[patient, need]["options"]
            for choice in _choices(self, option["program"])
            if all(
                self.suits(patient, span, self.programs[choice.program]["site"])
                for span in self.meetings(choice)
            )
        ]

    def own(self, patient: str, role: str) -> list[str]:
        """Who may be this person's clinician of that role: one, or the options."""
        person = self.patients[patient]
        fixed = person["team"].get(role)
        return [fixed] if fixed else list(person["team_options"].get(role, ()))

    def starts(self, patient: str, need: str) -> Iterator[Visit]:
        """Every appointment that suits the person, their family and the shift of the clinician."""
        wanted, person = self.needs[patient, need], self.patients[patient]
        modes = [ONSITE, TELE] if wanted["tele_ok"] and person["telehealth"] else [ONSITE]
        for staff in self.own(patient, wanted["role"]):
            for day in range(self.days):
                for start in range(self.slots - wanted["slots"] + 1):
                    own = bits(start, start + wanted["slots"])
                    if own & ~self.shift[staff][day]:
                        continue
                    if wanted.get("family") and own & ~self.family[patient][day]:
                        continue
                    for mode in modes:
                        if mode == ONSITE and self.staff[staff]["site"] is None:
                            continue
                        visit = Visit(patient, need, staff, day, start, mode)
                        if self.suits(patient, self.span(visit), person["site"]):
                            yield visit


@cache
def _choices(clinic: Clinic, program: str) -> list[Choice]:
    return [Choice(program, index) for index in range(len(clinic.programs[program]["patterns"]))]
