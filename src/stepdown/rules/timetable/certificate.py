"""Prices on what people share, from which anybody can recompute a bound on the cost of any week."""

from dataclasses import dataclass
from enum import Enum


class UnableToCertify(Exception):
    """The certificate does not belong to this problem; the message names the entry."""


class Row(Enum):
    """What is shared, and how an entry of that kind names it (docs/reference has the proof)."""

    MOMENT = "moment"  # clinician, day, slot
    CONTACT = "contact"  # clinician, day
    BREAK = "break"  # clinician, day
    ROOM = "room"  # site, kind of room, day, slot
    CASELOAD = "caseload"  # clinician
    SEAT = "seat"  # patient, need, program, pattern


@dataclass(frozen=True, slots=True)
class Price:
    """`names` as the kind of row asks; `price` in `scale`ths of a unit of cost. Negative only for
    seats."""

    row: Row
    names: tuple[str | int, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """`instance`: the problem's name. What has no entry is free."""

    instance: str
    scale: int
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a certificate proves: no week of the problem costs less than `cost`, the sum of
    `people` and `openings` less `capacities`, each in `scale`ths, rounded up to a whole unit."""

    cost: int
    scale: int
    people: int
    openings: int
    capacities: int
