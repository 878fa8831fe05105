"""Which tests may be skipped, and why. Under CI=true any other skip fails the run."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

ALLOWED = Path(__file__).with_name("allowed_skips.toml")


@dataclass(frozen=True)
class AllowedSkip:
    """`test` and `reason` may hold wildcards; `why` is for the reader."""

    test: str
    reason: str
    why: str

    def covers(self, test: str, reason: str) -> bool:
        return fnmatchcase(test, self.test) and fnmatchcase(reason, self.reason)


def allowed_skips(file: Path = ALLOWED) -> list[AllowedSkip]:
    return [AllowedSkip(**entry) for entry in tomllib.loads(file.read_text()).get("skip", [])]


def unexplained(skips: list[tuple[str, str]], allowed: list[AllowedSkip]) -> list[str]:
    """One sentence for every (test, reason) that no entry covers."""
    return [
        f"{test} was skipped ({reason}) and is not in tests/{ALLOWED.name}."
        for test, reason in skips
        if not any(entry.covers(test, reason) for entry in allowed)
    ]
