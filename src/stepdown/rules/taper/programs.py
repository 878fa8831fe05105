"""Programs to start from: steps whose hours shrink, and how a session of each service is."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from stepdown.rules.taper.defaults import default_level_rules, default_templates, level_for
from stepdown.rules.taper.levels import LevelNotice
from stepdown.rules.taper.phases import Phase, TaperTemplate, UnableToPlanPhases
from stepdown.rules.taper.services import service_facts
from stepdown.rules.taper.tracks import Track, track_from, track_rules

ADULT = "adult"


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """How a session of one service is. `minutes` are clinical, `break_minutes` come on top;
    `seats`: the most people; `per_leader`: with more, a second leader is needed; `roles`: who may
    lead it (empty: whoever leads sessions); `by_video`: people may ask to join so; `credentials`:
    titles of which whoever leads it has one (empty: the role is enough)."""

    service: str
    minutes: int
    break_minutes: int
    seats: int
    per_leader: int
    roles: tuple[str, ...]
    by_video: bool
    credentials: tuple[str, ...] = ()

    @property
    def needs_more_leaders(self) -> bool:
        return self.seats > self.per_leader


@dataclass(frozen=True, slots=True)
class ProgramShape:
    """What a program is made of, and for whom. Raises `UnableToPlanPhases` where a step asks for a
    service that the program does not have, or a figure is out of range."""

    steps: TaperTemplate
    services: tuple[ServiceRule, ...]
    has_course: bool
    track: Track = field(default_factory=Track)

    def __post_init__(self) -> None:
        known = {one.service for one in self.services}
        asked = {kind.service for phase in self.steps.phases for kind in phase.sessions}
        if len(known) != len(self.services) or asked - known:
            raise UnableToPlanPhases(
                "A step asks for a kind of session that the program does not have. Add the kind, or"
                " ask for it 0 times."
            )
        if self.track.gender not in ("", *track_rules().genders):
            raise UnableToPlanPhases("Choose one of the groups that are named.")
        for one in self.services:
            if min(one.minutes, one.seats, one.per_leader) < 1 or one.break_minutes < 0:
                raise UnableToPlanPhases("A session has minutes, a seat and a leader at least.")

    def with_kinds(self, services: Iterable[str]) -> tuple[ServiceRule, ...]:
        """The rule of each, those that the program does not have yet as they usually begin."""
        return tuple(self.rule(one) or usual_rule(one) for one in services)

    def rule(self, service: str) -> ServiceRule | None:
        return next((one for one in self.services if one.service == service), None)


@dataclass(frozen=True, slots=True)
class ProgramTemplate:
    """A versioned program to start from; `confirmed` is False until a clinic has approved it."""

    key: str
    version: str
    name: str
    about: str
    age_group: str
    shape: ProgramShape
    source: str
    confirmed: bool


@cache
def program_templates() -> Mapping[str, ProgramTemplate]:
    """By key, in the order of `programs.toml`."""
    data = tomllib.loads((files(__package__) / "programs.toml").read_text(encoding="utf-8"))
    found = (_template(table) for table in data["program"])
    return MappingProxyType({one.key: one for one in found})


def _template(table: dict[str, object]) -> ProgramTemplate:
    rows, steps, course = (table.pop(name) for name in ("services", "steps", "has_course"))
    assert isinstance(rows, list)
    services = service_rules(rows)
    track = track_from(table.pop("track", {}))  # type: ignore[arg-type] # a table in the file
    shape = ProgramShape(default_templates()[str(steps)], services, bool(course), track)
    return ProgramTemplate(shape=shape, **table)  # type: ignore[arg-type] # names in the file


def usual_rule(service: str) -> ServiceRule:
    """How sessions of a kind begin in a program that had none."""
    one = service_facts()[service]
    return ServiceRule(
        service, one.minutes, one.break_minutes, one.seats, one.seats, one.roles, by_video=False
    )


def service_rules(rows: Iterable[Mapping[str, object]]) -> tuple[ServiceRule, ...]:
    """From plain data, as files and the record keep it."""
    return tuple(
        ServiceRule(
            **{  # type: ignore[arg-type]
                **row,
                "roles": tuple(row["roles"]),  # type: ignore[arg-type]
                "credentials": tuple(row.get("credentials", ())),  # type: ignore[arg-type]
            }
        )
        for row in rows
    )


def level_of_step(phase: Phase, age_group: str) -> LevelNotice:
    """What a step amounts to at the age of the group: from the adult age on, or below it."""
    adult_from = default_level_rules().adult_from_years.value
    age = adult_from if age_group == ADULT else adult_from - 1
    return level_for(
        phase.weekly_minutes, age, is_transition=phase.is_transition, weeks=phase.weeks
    )
