"""The sentence that each signature on a plan stands for."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Meanings:
    """`clinician` signs a plan; the person `agrees` or `differs`; a `review` finds it right."""

    version: str
    clinician: str
    agrees: str
    differs: str
    review: str


@cache
def meanings() -> Meanings:
    text = files("stepdown.clinic.plans").joinpath("meaning.toml").read_text("utf-8")
    return Meanings(**tomllib.loads(text))
