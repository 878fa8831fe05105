"""How many random people a second get placement advice, on one core."""

import random
import statistics
from collections.abc import Callable
from dataclasses import fields
from time import process_time
from typing import Any

from stepdown.rules.placement import (
    Facts,
    Substance,
    SubstanceUse,
    SuicideRisk,
    advise,
    default_rule_set,
)

PEOPLE = 10_000
RUNS = 5
SEED = 1
Note = Callable[[str], None]
_RANGES: dict[str, tuple[int, int]] = {
    "age_years": (12, 90),
    "phq9_item9": (0, 3),
    "ciwa_total": (0, 67),
    "cows_total": (0, 48),
    "pawss_total": (0, 10),
    "pulse_per_minute": (50, 140),
    "systolic_mm_hg": (80, 200),
    "temperature_celsius": (35, 40),
    "oxygen_percent": (85, 100),
    "dsm5_count": (0, 11),
}


def random_people(count: int, *, seed: int = SEED) -> list[Facts]:
    """People whose every fact is drawn; one fact in ten is not known."""
    chance = random.Random(seed)
    return [Facts(**{f.name: _drawn(f.name, chance) for f in fields(Facts)}) for _ in range(count)]


def _drawn(name: str, chance: random.Random) -> Any:
    if name == "breath_alcohol_percent":
        return 0.0  # anything else needs a drink in the history
    if name == "uses":
        return tuple(_use(chance) for _ in range(chance.randint(0, 3)))
    if chance.random() < 0.1:
        return None
    if name == "suicide_risk":
        return chance.choice(list(SuicideRisk))
    if name.startswith("concern_"):
        return chance.randint(0, 4)
    if name in _RANGES:
        return chance.randint(*_RANGES[name])
    return chance.random() < 0.3


def _use(chance: random.Random) -> SubstanceUse:
    return SubstanceUse(
        substance=chance.choice(list(Substance)),
        last_use_hours_ago=chance.uniform(1, 1000),
        is_daily=chance.random() < 0.5,
        is_heavy=chance.random() < 0.5,
        is_stable_prescription=chance.random() < 0.2,
    )


def measure_advice(note: Note) -> dict[str, Any]:
    """Advice in a second of processor time, so that other work on the machine does not count: the
    median of RUNS over the same PEOPLE, and the slowest run."""
    people, rules = random_people(PEOPLE), default_rule_set()
    found = []
    for number in range(RUNS):
        begun = process_time()
        for facts in people:
            advise(facts, rule_set=rules)
        found.append(PEOPLE / (process_time() - begun))
        note(f"advice, run {number + 1}")
    return {
        "people": PEOPLE,
        "runs": RUNS,
        "a_second": round(statistics.median(found)),
        "a_second_slowest": round(min(found)),
        "ruleset_version": rules.version,
    }
