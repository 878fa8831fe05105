"""The goals that a site's staff can begin with; ours until the site keeps its own."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from stepdown.clinic.people.models import Site
from stepdown.clinic.plans.models import LibraryGoal

_SHIPPED: Final = tomllib.loads(
    files("stepdown.clinic.plans").joinpath("library.toml").read_text("utf-8")
)["goal"]


@dataclass(frozen=True)
class GoalIdea:
    """One goal of a library. `version` 0: it came with the program and was never changed here."""

    key: str
    problem: str
    example: str
    objective: str
    measure: str
    is_used: bool = True
    version: int = 0


def goal_library(site: Site) -> list[GoalIdea]:
    """Every goal of the site's library, those no longer used too."""
    kept = LibraryGoal.objects.filter(site=site).order_by("position", "pk")
    return [_kept(row) for row in kept] or shipped_goals()


def shipped_goals() -> list[GoalIdea]:
    return [GoalIdea(**row) for row in _SHIPPED]


def _kept(row: LibraryGoal) -> GoalIdea:
    return GoalIdea(
        row.key,
        row.problem,
        row.example,
        row.objective,
        row.measure,
        row.is_used,
        row.version,
    )
