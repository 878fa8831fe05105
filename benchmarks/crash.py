"""The suite's kill test, with more kills than in every run of the suite."""

import os
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.processes import run

KILLS = 20
TEST = "tests/faults"
Note = Callable[[str], None]


def measure_crashes(databases: list[str], note: Note) -> dict[str, Any]:
    """Kills server and worker again and again. Raises UnableToMeasure where anything is lost."""
    found: dict[str, Any] = {}
    for database in databases:
        note(f"{database}: {KILLS} kills")
        kept = {name: text for name, text in os.environ.items() if not name.startswith("STEPDOWN_")}
        asked = {"TEST_DATABASE": database, "TEST_KILLS": str(KILLS)}
        done = run((sys.executable, "-m", "pytest", "-q", TEST), {**kept, **asked})
        found[f"{database}, {KILLS} kills, nothing lost or doubled, seconds"] = done.seconds
    return found
