"""What a test says: expected, unexpected, invalid or pending. It never says why, nor what follows.

A quick test tells groups and can be wrong either way. What would have consequences is unexpected
only once a laboratory, or the person, has confirmed it (ASAM 2017); before that it is pending.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from stepdown.rules.drug_tests.panel import Drug, DrugGroup, KnownMedicine, Panel
from stepdown.rules.drug_tests.validity import Validity


class Outcome(StrEnum):
    """Where a test stands; the value is kept."""

    PENDING = "pending"
    EXPECTED = "expected"
    UNEXPECTED = "unexpected"
    INVALID = "invalid"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def may_have_consequences(self) -> bool:
        """Only what was confirmed; and never alone, nor by itself."""
        return self is Outcome.UNEXPECTED


_LABELS = {
    Outcome.PENDING: "Pending",
    Outcome.EXPECTED: "As expected",
    Outcome.UNEXPECTED: "Not as expected",
    Outcome.INVALID: "The sample does not count",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A prescribed medicine that the person takes. `as_prescribed` is False where they take it
    otherwise: it still explains what is found, and nobody misses it where it is not."""

    medicine: KnownMedicine
    as_prescribed: bool = True


@dataclass(frozen=True, slots=True)
class Measured:
    """A laboratory's level of one drug and its own cut-off, both in ng/mL; 0: not found."""

    level: Decimal
    cut_off: Decimal

    @property
    def is_found(self) -> bool:
        return self.level > 0 and self.level >= self.cut_off


@dataclass(frozen=True, slots=True)
class Line:
    """One group. `found`: names of what was found in it; `from_medicine`: what explains it."""

    group: str
    name: str
    found: tuple[str, ...]
    from_medicine: tuple[str, ...]
    is_expected: bool
    is_confirmed: bool
    caution: str = ""

    @property
    def words(self) -> str:
        if not self.found:
            return "Not found" if self.is_expected else "Not found, though it is prescribed"
        found = f"Found: {', '.join(self.found)}" if self.is_confirmed else "Found"
        if self.is_expected:
            return f"{found}, from {' and '.join(self.from_medicine)}"
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the test stands, and what it says of each group."""

    outcome: Outcome
    lines: tuple[Line, ...]


def read_test(
    panel: Panel,
    *,
    validity: Validity,
    screen: Mapping[str, bool],
    laboratory: Mapping[str, Measured],
    taken: Sequence[Taken],
    is_agreed: bool = False,
) -> Reading:
    """`screen`: found or not by key of group; `laboratory`: by key of drug. `is_agreed`: the
    person says that what was found is so."""
    tested = [group for group in panel.groups if group.key in screen or _of(group, laboratory)]
    lines = tuple(_line(group, screen, laboratory, taken, is_agreed) for group in tested)
    return Reading(_outcome(lines, validity), lines)


def _outcome(lines: Sequence[Line], validity: Validity) -> Outcome:
    if not validity.is_valid:
        return Outcome.INVALID
    if not lines:
        return Outcome.PENDING
    unexpected = [line for line in lines if not line.is_expected]
    if any(line.is_confirmed for line in unexpected):
        return Outcome.UNEXPECTED
    return Outcome.PENDING if unexpected else Outcome.EXPECTED


def _of(group: DrugGroup, laboratory: Mapping[str, Measured]) -> list[Drug]:
    return [drug for drug in group.drugs if drug.key in laboratory]


def _line(
    group: DrugGroup,
    screen: Mapping[str, bool],
    laboratory: Mapping[str, Measured],
    taken: Sequence[Taken],
    is_agreed: bool,
) -> Line:
    measured = _of(group, laboratory)
    found = [drug for drug in measured if laboratory[drug.key].is_found]
    is_found = bool(found) if measured else screen[group.key]
    from_medicine = tuple(
        one.medicine.name for one in taken if one.medicine.explains(group) and is_found
    )
    return Line(
        group.key,
        group.name,
        tuple(drug.name for drug in found) or ((group.name,) if is_found else ()),
        from_medicine,
        _is_expected(group, found, is_found, taken),
        bool(measured) or is_agreed,
        group.caution if is_found else "",
    )


def _is_expected(
    group: DrugGroup, found: Sequence[Drug], is_found: bool, taken: Sequence[Taken]
) -> bool:
    if not is_found:
        missed = (one for one in taken if one.as_prescribed and one.medicine.must_show == group.key)
        return not any(missed)
    if not found:  # a quick test: the group is all that is known
        return any(one.medicine.explains(group) for one in taken)
    explained = frozenset[str]().union(*(one.medicine.shows_as for one in taken))
    return all(drug.key in explained for drug in found)
