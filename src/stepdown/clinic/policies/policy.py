"""A policy: figures that came with the program, and which a site sets for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Generic, TypeVar

from stepdown.rules.figures import Figure

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True)
class Policy(Generic[T]):
    """`shipped` reads the figures that came with the program: a frozen dataclass with a `version`
    and one field of type Figure for each."""

    key: str
    title: str
    shipped: Callable[[], T]


def figures_of(rules: DataclassInstance) -> dict[str, Figure]:
    """Those that a clinic can change, by name, in order."""
    found = {one.name: getattr(rules, one.name) for one in fields(rules)}
    return {name: one for name, one in found.items() if isinstance(one, Figure) and one.words}
