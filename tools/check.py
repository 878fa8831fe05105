"""Runs every check of the house, two at a time, and prints what it took.

Exit status 1 and the whole output of each check that found something.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# the slowest first, so that the two cores end together
CHECKS = {
    "types": ("mypy",),
    "architecture, words, locks": ("python", "-m", "pytest", "-q", "tests/architecture"),
    "migrations": ("stepdown", "manage", "makemigrations", "--check", "--dry-run"),
    "templates": ("djlint", "src", "--lint", "--quiet"),
    "import contracts": ("lint-imports", "--no-logo"),
    "lint": ("ruff", "check", "--output-format", "concise"),
    "format": ("ruff", "format", "--check"),
}


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def run(name: str) -> Outcome:
    program, *arguments = CHECKS[name]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as data_dir:
        done = subprocess.run(
            [str(BIN / program), *arguments],
            cwd=HOUSE,
            env={**os.environ, "STEPDOWN_DATA_DIR": data_dir},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    took = time.monotonic() - started
    return Outcome(name, done.returncode == 0, took, done.stdout + done.stderr)


def main() -> int:
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, CHECKS))
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        print(f"{word:7} {outcome.seconds:5.1f} s  {outcome.name}")
    for outcome in outcomes:
        if not outcome.passed:
            print(f"\n== {outcome.name}\n{outcome.output}")
    print(f"{time.monotonic() - started:13.1f} s  in all")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
