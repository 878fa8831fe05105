"""Titles of licenses, by which a program may say who leads its sessions."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def usual_titles() -> Mapping[str, str]:
    """What each title of `credentials.toml` stands for, in its order."""
    data = tomllib.loads((files(__package__) / "credentials.toml").read_text(encoding="utf-8"))
    return MappingProxyType(data["titles"])


def has_one_of(asked: Iterable[str], held: Iterable[str]) -> bool:
    """Whether one of the titles held is asked for; large and small letters are alike."""
    wanted = {one.casefold() for one in asked}
    return not wanted or any(one.strip().casefold() in wanted for one in held)
