"""The rules as versioned data: thresholds and what follows from each condition."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from stepdown.rules.placement.conditions import CONDITIONS
from stepdown.rules.placement.levels import Edition, UnableToFindLevel, level

NOTE: Final = "note"  # the outcome of a rule that only adds what is to be done anyway
_ORDERED: Final = (
    ("ciwa_evaluation", "ciwa_detox"),
    ("cows_moderate", "cows_severe"),
    ("dsm5_disorder", "dsm5_serious"),
    ("concern_serious", "concern_day_and_night"),
)


class UnableToLoadRules(Exception):
    """The rule set's data is not complete; the message names what to correct."""


class Outcome(StrEnum):
    """What is advised, in the order in which it is decided. Only the last two clear anything."""

    EMERGENCY = "emergency"
    DETOX_FIRST = "detox_first"
    MEDICAL_TODAY = "medical_today"
    CANNOT_ADVISE_YET = "cannot_advise_yet"
    OTHER_LEVEL = "other_level"
    IOP = "iop"

    @property
    def clears(self) -> bool:
        return self in (Outcome.OTHER_LEVEL, Outcome.IOP)


@dataclass(frozen=True)
class Threshold:
    """One number of the rules. `confirmed` is false where it is believed, or our own.

    A clinic may set it from `lowest` to `highest` (included), in the same `unit`.
    """

    id: str
    value: float
    unit: str
    lowest: float
    highest: float
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Rule:
    """What follows when the condition of this id holds; `outcome` None only adds a note.

    `handled_here`: besides referring, a medical professional may treat it here or by visits.
    """

    id: str
    outcome: Outcome | None
    detox_need: bool
    handled_here: bool
    thresholds: tuple[str, ...]
    source: str
    confirmed: bool
    level: Mapping[Edition, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleSet:
    """A version of the rules. An edit takes a new version, so that advice can be replayed."""

    version: str
    thresholds: Mapping[str, Threshold]
    rules: tuple[Rule, ...]

    @property
    def numbers(self) -> Mapping[str, float]:
        return {threshold.id: threshold.value for threshold in self.thresholds.values()}

    def is_confirmed(self, rule: Rule) -> bool:
        return rule.confirmed and all(self.thresholds[id].confirmed for id in rule.thresholds)

    def users_of(self, threshold_id: str) -> tuple[Rule, ...]:
        """The rules that look at this number."""
        return tuple(rule for rule in self.rules if threshold_id in rule.thresholds)

    def as_data(self) -> dict[str, Any]:
        """A JSON-able copy that `read_rule_set` reads back to equal rules."""
        rules = ({**asdict(rule), "outcome": rule.outcome or NOTE} for rule in self.rules)
        thresholds = {id: asdict(number) for id, number in self.thresholds.items()}
        return {"version": self.version, "threshold": thresholds, "rule": list(rules)}

    def edited(
        self, threshold_id: str, *, value: float, source: str, confirmed: bool, version: str
    ) -> "RuleSet":
        """The rules with another number under another version; raises `UnableToLoadRules`."""
        known = self.thresholds.get(threshold_id)
        if known is None:
            raise UnableToLoadRules("There is no such number. Choose one from the list.")
        number = replace(known, value=value, source=source.strip(), confirmed=confirmed)
        changed = replace(
            self, version=version, thresholds={**self.thresholds, threshold_id: number}
        )
        return read_rule_set(changed.as_data())


@cache
def default_rule_set() -> RuleSet:
    """Return the rules the product ships; a clinic's medical director approves or edits them."""
    text = files("stepdown.rules.placement").joinpath("rule_set.toml").read_text("utf-8")
    return load_rule_set(text)


def load_rule_set(text: str) -> RuleSet:
    """Read a rule set from TOML; raises `UnableToLoadRules` rather than leave a rule out."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnableToLoadRules(f"The rule set cannot be read: {error}.") from error
    return read_rule_set(data)


def read_rule_set(data: Mapping[str, Any]) -> RuleSet:
    """Read a rule set from its data (that of the TOML); raises `UnableToLoadRules`."""
    try:
        rule_set = RuleSet(
            version=data["version"],
            thresholds={id: _threshold(id, row) for id, row in data["threshold"].items()},
            rules=tuple(_rule(row) for row in data["rule"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnableToLoadRules(f"The rule set cannot be read: {error}.") from error
    _refuse_gaps(rule_set)
    return rule_set


def _threshold(id: str, row: Mapping[str, Any]) -> Threshold:
    for part in ("value", "lowest", "highest"):
        if type(row[part]) not in (int, float) or not math.isfinite(row[part]):
            raise ValueError(f"{part} of threshold {id} is not a number")
    return Threshold(**{**row, "id": id})


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        outcome=None if row["outcome"] == NOTE else Outcome(row["outcome"]),
        detox_need=row.get("detox_need", False),
        handled_here=row.get("handled_here", False),
        thresholds=tuple(row["thresholds"]),
        source=row["source"],
        confirmed=row["confirmed"],
        level=row.get("level", {}),
    )


def _refuse_gaps(rule_set: RuleSet) -> None:
    ids = [rule.id for rule in rule_set.rules]
    if sorted(ids) != sorted(CONDITIONS):
        wrong = sorted(set(ids) ^ set(CONDITIONS)) or sorted({i for i in ids if ids.count(i) > 1})
        raise UnableToLoadRules(f"Each rule must stand there exactly once; see {', '.join(wrong)}.")
    for rule in rule_set.rules:
        for id in rule.thresholds:
            if id not in rule_set.thresholds:
                raise UnableToLoadRules(f"Rule {rule.id} needs the threshold {id}.")
        _refuse_wrong_level(rule)
    for number in rule_set.thresholds.values():
        _refuse_wrong_number(number)
    for lower, upper in _ORDERED:
        if rule_set.numbers[lower] > rule_set.numbers[upper]:
            raise UnableToLoadRules(
                f"{lower} must not be more than {upper}. Change that one first."
            )


def _refuse_wrong_number(number: Threshold) -> None:
    if not number.lowest <= number.value <= number.highest:
        raise UnableToLoadRules(
            f"{number.value:g} is outside what can be set: from {number.lowest:g} to"
            f" {number.highest:g} {number.unit}."
        )
    if not number.source.strip():
        raise UnableToLoadRules("Say where this number comes from.")


def _refuse_wrong_level(rule: Rule) -> None:
    names_one = rule.outcome and (rule.outcome.clears or rule.outcome is Outcome.DETOX_FIRST)
    if rule.level and not names_one:
        raise UnableToLoadRules(f"Rule {rule.id} clears nothing, so it cannot name a level.")
    for edition, code in rule.level.items():
        try:
            level(code, edition)
        except UnableToFindLevel as error:
            raise UnableToLoadRules(f"Rule {rule.id} names a wrong level. {error}") from error
