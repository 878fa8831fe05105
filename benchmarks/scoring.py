"""How many forms a second one core scores, for each instrument."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from stepdown.rules.instruments import INSTRUMENTS, Instrument, score

FORMS = 500
ROUNDS = 6
Note = Callable[[str], None]
_CONTEXT = {"sex": "F", "exposed": True}


def measure_scoring(note: Note) -> dict[str, int]:
    """Forms a second by instrument key: the best of some rounds over random legal forms."""
    chance = random.Random(4)
    found = {}
    for key, instrument in INSTRUMENTS.items():
        note(key)
        forms = [_form(instrument, chance) for _ in range(FORMS)]
        found[key] = round(FORMS / min(_seconds(key, forms) for _ in range(ROUNDS)))
    return found


def _seconds(key: str, forms: Sequence[Any]) -> float:
    began = time.perf_counter()
    for form in forms:
        score(key, form, _CONTEXT)
    return time.perf_counter() - began


def _form(instrument: Instrument, chance: random.Random) -> Any:
    """A legal form; a calendar has 90 days."""
    if instrument.is_form:
        return {item.key: chance.choice(item.allowed) for item in instrument.items if item.allowed}
    if instrument.key == "tlfb":
        return [{"drinks": chance.randrange(9)} for _ in range(90)]
    if instrument.key == "urica-readiness":
        return [round(chance.uniform(1, 5), 2) for _ in range(4)]
    return chance.randrange(25)
