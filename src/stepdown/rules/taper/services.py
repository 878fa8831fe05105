"""What a session can be, and whether its minutes count toward the clinical hours of a week."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """`counts`: toward the hours. The rest is how a session of the kind begins in a program."""

    counts: bool
    minutes: int
    break_minutes: int
    seats: int
    roles: tuple[str, ...]
    source: str
    confirmed: bool


@cache
def service_facts() -> Mapping[str, ServiceFacts]:
    """By service, in the order of `services.toml`."""
    data = tomllib.loads((files(__package__) / "services.toml").read_text(encoding="utf-8"))
    data.pop("version")
    found = {
        key: ServiceFacts(**{**row, "roles": tuple(row["roles"])}) for key, row in data.items()
    }
    return MappingProxyType(found)


def counts_toward_hours(service: str) -> bool:
    """Of a kind that is not named nothing says that it does not."""
    facts = service_facts().get(service)
    return facts is None or facts.counts
