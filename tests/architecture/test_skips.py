"""A skip is on the list with its reason, or it fails CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import AllowedSkip, allowed_skips, unexplained

HOUSE = Path(__file__).resolve().parents[2]
STORY = """
import pytest

def test_that_gives_up():
    pytest.skip({reason!r})
"""


def test_a_skip_is_covered_by_test_and_reason_together() -> None:
    allowed = [AllowedSkip(test="tests/rules/*", reason="reference material absent: *", why="x")]
    covered = ("tests/rules/test_a.py::test_b", "reference material absent: c.json")
    other_reason = ("tests/rules/test_a.py::test_b", "too slow")
    other_test = ("tests/web/test_a.py::test_b", "reference material absent: c.json")
    assert unexplained([covered], allowed) == []
    assert len(unexplained([other_reason, other_test], allowed)) == 2


def test_every_entry_says_why() -> None:
    assert all(len(entry.why) > 20 for entry in allowed_skips())


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_a_skip_that_is_not_listed_fails_ci_and_only_ci(ci: str, status: int) -> None:
    assert _run(reason="too slow", ci=ci) == status


def test_a_listed_skip_passes_ci() -> None:
    assert _run(reason="reference material absent: x.json", ci="true") == 0


def _run(*, reason: str, ci: str) -> int:
    story = HOUSE / "tests" / "rules" / f"test_planted_{os.getpid()}.py"
    story.write_text(STORY.format(reason=reason))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(story)]
    try:
        return subprocess.run(
            command, cwd=HOUSE, env={**os.environ, "CI": ci}, capture_output=True
        ).returncode
    finally:
        story.unlink()
