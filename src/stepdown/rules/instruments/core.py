"""The shape every instrument and every score has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

Answers = Mapping[str, int]
Context = Mapping[str, object]


@dataclass(frozen=True)
class Item:
    """One numbered item; `label` is our own topic label, never the item's wording."""

    key: str
    label: str
    allowed: tuple[int, ...]
    loinc: str | None = None


@dataclass(frozen=True)
class Band:
    """A named range of totals that begins at `lowest` and ends before the next band."""

    lowest: int
    name: str


@dataclass(frozen=True)
class BandTable:
    """Named ranges of one published table; `confirmed` is false where nobody re-read the source.

    `bands` stand in ascending order of `lowest`, mildest first.
    """

    name: str
    version: str
    source: str
    confirmed: bool
    bands: tuple[Band, ...]

    def rank(self, total: float) -> int:
        """Return the position of the band that holds `total`, 0 for the mildest."""
        return max(i for i, band in enumerate(self.bands) if i == 0 or total >= band.lowest)

    def band_for(self, total: float) -> str:
        return self.bands[self.rank(total)].name


@dataclass(frozen=True)
class Reading:
    """What an instrument's own rule reads from complete, allowed answers."""

    total: int
    subscales: Mapping[str, float] = field(default_factory=dict)
    findings: Mapping[str, bool | float | str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def sum_of_answers(answers: Answers, context: Context) -> Reading:
    return Reading(total=sum(answers.values()))


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One instrument: items, scoring and where its facts come from.

    `checker` is the clinician who checked this definition, empty until one signs.
    `accepts_total` allows a bare total in place of answers, as when a paper form was counted.
    """

    key: str
    version: str
    title: str
    recall: str
    items: tuple[Item, ...]
    band_tables: tuple[BandTable, ...]
    source: str
    license: str
    review_on: date
    checker: str = ""
    panel_loinc: str | None = None
    total_loinc: str | None = None
    accepts_total: bool = False
    measure: Callable[[Answers, Context], Reading] = sum_of_answers

    @property
    def highest_total(self) -> int:
        return sum(max(item.allowed) for item in self.items)


@dataclass(frozen=True)
class Score:
    """A scored form. `bands` maps each band table's name to the band the total falls into.

    `answers` is empty when only a total was given. `band_versions` says by which version of each
    table the total was read. A flag such as "safety" asks for action whatever the total is.
    """

    instrument_key: str
    instrument_version: str
    answers: Answers
    total: int
    subscales: Mapping[str, float]
    bands: Mapping[str, str]
    band_versions: Mapping[str, str]
    cautious_band: str | None
    findings: Mapping[str, bool | float | str]
    flags: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return one flat JSON-able mapping: total, subscales, bands, findings and flags."""
        return {
            "total": self.total,
            **self.subscales,
            **self.bands,
            **self.findings,
            "flags": list(self.flags),
        }
