"""The goals that a site's staff can begin with; ours until the site keeps its own."""

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Final

from stepdown.clinic.people.models import Site
from stepdown.clinic.plans.content import how_often
from stepdown.clinic.plans.models import LibraryGoal
from stepdown.clinic.treatment.services import Service

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
    objective_2: str = ""
    measure_2: str = ""
    service: str = ""
    times: int | None = None
    every: str = ""
    is_used: bool = True
    version: int = 0

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """Each step that it suggests, with its measure."""
        both = ((self.objective, self.measure), (self.objective_2, self.measure_2))
        return tuple(one for one in both if one[0])

    @property
    def help(self) -> str:
        """The service that it suggests, in words; empty for none."""
        if not self.service or self.times is None:
            return ""
        often = how_often(self.times, self.every)
        return f"{Service(self.service).label}, {often.lower()}"


def goal_library(site: Site) -> list[GoalIdea]:
    """Every goal of the site's library, those no longer used too."""
    kept = LibraryGoal.objects.filter(site=site).order_by("position", "pk")
    return [_kept(row) for row in kept] or shipped_goals()


def shipped_goals() -> list[GoalIdea]:
    return [GoalIdea(**row) for row in _SHIPPED]


def _kept(row: LibraryGoal) -> GoalIdea:
    names = (field.name for field in fields(GoalIdea))
    return GoalIdea(**{name: getattr(row, name) for name in names})
