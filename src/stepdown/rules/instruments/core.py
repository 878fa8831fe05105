"""The shape every instrument and every score has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Context = Mapping[str, object]


class UnableToScore(Exception):
    """The answers cannot be scored as they stand; the message says what to correct."""


def shown(value: object) -> str:
    """A value as a message may show it: short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True)
class Item:
    """One item; `label` is our own topic label, never the item's wording.

    An answer counts as it stands, turned round (`is_reversed`) or by its `points`. What is not
    `is_scored` is asked and kept; what is not `is_required` may stay empty. An answer that is not
    `is_listed` is given by its key only, never by its place in a list. `asked_if` names an item and
    its answer without which this one is not asked.
    """

    key: str
    label: str
    allowed: tuple[int, ...]
    loinc: str | None = None
    is_reversed: bool = False
    points: Mapping[int, int] | None = None
    is_scored: bool = True
    is_required: bool = True
    is_listed: bool = True
    asked_if: tuple[str, int] | None = None

    def points_for(self, value: int) -> int:
        if self.points is not None:
            return self.points[value]
        return self.allowed[0] + self.allowed[-1] - value if self.is_reversed else value

    @property
    def needs_answer(self) -> bool:
        """Whether a form is not complete without it, once it is asked."""
        return self.is_required or self.asked_if is not None or (self.is_scored and self.is_listed)

    @property
    def most_points(self) -> int:
        return max(map(self.points_for, self.allowed)) if self.is_scored and self.allowed else 0


def numbered(allowed: tuple[int, ...], *labels: str) -> tuple[Item, ...]:
    """Items 1, 2, 3 and so on that all have the same allowed values."""
    return tuple(Item(str(n), label, allowed) for n, label in enumerate(labels, start=1))


@dataclass(frozen=True)
class Subscale:
    """Items that are read together: their sum, or their mean."""

    name: str
    keys: tuple[str, ...]
    is_mean: bool = False


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
class Cut:
    """One published cut-off, reached at `lowest` and above; `confirmed` as in `BandTable`."""

    name: str
    lowest: int
    source: str
    confirmed: bool

    def reached(self, value: float) -> bool:
        return value >= self.lowest


@dataclass(frozen=True)
class Filled:
    """Checked answers: `answers` as given, `points` of the scored items, `subscales` of both.

    An item that was left empty is in neither mapping.
    """

    answers: Mapping[str, int]
    points: Mapping[str, int]
    subscales: Mapping[str, float]
    context: Context


@dataclass(frozen=True)
class Reading:
    """What an instrument's own rule reads from complete, allowed answers.

    `banded` is the number that band tables read, where that is not the total; `tables` are the
    ones that hold for this form, where not all do.
    """

    total: int | None = None
    subscales: Mapping[str, float] = field(default_factory=dict)
    findings: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    banded: float | None = None
    tables: tuple[BandTable, ...] | None = None


def no_concern(answers: Mapping[str, int]) -> int:
    return 0


def sum_of_points(filled: Filled) -> Reading:
    return Reading(total=sum(filled.points.values()))


def no_total(filled: Filled) -> Reading:
    """For forms whose subscales say everything."""
    return Reading()


@dataclass(frozen=True)
class Unlisted:
    """What a form says that is not an answer: kept `answers`, and what was read from them."""

    answers: Mapping[str, Any]
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """One instrument: items, scoring and where its facts come from.

    `checker` is the clinician who checked this definition, empty until one signs.
    `accepts_total` allows a bare total in place of answers, as when a paper form was counted.
    `take` reads answers that are no list of items (days of a calendar, a number of months); it
    returns None for answers that are. `is_rated`: somebody asks or rates, it is no form to answer
    alone. `prepare` moves what stands among the answers but is no
    item into the context. `asks` are the context keys that a form asks for beside its items.
    `own_wording` holds our own questions, for forms that are ours. `concern` reads answers,
    complete or not: above 0 they ask for the safety step in the same contact, and a higher one
    asks more.
    """

    key: str
    version: str
    title: str
    recall: str
    items: tuple[Item, ...]
    band_tables: tuple[BandTable, ...] = ()
    cuts: tuple[Cut, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    source: str
    author: str
    license: str
    review_on: date
    checker: str = ""
    panel_loinc: str | None = None
    total_loinc: str | None = None
    has_total: bool = True
    accepts_total: bool = False
    is_rated: bool = False
    asks: tuple[str, ...] = ()
    note: str = ""
    own_wording: Mapping[str, str] = field(default_factory=dict)
    measure: Callable[[Filled], Reading] = sum_of_points
    concern: Callable[[Mapping[str, int]], int] = no_concern
    take: Callable[[object, Context], Unlisted | None] | None = None
    prepare: Callable[[Mapping[Any, Any], Context], tuple[Mapping[Any, Any], Context]] | None = None

    @property
    def highest_total(self) -> int:
        return sum(item.most_points for item in self.items)

    @property
    def asks_about_safety(self) -> bool:
        return self.concern is not no_concern

    @property
    def can_be_answered_alone(self) -> bool:
        """Whether a person may fill it in without somebody who asks or rates."""
        return self.is_form and not self.is_rated and not set(self.asks) - {"sex"}

    @property
    def is_form(self) -> bool:
        """Whether a person can answer it item by item."""
        return bool(self.items)

    @property
    def has_own_words(self) -> bool:
        """Whether no pack is needed to ask it: its questions are ours, or it has no items."""
        return bool(self.own_wording) or not self.is_form


def asked_items(instrument: Instrument, answers: Mapping[str, int]) -> tuple[Item, ...]:
    """The items to ask, given the answers so far."""
    return tuple(
        item
        for item in instrument.items
        if item.allowed
        and (item.asked_if is None or answers.get(item.asked_if[0]) == item.asked_if[1])
    )


@dataclass(frozen=True)
class Score:
    """A scored form. `bands` maps each band table's name to the band the total falls into.

    `answers` is empty when only a total was given; `total` is None where the instrument has none.
    `band_versions` says by which version of each table the total was read. A flag such as
    "safety" asks for action whatever the total is; `concern` says how strongly.
    """

    instrument_key: str
    instrument_version: str
    answers: Mapping[str, Any]
    total: int | None
    subscales: Mapping[str, float]
    bands: Mapping[str, str]
    band_versions: Mapping[str, str]
    cautious_band: str | None
    findings: Mapping[str, Any]
    flags: tuple[str, ...]
    concern: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return one flat JSON-able mapping: total, subscales, bands, findings and flags."""
        return {
            **({} if self.total is None else {"total": self.total}),
            **self.subscales,
            **self.bands,
            **self.findings,
            "flags": list(self.flags),
        }
