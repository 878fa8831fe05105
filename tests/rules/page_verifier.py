"""A second verifier of certificates: brute force, from docs/reference/timetable-certificate.md.

It reads plain JSON, shares no code with the product, and is slow: for tiny weeks only.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil
from typing import Any, NamedTuple

Json = dict[str, Any]
Prices = dict[tuple[Any, ...], int]


class Session(NamedTuple):
    """`what`: the program and pattern, or the clinician."""

    need: str
    mode: str
    what: tuple[Any, ...]
    meetings: tuple[tuple[int, int, int], ...]


def proved(instance: Json, certificate: Json) -> int:
    return Verifier(instance, certificate).bound()


class Verifier:
    def __init__(self, instance: Json, certificate: Json) -> None:
        self.week, self.scale = instance, certificate["scale"]
        self.prices: Prices = defaultdict(int)
        for kind, entries in certificate["prices"].items():
            for *names, price in entries:
                self.prices[kind, *names] = price
        self.staff = {s["id"]: s for s in instance["staff"]}
        self.programs = {p["id"]: p for p in instance["programs"]}

    def bound(self) -> int:
        total = sum(self.person(p) for p in self.week["patients"])
        total += sum(self.program(p) for p in self.week["programs"])
        total -= sum(price * self.capacity(*row) for row, price in self.prices.items())
        return ceil(Fraction(total, self.scale))

    # rows

    def capacity(self, kind: str, *names: Any) -> int:
        if kind == "contact":
            return int(self.staff[names[0]]["max_contact"][names[1]])
        if kind == "break":
            window = self.staff[names[0]]["break_window"][names[1]]
            return window[1] - window[0] - 1 if window else 0
        if kind == "room":
            return len([r for r in self.rooms(*names[:2]) if r["capacity"] >= 1])
        if kind == "caseload":
            return int(self.staff[names[0]]["caseload_max"])
        return 1 if kind == "moment" else 0

    def rooms(self, site: str | None, kind: str | None) -> list[Json]:
        return [r for r in self.week["rooms"] if (r["site"], r["type"]) == (site, kind)]

    def time_of(self, staff: str, day: int, start: int, end: int) -> int:
        window = self.staff[staff]["break_window"][day] or (0, 0)
        return sum(
            self.prices["moment", staff, day, slot]
            + self.prices["contact", staff, day]
            + (self.prices["break", staff, day] if window[0] <= slot < window[1] else 0)
            for slot in range(start, end)
        )

    def room_of(self, site: str, kind: str, day: int, start: int, end: int) -> int:
        return sum(self.prices["room", site, kind, day, slot] for slot in range(start, end))

    # what is possible

    def meetings(self, program: Json, pattern: int) -> tuple[tuple[int, int, int], ...]:
        return tuple((d, s, s + program["slots"]) for d, s in program["patterns"][pattern])

    def can_work(self, staff: str, meetings: tuple[tuple[int, int, int], ...]) -> bool:
        member = self.staff[staff]
        busy: dict[int, set[int]] = defaultdict(set)
        for day, start, end in meetings:
            shift = member["shifts"][day]
            if shift is None or start < shift[0] or end > shift[1]:
                return False
            busy[day].update(range(start, end))
        return all(
            len(slots) <= member["max_contact"][day]
            and not (
                member["break_window"][day] and slots >= set(range(*member["break_window"][day]))
            )
            for day, slots in busy.items()
        )

    def able(self, program: Json, pattern: int) -> list[str]:
        return [
            staff
            for staff in program["leaders"]
            if self.can_work(staff, self.meetings(program, pattern))
            and not (program["mode"] == "onsite" and self.staff[staff]["site"] is None)
        ]

    def is_free(self, windows: Any, day: int, start: int, end: int, travel: int) -> bool:
        slots = range(max(0, start - travel), min(self.week["slots_per_day"], end + travel))
        return all(any(a <= slot < b for a, b in windows[day]) for slot in slots)

    def seats(self, person: Json, need: Json) -> Iterator[Session]:
        for option in need["options"]:
            program = self.programs[option["program"]]
            tele = program["mode"] == "tele"
            if not (person["telehealth"] if tele else program["site"] == person["site"]):
                continue
            travel = 0 if tele else person["travel"]
            for pattern in range(len(program["patterns"])):
                meetings = self.meetings(program, pattern)
                days: dict[int, int] = defaultdict(int)
                for day, start, end in meetings:
                    days[day] += end - start
                if (
                    self.able(program, pattern)
                    and all(self.is_free(person["free"], *m, travel) for m in meetings)
                    and max(days.values()) <= person["max_day"]
                ):
                    yield Session(need["id"], program["mode"], (program["id"], pattern), meetings)

    def visits(self, person: Json, need: Json) -> Iterator[Session]:
        if need["role"] not in person["team"] or need["slots"] > person["max_day"]:
            return
        named = person["team"][need["role"]]
        options = [named] if named else person["team_options"].get(need["role"], [])
        grid = product(range(self.week["days"]), range(self.week["slots_per_day"]))
        for (day, start), staff, mode in product(list(grid), options, ("onsite", "tele")):
            end = start + need["slots"]
            travel = person["travel"] if mode == "onsite" else 0
            if mode == "onsite":
                rooms = self.rooms(person["site"], need["room_type"])
                fine = bool(self.staff[staff]["site"]) and any(r["capacity"] >= 1 for r in rooms)
            else:
                fine = need["tele_ok"] and person["telehealth"]
            if (
                fine
                and end <= self.week["slots_per_day"]
                and self.is_free(person["free"], day, start, end, travel)
                and not (
                    need.get("family")
                    and not self.is_free(person["family_free"], day, start, end, 0)
                )
                and self.can_work(staff, ((day, start, end),))
            ):
                yield Session(need["id"], mode, (staff,), ((day, start, end),))

    # the minimum of a person

    def person(self, person: Json) -> int:
        choices: list[list[tuple[Session, ...]]] = []
        for need in person["needs"]:
            if need["kind"] == "group":
                choices.append([(), *((seat,) for seat in self.seats(person, need))])
                continue
            visits = list(self.visits(person, need))
            choices.append([c for n in range(need["count"] + 1) for c in combinations(visits, n)])
        fixed = [s for s in person["team"].values() if s]
        always = sum(self.prices["caseload", staff] for staff in fixed)
        weeks = (self.cheapest_team(person, week) for week in self.weeks(person, choices, ()))
        return always + min(cost for cost in weeks if cost is not None)

    def weeks(
        self, person: Json, choices: list[list[tuple[Session, ...]]], so_far: tuple[Session, ...]
    ) -> Iterator[tuple[Session, ...]]:
        if not choices:
            if self.in_order(person, so_far):
                yield so_far
            return
        for chosen in choices[0]:
            week = (*so_far, *chosen)
            if self.fits(person, week) and self.is_spaced(person, chosen):
                yield from self.weeks(person, choices[1:], week)

    def fits(self, person: Json, week: tuple[Session, ...]) -> bool:
        by_day = defaultdict(list)
        for session in week:
            for day, start, end in session.meetings:
                by_day[day].append((start, end, session.mode))
        for today in by_day.values():
            today.sort()
            if sum(end - start for start, end, _ in today) > person["max_day"]:
                return False
            for (_, end, mode), (start, _, other) in combinations(today, 2):
                if start < end or (mode != other and start - end < person["travel"]):
                    return False
        return True

    def is_spaced(self, person: Json, chosen: tuple[Session, ...]) -> bool:
        if len(chosen) < 2:
            return True
        need = next(n for n in person["needs"] if n["id"] == chosen[0].need)
        days = sorted(session.meetings[0][0] for session in chosen)
        return all(b - a >= need.get("min_gap_days", 1) for a, b in pairwise(days))

    def in_order(self, person: Json, week: tuple[Session, ...]) -> bool:
        held = {session.need: session for session in week}
        for need in person["needs"]:
            if need.get("after") and need["id"] in held:
                if need["after"] not in held:
                    return False
                day, _, end = held[need["after"]].meetings[-1]
                if held[need["id"]].meetings[0][:2] < (day, end):
                    return False
        return True

    def cheapest_team(self, person: Json, week: tuple[Session, ...]) -> int | None:
        """The least priced cost of these sessions over all who could be the clinicians."""
        roles = {n["id"]: n.get("role") for n in person["needs"]}
        seen: dict[str, set[str]] = defaultdict(set)
        for session in week:
            if roles[session.need]:
                seen[roles[session.need]].add(session.what[0])
        chosen: list[tuple[str | None, int]] = []
        missing = False
        extra: int = 0
        for role, named in person["team"].items():
            if named:
                continue
            options = person["team_options"].get(role, [])
            if len(seen[role]) > 1:
                return None
            if seen[role]:
                extra += self.prices["caseload", next(iter(seen[role]))]
            else:
                price = min((self.prices["caseload", s] for s in options), default=None)
                chosen.append((role, price) if price is not None else (None, 0))
                missing = missing or price is None
        sessions: int = sum(self.price(person, session) for session in week) + extra
        nobody: int = self.scale * self.own_cost(person, week, team_is_whole=not chosen)
        if missing or not chosen:
            return sessions + nobody
        somebody: int = self.scale * self.own_cost(person, week, team_is_whole=True)
        return sessions + min(nobody, somebody + sum(price for _, price in chosen))

    def price(self, person: Json, session: Session) -> int:
        if len(session.what) == 2:
            return self.prices["seat", person["id"], session.need, *session.what]
        (day, start, end), (staff,) = session.meetings[0], session.what
        price = self.time_of(staff, day, start, end)
        if session.mode == "onsite":
            need = next(n for n in person["needs"] if n["id"] == session.need)
            price += self.room_of(person["site"], need["room_type"], day, start, end)
        return price

    def own_cost(self, person: Json, week: tuple[Session, ...], *, team_is_whole: bool) -> int:
        weights, priority = self.week["weights"], person["priority"]
        cost: int = 0
        lacks = not team_is_whole
        for need in person["needs"]:
            count = need.get("count", 1)
            lacking = count - sum(session.need == need["id"] for session in week)
            lacks = lacks or lacking > 0
            missed = lacking * need["total_slots"] // count * need["weight"]
            cost += weights["unmet"] * priority * missed
        days = {day for session in week for day, _, _ in session.meetings}
        if lacks or len(days) < person["min_days"]:
            cost += weights["not_full"] * priority
        cost += weights["burden"] * self.burden(person, week)
        disruption: int = weights.get("disruption", 0)
        return int(cost + disruption * self.lost(person, week))

    def burden(self, person: Json, week: tuple[Session, ...]) -> int:
        trip = 2 * person["travel"] + 2
        options = {
            (need["id"], option["program"]): option["cost"]
            for need in person["needs"]
            for option in need.get("options", ())
        }
        total: int = sum(options.get((s.need, s.what[0]), 0) for s in week if len(s.what) == 2)
        for day in range(self.week["days"]):
            here = sorted(
                m[1:] for s in week if s.mode == "onsite" for m in s.meetings if m[0] == day
            )
            total += trip if here else 0
            total += sum(min(trip, later[0] - sooner[1]) for sooner, later in pairwise(here))
        return total

    def lost(self, person: Json, week: tuple[Session, ...]) -> int:
        now: set[tuple[Any, ...]] = set()
        for session in week:
            if len(session.what) == 2:
                now.add((person["id"], session.need, "g", *session.what))
            else:
                start = session.meetings[0][:2]
                now.add((person["id"], session.need, "a", session.what[0], *start))
        needs = {need["id"] for need in person["needs"]}
        return sum(
            tuple(entry) not in now
            for entry in self.week.get("previous") or ()
            if entry[0] == person["id"] and entry[1] in needs
        )

    # the minimum of a program

    def program(self, program: Json) -> int:
        """Groups on each pattern, then the best mix of patterns."""
        least = {0: 0}
        for pattern in range(len(program["patterns"])):
            mixed = dict(least)
            for groups, value in self.openings(program, pattern).items():
                for so_far, cost in least.items():
                    number = so_far + groups
                    if number <= program["max_groups"]:
                        mixed[number] = min(mixed.get(number, cost + value), cost + value)
            least = mixed
        return min(least.values())

    def openings(self, program: Json, pattern: int) -> dict[int, int]:
        """Number of groups on this pattern to their least cost, trying every set of members."""
        cap = program["cap"]
        if program["mode"] == "onsite":
            sizes = [r["capacity"] for r in self.rooms(program["site"], program["room_type"])]
            cap = min(cap, max(sizes, default=0))
        seats = [
            self.prices["seat", person["id"], need["id"], program["id"], pattern]
            for person in self.week["patients"]
            for need in person["needs"]
            if need["kind"] == "group"
            for seat in self.seats(person, need)
            if seat.what == (program["id"], pattern)
        ]
        able = self.able(program, pattern)
        found: dict[int, int] = {}
        for number in range(1, min(len(able), program["max_groups"]) + 1):
            counts = range(number * program["min_size"], min(number * cap, len(seats)) + 1)
            paid = [sum(m) for size in counts for m in combinations(seats, size)]
            led = [sum(map(self.led(program, pattern), c)) for c in combinations(able, number)]
            if paid and cap >= program["min_size"]:
                found[number] = min(led) - max(paid)
        return found

    def led(self, program: Json, pattern: int) -> Any:
        def cost(staff: str) -> int:
            total = 0
            for meeting in self.meetings(program, pattern):
                total += self.time_of(staff, *meeting)
                if program["mode"] == "onsite":
                    total += self.room_of(program["site"], program["room_type"], *meeting)
            return total

        return cost
