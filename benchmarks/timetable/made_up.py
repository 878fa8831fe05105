"""Invented clinics of any size in the benchmark's format, with a complete week hidden in them.

Nobody in them exists. The hidden week is made first, at random, round rough daily lives; then each
life is opened where the hidden week needs it. So everybody can be served, but nothing says how.
"""

import copy
import random
from dataclasses import dataclass

from benchmarks.timetable.instance import Clinic, Json
from benchmarks.timetable.invented_staff import PHASES, SLOTS, programs, rooms, staff
from benchmarks.timetable.invented_week import hide
from benchmarks.timetable.occupied import written

A_SITE = 200  # people
DAYS = 6
OPTIONS = 0.13  # share of people whose team is still to be chosen
LIVES = ("dayjob", "home", "student", "shift", "parent", "evejob", "leave")
TRACKS = ("general", "women", "cooccurring", "spanish")


@dataclass(frozen=True)
class MadeUp:
    """`solution` serves everybody, unless the instance was overloaded."""

    instance: Json
    solution: Json


def made_up(people: int, seed: int = 1, *, overload: float = 0.0) -> MadeUp:
    """A clinic for so many people; `overload` adds that share of people without a place."""
    rng = random.Random(f"{people}/{seed}/{overload}")
    sites = -(-people // A_SITE)
    shares = [people // sites + (at < people % sites) for at in range(sites)]
    everybody = [
        staff(rng, f"s{at}", round(share * (1 + overload / 4))) for at, share in enumerate(shares)
    ]
    instance: Json = {
        "format": "stepdown-week/1",
        "name": f"made-up-{people}-{seed}" + (f"-o{overload:g}" if overload else ""),
        "seed": seed,
        "slot_minutes": 30,
        "day_start": "08:00",
        "days": DAYS,
        "slots_per_day": SLOTS,
        "staff": [member for each in everybody for member in each],
        "rooms": [r for at, share in enumerate(shares) for r in rooms(f"s{at}", share)],
        "programs": [],
        "patients": [],
        "weights": {"unmet": 1000, "not_full": 300, "burden": 1, "balance": 3},
        "full_service_possible": overload == 0,
    }
    for at, share in enumerate(shares):
        instance["programs"] += programs(f"s{at}", everybody[at])
        instance["patients"] += [
            _person(rng, f"s{at}", number, everybody[at]) for number in range(share)
        ]
    plan = hide(rng, instance)
    for at, share in enumerate(shares):
        more = range(share, share + round(share * overload))
        instance["patients"] += [_person(rng, f"s{at}", number, everybody[at]) for number in more]
    solution = written(Clinic(instance), plan)
    _forget_teams(rng, instance)
    return MadeUp(instance, solution)


def _person(rng: random.Random, site: str, number: int, team: list[Json]) -> Json:
    phase = rng.choices(tuple(PHASES), (25, 37, 22, 16))[0]
    life = rng.choice(LIVES)
    said = PHASES[phase]
    by_role: dict[str, list[str]] = {}
    for member in team:
        by_role.setdefault(member["role"], []).append(member["id"])
    with_family = phase in "ABC" and rng.random() < 0.4
    return {
        "id": f"{site}-p{number:03}",
        "site": site,
        "phase": phase,
        "life": life,
        "priority": rng.choices((1, 2, 3), (6, 3, 1))[0],
        "free": [_windows(rng, life, day) for day in range(DAYS)],
        "travel": rng.choice((0, 1, 1, 2)),
        "telehealth": rng.random() < 0.85,
        "max_day": said["max_day"],
        "min_days": said["min_days"],
        "family_free": [rng.choice(([[18, SLOTS]], [[4, 12]])) for _ in range(DAYS)]
        if with_family
        else None,
        "team": {role: rng.choice(members) for role, members in by_role.items()},
        "team_options": {},
        "needs": _needs(rng, site, phase, rng.choice(TRACKS), with_family),
        "new": False,
    }


def _windows(rng: random.Random, life: str, day: int) -> list[list[int]]:
    """A rough day of that life, in slots from 08:00."""
    if day == DAYS - 1:
        return [[0, 12]] if rng.random() < 0.4 else []
    if life == "dayjob":
        return [[0, 2], [8, 10], [18, SLOTS]]
    if life == "student":
        return [[2, 10]] if day % 2 == 0 else [[11, 24]]
    if life == "shift":
        return rng.choice(([[0, 12]], [[13, SLOTS]]))
    return {"parent": [[3, 13]], "evejob": [[2, 14]]}.get(life, [[2, 20]])


def _needs(rng: random.Random, site: str, phase: str, track: str, family: bool) -> list[Json]:
    kind = {"A": "TA", "B": "TA", "C": "TC", "D": "TD"}[phase]
    said = PHASES[phase]
    options = [(f"{site}-{kind}-{track}", 0)] if kind != "TD" else [(f"{site}-TD-general", 0)]
    if track != "general" and kind != "TD" and rng.random() < 0.5:
        options.append((f"{site}-{kind}-general", 4))
    modules = sorted(rng.sample(range(1, 5), said["modules"]))
    needs = [_group("therapy", options, said["therapy"], 4)]
    for at, module in enumerate(modules):
        needs.append(_group(f"edu{at}", [(f"{site}-E{module}", 0)], 2, 2))
        if at:
            needs[-1]["after"] = f"edu{at - 1}"
    if said["support"]:
        needs.append(_group("support", [(f"{site}-S", 0)], 2, 2))
    counseling = 2 if phase in "AB" else 1
    needs.append(_visit("counseling", "counselor", counseling, 4, "office"))
    if said["tests"]:
        test = _visit("drugtest", "technician", 1, 3, "collection", count=said["tests"])
        needs.append({**test, "tele_ok": False, "min_gap_days": 2})
    if rng.random() < 0.4:
        needs.append(_visit("medical", "medical", 1, 6, "exam"))
    if rng.random() < 0.25:
        needs.append(_visit("psychology", "psychologist", 2, 4, "office"))
    if family:
        needs.append({**_visit("family", "counselor", 2, 2, "office"), "family": True})
    return needs


def _group(name: str, options: list[tuple[str, int]], slots: int, weight: int) -> Json:
    return {
        "id": name,
        "kind": "group",
        "service": name.rstrip("01"),
        "options": [{"program": program, "cost": cost} for program, cost in options],
        "weight": weight,
        "total_slots": slots,
    }


def _visit(name: str, role: str, slots: int, weight: int, room: str, count: int = 1) -> Json:
    return {
        "id": name,
        "kind": "individual",
        "service": name,
        "role": role,
        "slots": slots,
        "count": count,
        "total_slots": slots * count,
        "weight": weight,
        "tele_ok": True,
        "room_type": room,
    }


def _forget_teams(rng: random.Random, instance: Json) -> None:
    """Some people are new: who cares for them is part of the problem."""
    load: dict[str, int] = {}
    for patient in instance["patients"]:
        for member in patient["team"].values():
            load[member] = load.get(member, 0) + 1
    for member in instance["staff"]:
        member["caseload_max"] = max(member["caseload_max"], load.get(member["id"], 0))
    for patient in instance["patients"]:
        if rng.random() < OPTIONS:
            roles = {
                role: [
                    m["id"]
                    for m in instance["staff"]
                    if m["role"] == role and m["site"] == patient["site"]
                ]
                for role in patient["team"]
            }
            patient.update(new=True, team=dict.fromkeys(roles), team_options=roles)


def next_week(made: MadeUp, seed: int = 1) -> Json:
    """The week after: some lives and needs changed, and last week's placements to keep."""
    rng = random.Random(f"next/{made.instance['name']}/{seed}")
    week = copy.deepcopy(made.instance)
    week.update(name=f"{week['name']}-w2", full_service_possible=False)
    week["weights"]["disruption"] = 20
    week["previous"] = [
        [m["patient"], m["need"], "g", g["program"], g["pattern"]]
        for g in made.solution["groups"]
        for m in g["members"]
    ] + [
        [a["patient"], a["need"], "a", a["staff"], a["day"], a["start"]]
        for a in made.solution["appointments"]
    ]
    for patient in week["patients"]:
        if patient["new"]:
            patient.update(team=made.solution["teams"][patient["id"]], team_options={}, new=False)
        if rng.random() < 0.1:
            day = rng.randrange(DAYS)
            patient["free"][day] = _windows(rng, rng.choice(LIVES), day)
        if rng.random() < 0.05 and len(patient["needs"]) > 1:
            patient["needs"].pop()
    return week


def sick_calls(made: MadeUp, number: int, seed: int = 1) -> list[Json]:
    """Absences on a day on which the person has something to do; every third is told late."""
    rng = random.Random(f"sick/{made.instance['name']}/{seed}")
    busy = {(v["staff"], v["day"]) for v in made.solution["appointments"]}
    patterns = {p["id"]: p["patterns"] for p in made.instance["programs"]}
    for group in made.solution["groups"]:
        days = [day for day, _ in patterns[group["program"]][group["pattern"]]]
        busy |= {(group["leader"], day) for day in days}
    chosen = rng.sample(sorted(busy), min(number, len(busy)))
    return [
        {"day": day, "slot": 0 if at % 3 else rng.randrange(12), "absent": [member]}
        for at, (member, day) in enumerate(chosen)
    ]
