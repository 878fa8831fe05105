"""Words that a group note can begin with: `starters.toml`. By themselves they make no line.

Source: clinic review 9, an own line holds what the person did; starters never make a note.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_GOAL = re.compile(r"Goal \d+:")


@dataclass(frozen=True)
class Starters:
    """`shared`: whole sentences about the group; `line`: beginnings about one person."""

    version: str
    shared: tuple[str, ...]
    line: tuple[str, ...]


@cache
def starters() -> Starters:
    data = tomllib.loads((files(__package__) / "starters.toml").read_text(encoding="utf-8"))
    return Starters(data["version"], tuple(data["shared"]), tuple(data["line"]))


def goal_starter(number: int) -> str:
    """Begins a line about the goal of that number."""
    return f"Goal {number}:"


def says_something(line: str) -> bool:
    """Whether words stand in the line that no starter put there."""
    rest = _GOAL.sub(" ", line)
    for words in starters().line:
        rest = rest.replace(words, " ")
    return any(sign.isalnum() for sign in rest)
