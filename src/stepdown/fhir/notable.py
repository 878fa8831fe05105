"""Which arrived items a clinician should see first, by a small table of codes and words.

The table (``notable.toml``) carries its version, the source of each row, and whether a clinician
has confirmed it. A match points at an item; it never decides anything about the person.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stepdown.clinic.chart.arrivals import ItemKind, Notable
from stepdown.fhir.elements import Concept


@dataclass(frozen=True, slots=True)
class NotableRow:
    """One row: the first row that matches an item gives its flag."""

    flag: Notable
    kinds: frozenset[ItemKind]
    system: str
    codes: frozenset[str]
    pattern: re.Pattern[str] | None
    words: re.Pattern[str] | None
    source: str
    confirmed: bool

    def matches(self, concept: Concept) -> bool:
        if self.words and self.words.search(concept.label):
            return True
        return any(
            coding.system == self.system and self._holds(coding.code) for coding in concept.codings
        )

    def _holds(self, code: str) -> bool:
        return code in self.codes or bool(self.pattern and self.pattern.match(code))


def notable_flag(kind: ItemKind, concepts: Iterable[Concept]) -> Notable | None:
    """The flag of an item that carries ``concepts``, or None."""
    carried = list(concepts)
    for row in notable_rows():
        if kind in row.kinds and any(row.matches(concept) for concept in carried):
            return row.flag
    return None


@cache
def notable_rows() -> tuple[NotableRow, ...]:
    table = tomllib.loads(files("stepdown.fhir").joinpath("notable.toml").read_text("utf-8"))
    return tuple(
        NotableRow(
            flag=Notable(row["flag"]),
            kinds=frozenset(ItemKind(kind) for kind in row["kinds"]),
            system=row.get("system", ""),
            codes=frozenset(row.get("codes", ())),
            pattern=re.compile(row["pattern"]) if "pattern" in row else None,
            words=_any_word(row["words"]) if "words" in row else None,
            source=row["source"],
            confirmed=row["confirmed"],
        )
        for row in table["rows"]
    )


def _any_word(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
