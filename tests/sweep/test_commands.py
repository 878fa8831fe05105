"""Commands with arguments that were not meant: one sentence and exit 1 or 2, never a trace."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.commands.process import start_clinic, stepdown
from tests.sweep.values import ODD

pytestmark = pytest.mark.once
AT_ONCE = 2  # processes
MOST_LINES = 4  # how it is used, where help is, an empty line, and what is wrong
LONG = ODD["too long"]

NONSENSE: tuple[tuple[str, ...], ...] = (
    ("nothing-like-this",),
    ("--nothing-like-this",),
    ("demo", "--people", "many", "--no-serve"),
    ("demo", "--seed", "-1", "--no-serve"),
    ("demo", "--today", "2027-02-29", "--no-serve"),
    ("demo", "--port", "70000"),
    ("demo", "--accounts", "/nowhere/at/all.json", "--no-serve"),
    ("serve", "--port", "x"),
    ("serve", "--port", "0"),
    ("fhir", "import"),
    ("fhir", "import", "/nowhere/at/all.json"),
    ("fhir", "import", LONG),
    ("fhir", "import", "/"),
    ("restore", "/nowhere"),
    ("restore", "/dev/null"),
    ("backup", "/nowhere/at/all"),
    ("audit", "forget"),
    ("user", "add"),
    ("user", "add", "--email", ODD["markup"], "--name", "", "--role", "king", "--site", "x"),
    ("worker", "--once", "--twice"),
    ("init", "--zone", "Mars/Olympus"),
    ("score",),
    ("score", "phq-9"),
    ("score", "phq-10", "--answers", "[]"),
    ("score", "phq-9", "--answers", "[3, 3"),
    ("score", "phq-9", "--answers", LONG),
    ("score", "phq-9", "--answers", "[" * 100_000),
    ("score", "phq-9", "--answers", "[NaN, 0, 0, 0, 0, 0, 0, 0, 0]"),
    ("score", "phq-9", "--answers", "[0, 0, 0, 0, 0, 0, 0, 0, 0]", "--band-table", LONG),
    ("score", "phq-9", "--answers", "[0, 0, 0, 0, 0, 0, 0, 0, 0]", "--context", "[]"),
    ("score", "--vectors", "/dev/null"),
    ("score", "--vectors", "/nowhere/at/all.json"),
)
WITHOUT_A_CLINIC: tuple[tuple[str, ...], ...] = (
    ("serve",),
    ("audit", "verify"),
    ("check",),
    ("worker", "--once"),
    ("user", "add", "--email", "a@example.org", "--name", "A", "--role", "intake", "--site", "B"),
)
IN_A_CLINIC: tuple[tuple[str, ...], ...] = (
    ("fhir", "import", "EMPTY"),
    ("fhir", "import", "NESTED"),
    ("fhir", "import", "TEXT", "--person", ODD["right to left"]),
    ("fhir", "import", "TEXT", "--site", ODD["SQL"]),
    ("wording", "import", "EMPTY"),
    ("wording", "import", "NESTED"),
    ("wording", "import", "TEXT"),
    ("wording", "import", "TEXT", "--instrument", ODD["SQL"]),
    ("restore", "TEXT"),
    (
        "user",
        "add",
        "--email",
        ODD["emoji"],
        "--name",
        LONG,
        "--role",
        "intake",
        "--site",
        "Harbor",
    ),
    ("init",),
)


def faults(environment: dict[str, str], words: tuple[str, ...]) -> list[str]:
    done = stepdown(environment, *words)
    said = done.stderr.strip()
    shown = " ".join(words)[:60]
    found = []
    if done.returncode not in {1, 2}:
        found.append(f"{shown}: exit {done.returncode}")
    if "Traceback" in done.stderr + done.stdout:
        found.append(f"{shown}: a trace: {said[-200:]}")
    if not said and not done.stdout.strip():
        found.append(f"{shown}: no word")
    if len(said.splitlines()) > MOST_LINES:
        found.append(f"{shown}: {len(said.splitlines())} lines")
    return found


def every_fault(environment: dict[str, str], tried: tuple[tuple[str, ...], ...]) -> str:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda words: faults(environment, words), tried)
    return "\n".join(fault for each in found for fault in each)


def test_nonsense_is_answered_in_a_sentence(clinic_environment: dict[str, str]) -> None:
    assert every_fault(clinic_environment, NONSENSE) == ""


def test_without_a_clinic_every_command_says_so(clinic_environment: dict[str, str]) -> None:
    assert every_fault(clinic_environment, WITHOUT_A_CLINIC) == ""


def test_odd_files_and_words_are_refused_in_a_sentence(
    migrated_environment: dict[str, str], tmp_path: Path
) -> None:
    start_clinic(migrated_environment)
    files = {"EMPTY": b"", "NESTED": b'{"a":' * 50_000, "TEXT": b"no record at all"}
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    named = tuple(
        tuple(str(tmp_path / word) if word in files else word for word in words)
        for words in IN_A_CLINIC
    )
    assert every_fault(migrated_environment, named) == ""
    assert (tmp_path / "TEXT").read_bytes() == files["TEXT"], "nothing is written over"
