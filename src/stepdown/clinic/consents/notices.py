"""The prescribed words of `notices.toml`, with their source there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Notice:
    """Words that go along. `confirmed` is False until a clinic compared them with the law."""

    text: str
    source: str
    confirmed: bool


@cache
def redisclosure_notice() -> Notice:
    """For everything told to a professional within a consent. It tells its reader what kind of
    record it comes from."""
    data = tomllib.loads((files(__package__) / "notices.toml").read_text(encoding="utf-8"))
    return Notice(**data["redisclosure"])
