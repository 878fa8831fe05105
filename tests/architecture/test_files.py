"""What the files of the house must not hold, and how long they may be."""

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.house import HOUSE, files, files_named, name_of, text_of, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONG_ONES = Path(__file__).with_name("long_ones.toml")
# in pieces, so that this file does not hold them itself
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.", "python" + "hosted", "npm" + r"js\.", "docker" + r"\.io"))
)
MACHINE_PATHS = re.compile(
    r"(?<![\w./~:-])/(?:" + "|".join(("ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers")) + r")/"
)


def holds(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}: {match.group()}"
        for path in files()
        for match in pattern.finditer(text_of(path) or "")
    ]


def test_no_file_names_a_registry_host() -> None:
    assert holds(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert holds(MACHINE_PATHS) == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert MACHINE_PATHS.search("open('/ho" + "me/ada/x')")
    assert not MACHINE_PATHS.search("https://example.org/ho" + "me/")


def long_files() -> set[str]:
    return {
        name_of(path)
        for path in files_named(".py", ".html", ".css", ".js")
        if len(path.read_text().splitlines()) > LONGEST_FILE
        and path.parent.name != "migrations"  # written by Django
    }


def long_functions() -> set[str]:
    return {
        f"{name_of(path)}::{node.name}"
        for path in files_named(".py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    }


@pytest.mark.parametrize(("kind", "found"), [("files", long_files), ("functions", long_functions)])
def test_what_is_long_has_a_reason(kind: str, found: Callable[[], set[str]]) -> None:
    reasons = tomllib.loads(LONG_ONES.read_text())[kind]
    assert found() == set(reasons), "long_ones.toml lists exactly what is long, each with a reason"
    assert all(len(reason) > 10 for reason in reasons.values())


def test_no_lasting_note_to_self() -> None:
    note = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX)\b")
    assert [place for place in holds(note) if not place.startswith("LICENSE")] == []


def test_the_lines_of_the_ci_call_both_verbs() -> None:
    lines = (HOUSE / ".ci" / "run").read_text().splitlines()
    assert {"make check", "make test"} <= set(lines)
