"""Who works in an invented clinic, its rooms and programs, and what each phase asks for."""

import math
import random
from itertools import product

from benchmarks.timetable.instance import Json

SLOTS = 26  # 08:00 to 21:00
EARLY, LATE, SATURDAY = [0, 17], [9, SLOTS], [0, 12]

PHASES: dict[str, Json] = {
    "A": {"max_day": 8, "min_days": 3, "therapy": 12, "modules": 2, "support": True, "tests": 2},
    "B": {"max_day": 8, "min_days": 3, "therapy": 12, "modules": 1, "support": True, "tests": 1},
    "C": {"max_day": 6, "min_days": 2, "therapy": 6, "modules": 1, "support": False, "tests": 1},
    "D": {"max_day": 4, "min_days": 1, "therapy": 2, "modules": 0, "support": False, "tests": 0},
}
ROLES = {  # people for one of the role, the fewest, caseload
    "counselor": (11, 2, 14),
    "psychologist": (40, 1, 60),
    "medical": (70, 1, 90),
    "technician": (33, 2, 40),
}
ROOMS = {  # people for one room, capacity
    "group": (28, 12),
    "class": (67, 20),
    "office": (20, 4),
    "exam": (67, 3),
    "collection": (50, 2),
}


def staff(rng: random.Random, site: str, people: int) -> list[Json]:
    return [
        _member(rng, site, role, at)
        for role, (share, least, _) in ROLES.items()
        for at in range(max(least, math.ceil(people / share)))
    ]


def _member(rng: random.Random, site: str, role: str, at: int) -> Json:
    """Early and late in turn; one in three has a weekday off for Saturday."""
    shift = EARLY if at % 2 == 0 else LATE
    shifts: list[list[int] | None] = [list(shift) for _ in range(5)] + [None]
    if rng.random() < 1 / 3:
        shifts[rng.randrange(5)] = None
        shifts[5] = SATURDAY
    pause = [7, 11] if shift is EARLY else [14, 18]
    return {
        "id": f"{site}-{role[:4]}{at}",
        "role": role,
        "site": site,
        "shifts": shifts,
        "break_window": [pause if s not in (None, SATURDAY) else None for s in shifts],
        "max_contact": [0 if s is None else 8 if s is SATURDAY else 13 for s in shifts],
        "caseload_max": ROLES[role][2],
    }


def rooms(site: str, people: int) -> list[Json]:
    return [
        {"id": f"{site}-{kind}{at}", "site": site, "type": kind, "capacity": capacity}
        for kind, (share, capacity) in ROOMS.items()
        for at in range(max(2, math.ceil(people / share)))
    ]


def programs(site: str, members: list[Json]) -> list[Json]:
    counselors = [m["id"] for m in members if m["role"] == "counselor"]
    teachers = [*counselors, *(m["id"] for m in members if m["role"] == "psychologist")]
    thrice = [[[a, s], [b, s], [c, s]] for (a, b, c), s in product(THREES, STARTS)]
    twice = [[[a, s], [b, s]] for (a, b), s in product(TWOS, [*STARTS, 6, 14, 22])]
    once = [[[day, s]] for day in range(6) for s in range(2, 24, 2) if day < 5 or s < 10]
    found = [
        _program(f"{site}-TA-{track}", site, 4, thrice, counselors, 12, "group")
        for track in ("general", "women", "cooccurring", "spanish")
    ]
    found += [
        _program(f"{site}-TC-{track}", site, 3, twice, counselors, 12, "group")
        for track in ("general", "women", "cooccurring", "spanish")
    ]
    found.append(_program(f"{site}-TD-general", site, 2, once, counselors, 12, "group"))
    found += [_program(f"{site}-E{m}", site, 2, once, teachers, 20, "class") for m in range(1, 5)]
    return [*found, _program(f"{site}-S", site, 2, once, teachers, 12, "group")]


THREES = ((0, 2, 4), (0, 1, 3), (1, 3, 4), (1, 2, 4))
TWOS = ((0, 2), (1, 3), (2, 4), (0, 3), (1, 4))
STARTS = (2, 4, 10, 12, 18, 20, 21)


def _program(
    name: str,
    site: str,
    slots: int,
    patterns: list[list[list[int]]],
    leaders: list[str],
    cap: int,
    room: str,
) -> Json:
    """`min_size` and `max_groups` are filled in when the hidden week is known."""
    return {
        "id": name,
        "site": site,
        "mode": "onsite",
        "slots": slots,
        "patterns": patterns,
        "leaders": leaders,
        "cap": cap,
        "room_type": room,
        "min_size": 1,
        "max_groups": 99,
    }
