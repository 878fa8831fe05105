"""The rules as versioned data: thresholds and what follows from each condition."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from stepdown.rules.placement.conditions import CONDITIONS
from stepdown.rules.placement.levels import Edition, UnableToFindLevel, level


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
    """One number of the rules. `confirmed` is false where it is believed, or our own."""

    id: str
    value: float
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Rule:
    """What follows when the condition of this id holds; `outcome` None only adds a note."""

    id: str
    outcome: Outcome | None
    detox_need: bool
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


@cache
def default_rule_set() -> RuleSet:
    """Return the rules the product ships; a clinic's medical director approves or edits them."""
    text = files("stepdown.rules.placement").joinpath("rule_set.toml").read_text("utf-8")
    return load_rule_set(text)


def load_rule_set(text: str) -> RuleSet:
    """Read a rule set from TOML; raises `UnableToLoadRules` rather than leave a rule out."""
    try:
        data = tomllib.loads(text)
        rule_set = RuleSet(
            version=data["version"],
            thresholds={id: _threshold(id, row) for id, row in data["threshold"].items()},
            rules=tuple(_rule(row) for row in data["rule"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnableToLoadRules(f"The rule set cannot be read: {error}.") from error
    _refuse_gaps(rule_set)
    return rule_set


def _threshold(id: str, row: Mapping[str, Any]) -> Threshold:
    if type(row["value"]) not in (int, float) or not math.isfinite(row["value"]):
        raise ValueError(f"threshold {id} is not a number")
    return Threshold(id, row["value"], row["source"], row["confirmed"])


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        id=row["id"],
        outcome=None if row["outcome"] == "note" else Outcome(row["outcome"]),
        detox_need=row.get("detox_need", False),
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


def _refuse_wrong_level(rule: Rule) -> None:
    if rule.level and not (rule.outcome and rule.outcome.clears):
        raise UnableToLoadRules(f"Rule {rule.id} clears nothing, so it cannot name a level.")
    for edition, code in rule.level.items():
        try:
            level(code, edition)
        except UnableToFindLevel as error:
            raise UnableToLoadRules(f"Rule {rule.id} names a wrong level. {error}") from error
