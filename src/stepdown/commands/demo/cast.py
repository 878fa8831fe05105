"""The names and addresses of the demo. Nobody in it exists; the same seed gives the same people."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Somebody:
    """An invented person; the phone lies in the numbers kept free for that (555-01xx)."""

    given_name: str
    family_name: str
    sex: str
    birth_on: date
    phone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads((files(__package__) / "names.toml").read_text("utf-8"))


def invent_people(count: int, *, seed: int, today: date) -> list[Somebody]:
    """`count` adults. First names repeat only once every one of them was used."""
    chance = random.Random(f"people {seed}")
    given, family = _deck(chance, ("female", "male")), _deck(chance, ("family",))
    return [_somebody(chance, *next(given), next(family)[1], today) for _ in range(count)]


def _deck(chance: random.Random, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(kind, name) for ever, shuffled anew after each round."""
    cards = [(kind, name) for kind in kinds for name in _names()[kind]]
    while True:
        yield from chance.sample(cards, k=len(cards))


def _somebody(
    chance: random.Random, sex: str, given_name: str, family_name: str, today: date
) -> Somebody:
    return Somebody(
        given_name=given_name,
        family_name=family_name,
        sex=sex,
        birth_on=today - timedelta(days=chance.randint(20 * 366, 63 * 365)),
        phone=f"({chance.randint(201, 989)}) 555-01{chance.randint(0, 99):02}",
        email=f"{given_name}.{family_name}@example.org".lower(),
    )


def invent_password(seed: int, whose: str) -> str:
    """Three words; printed in the table, because nothing in a demo is secret."""
    return " ".join(random.Random(f"password {seed} {whose}").sample(_names()["words"], 3))
