"""What a test looks for, and what a prescribed medicine shows as."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from stepdown.rules.drug_tests.thresholds import Threshold, read_toml, threshold


@dataclass(frozen=True, slots=True)
class Drug:
    """What a laboratory tells apart. `cut_off`: from which it counts as found."""

    key: str
    name: str
    cut_off: Decimal


class Sample(StrEnum):
    """What is given; the value is kept."""

    URINE = "urine"
    BREATH = "breath"

    @property
    def unit(self) -> str:
        return "ng/mL" if self is Sample.URINE else "g/210 L"


@dataclass(frozen=True, slots=True)
class DrugGroup:
    """What a quick test tells apart; `screen` is its cut-off in the unit of the sample."""

    key: str
    name: str
    screen: Threshold
    drugs: tuple[Drug, ...]
    caution: str = ""
    sample: Sample = Sample.URINE


@dataclass(frozen=True, slots=True)
class KnownMedicine:
    """`shows_as`: keys of drugs. `must_show`: the group missed where it is taken and not found."""

    key: str
    name: str
    shows_as: frozenset[str]
    must_show: str = ""

    def explains(self, group: DrugGroup) -> bool:
        """Whether a quick test of the group can come from this medicine."""
        return any(drug.key in self.shows_as for drug in group.drugs)


@dataclass(frozen=True, slots=True)
class Panel:
    version: str
    groups: tuple[DrugGroup, ...]
    medicines: tuple[KnownMedicine, ...]

    def groups_of(self, sample: Sample) -> tuple[DrugGroup, ...]:
        return tuple(one for one in self.groups if one.sample is sample)

    def group(self, key: str) -> DrugGroup:
        return next(one for one in self.groups if one.key == key)

    def medicine(self, key: str) -> KnownMedicine | None:
        return next((one for one in self.medicines if one.key == key), None)


@cache
def default_panel() -> Panel:
    data = read_toml("panel.toml")
    return Panel(
        data["version"],
        tuple(_group(row) for row in data["group"]),
        tuple(_medicine(row) for row in data["medicine"]),
    )


def _group(row: dict[str, Any]) -> DrugGroup:
    drugs = (Drug(one["key"], one["name"], Decimal(one["cut_off"])) for one in row["drugs"])
    screen = threshold({**row, "value": row["screen"]})
    sample = Sample(row.get("sample", Sample.URINE))
    return DrugGroup(row["key"], row["name"], screen, tuple(drugs), row.get("caution", ""), sample)


def _medicine(row: dict[str, Any]) -> KnownMedicine:
    shows_as = frozenset(row["shows_as"])
    return KnownMedicine(row["key"], row["name"], shows_as, row.get("must_show", ""))
