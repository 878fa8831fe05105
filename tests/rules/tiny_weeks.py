"""Random weeks so tiny that brute force can reckon with them, and random prices, as plain JSON."""

import random
from typing import Any

Json = dict[str, Any]
DAYS, SLOTS = 2, 6
ROLES = ("counselor", "medical")


def tiny_instance(seed: int) -> Json:
    rng = random.Random(seed)
    staff = [_staff(rng, f"s{i}", ROLES[i % 2]) for i in range(rng.randint(1, 3))]
    programs = [_program(rng, f"g{i}", staff) for i in range(rng.randint(0, 2))]
    patients = [_patient(rng, f"p{i}", staff, programs) for i in range(rng.randint(1, 3))]
    for member in staff:
        named = sum(list(p["team"].values()).count(member["id"]) for p in patients)
        member["caseload_max"] = named + rng.randint(0, 1)
    instance = {
        "name": f"tiny-{seed}",
        "slot_minutes": 30,
        "days": DAYS,
        "slots_per_day": SLOTS,
        "staff": staff,
        "rooms": [
            {"id": f"r{i}", "site": "here", "type": kind, "capacity": rng.randint(0, 2)}
            for i, kind in enumerate(rng.sample(["hall", "office", "office"], rng.randint(0, 3)))
        ],
        "programs": programs,
        "patients": patients,
        "weights": {"unmet": 10, "not_full": 7, "disruption": 3, "burden": 1, "balance": 3},
    }
    if rng.random() < 0.5:
        instance["previous"] = [_held(rng, p["id"], n, staff) for p in patients for n in p["needs"]]
    return instance


def tiny_certificate(instance: Json, seed: int, seats: list[list[Any]]) -> Json:
    """Prices on a part of all rows; `seats` are the names of the possible ones."""
    rng = random.Random(seed)
    scale = rng.choice((1, 10, 1000))
    staff = [member["id"] for member in instance["staff"]]
    kinds = {(r["site"], r["type"]) for r in instance["rooms"] if r["capacity"]}
    days, slots = range(DAYS), range(SLOTS)
    rows: dict[str, list[list[Any]]] = {
        "moment": [[s, d, k] for s in staff for d in days for k in slots],
        "contact": [[s, d] for s in staff for d in days],
        "break": [[s, d] for s in staff for d in days],
        "room": [[*kind, d, k] for kind in sorted(kinds) for d in days for k in slots],
        "caseload": [[s] for s in staff],
        "seat": seats,
    }
    least = {"seat": -4}
    return {
        "format": "stepdown-certificate/1",
        "instance": instance["name"],
        "scale": scale,
        "prices": {
            kind: [
                [*names, rng.randint(least.get(kind, 0) * scale, 8 * scale)]
                for names in found
                if rng.random() < 0.6
            ]
            for kind, found in rows.items()
        },
    }


def _staff(rng: random.Random, key: str, role: str) -> Json:
    return {
        "id": key,
        "role": role,
        "site": rng.choice(("here", "here", None)),
        "shifts": [rng.choice(([0, 6], [1, 5], None)) for _ in range(DAYS)],
        "break_window": [rng.choice(([2, 4], [3, 4], None)) for _ in range(DAYS)],
        "max_contact": [rng.randint(1, 5) for _ in range(DAYS)],
        "caseload_max": 0,
    }


def _program(rng: random.Random, key: str, staff: list[Json]) -> Json:
    slots = rng.randint(1, 2)
    mode = rng.choice(("onsite", "onsite", "tele"))
    times = [[d, s] for d in range(DAYS) for s in range(SLOTS - slots + 1)]
    patterns = [[time] for time in rng.sample(times, 2)]
    if rng.random() < 0.5:
        patterns.append([[0, rng.randint(0, 2)], [1, rng.randint(0, 2)]])
    least = rng.randint(0, 2)
    return {
        "id": key,
        "mode": mode,
        "slots": slots,
        "patterns": patterns,
        "leaders": rng.sample([s["id"] for s in staff], rng.randint(1, len(staff))),
        "cap": rng.randint(max(1, least), 3),
        "min_size": least,
        "max_groups": rng.randint(0, 3),
        "site": "here" if mode == "onsite" else None,
        "room_type": "hall" if mode == "onsite" else None,
    }


def _patient(rng: random.Random, key: str, staff: list[Json], programs: list[Json]) -> Json:
    needs = [_visit_need(rng, f"v{i}") for i in range(rng.randint(0, 2))]
    if programs:
        needs += [_group_need(rng, f"n{i}", programs) for i in range(rng.randint(0, 2))]
        groups = [need for need in needs if need["kind"] == "group"]
        if len(groups) == 2 and rng.random() < 0.6:
            groups[1]["after"] = groups[0]["id"]
    team, options = {}, {}
    for role in rng.sample(ROLES, rng.randint(1, 2)):
        able = [s["id"] for s in staff if s["role"] == role]
        team[role] = rng.choice(able) if able and rng.random() < 0.5 else None
        if team[role] is None:
            options[role] = able or [staff[0]["id"]]
    return {
        "id": key,
        "site": "here",
        "priority": rng.randint(1, 2),
        "free": [[[rng.randint(0, 2), rng.randint(3, 6)]] for _ in range(DAYS)],
        "family_free": [[[0, rng.randint(1, 6)]] for _ in range(DAYS)],
        "travel": rng.randint(0, 2),
        "telehealth": rng.random() < 0.7,
        "max_day": rng.randint(1, 5),
        "min_days": rng.randint(0, 2),
        "team": team,
        "team_options": options,
        "needs": needs,
    }


def _visit_need(rng: random.Random, key: str) -> Json:
    return {
        "id": key,
        "kind": "individual",
        "role": rng.choice(ROLES),
        "slots": rng.randint(1, 2),
        "count": rng.randint(1, 2),
        "min_gap_days": rng.randint(0, 2),
        "tele_ok": rng.random() < 0.6,
        "room_type": "office",
        "family": rng.random() < 0.2,
        "weight": rng.randint(0, 3),
        "total_slots": rng.randint(1, 4),
    }


def _group_need(rng: random.Random, key: str, programs: list[Json]) -> Json:
    chosen = rng.sample(programs, rng.randint(1, len(programs)))
    return {
        "id": key,
        "kind": "group",
        "options": [{"program": p["id"], "cost": rng.randint(0, 3)} for p in chosen],
        "weight": rng.randint(0, 3),
        "total_slots": rng.randint(1, 4),
    }


def _held(rng: random.Random, patient: str, need: Json, staff: list[Json]) -> list[Any]:
    if need["kind"] == "group":
        return [patient, need["id"], "g", need["options"][0]["program"], rng.randint(0, 1)]
    place = [rng.randrange(DAYS), rng.randrange(SLOTS)]
    return [patient, need["id"], "a", rng.choice(staff)["id"], *place]
