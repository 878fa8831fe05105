"""Figures that decide, each with where it comes from."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure; its unit stands beside it in the `.toml`. `confirmed` is False where a clinic
    must check it before it relies on it."""

    value: Decimal
    source: str
    confirmed: bool


def read_toml(name: str) -> dict[str, Any]:
    """A file of this folder. Figures are exact decimals, so that a boundary is met exactly."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def threshold(row: dict[str, Any]) -> Threshold:
    return Threshold(Decimal(row["value"]), row["source"], row["confirmed"])
