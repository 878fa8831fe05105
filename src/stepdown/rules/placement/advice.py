"""Placement advice: findings of all rules, the outcome they decide, and what would change it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from stepdown.rules.placement.conditions import CONDITIONS
from stepdown.rules.placement.facts import Facts
from stepdown.rules.placement.findings import Finding
from stepdown.rules.placement.levels import Edition, Level, edition_for, level
from stepdown.rules.placement.rule_set import Outcome, Rule, RuleSet, default_rule_set

_URGENT = (Outcome.EMERGENCY, Outcome.DETOX_FIRST, Outcome.MEDICAL_TODAY)
_AFTER_ALL_IS_KNOWN = (Outcome.CANNOT_ADVISE_YET, Outcome.OTHER_LEVEL, Outcome.IOP)

Held = Mapping[str, bool | None]


@dataclass(frozen=True)
class Reason:
    """A rule that holds. `confirmed` is false where the rule or one of its numbers is not.

    `handled_here`: besides referring, what it found can be treated here or by visits.
    """

    rule_id: str
    fact: str
    source: str
    confirmed: bool
    handled_here: bool = False


@dataclass(frozen=True)
class Change:
    """If `wanted` came to hold (or, with `holds` false, held no longer), `outcome` would follow."""

    rule_id: str
    wanted: str
    holds: bool
    outcome: Outcome


@dataclass(frozen=True)
class Advice:
    """Advice, never a verdict: a clinician decides and signs.

    Only `outcome` IOP may open an entry. `detox_need` false with missing facts clears nothing.
    `suggested_level` is None where no level can or should be named. `notes` are to be done
    whatever the outcome is (naloxone). `handled_here`: every rule that asks for detox allows that
    a medical professional starts medicine and the person attends meanwhile (clinic review 3).
    `confidence` is low where a reason rests on what nobody has confirmed, or facts are missing.
    """

    outcome: Outcome
    suggested_level: Level | None
    reasons: tuple[Reason, ...]
    blockers: tuple[str, ...]
    missing_facts: tuple[str, ...]
    would_change: tuple[Change, ...]
    notes: tuple[Reason, ...]
    detox_need: bool
    handled_here: bool
    confidence: Literal["low", "ok"]
    ruleset_version: str

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return asdict(self)


def advise(facts: Facts, *, rule_set: RuleSet | None = None, edition: Edition = "3rd") -> Advice:
    """Advise on placement from `facts`; the same facts, rules and edition give the same advice.

    `edition` is the clinic's criteria edition; adolescents stay on the 3rd.
    """
    rules = rule_set or default_rule_set()
    numbers = rules.numbers
    findings = {rule.id: CONDITIONS[rule.id](facts, numbers) for rule in rules.rules}
    held = {id: finding.holds for id, finding in findings.items()}
    deciding = tuple(rule for rule in rules.rules if rule.outcome)
    outcome = _decide(deciding, held)
    true = [rule for rule in deciding if held[rule.id]]
    reasons = tuple(_reason(rules, r, findings) for r in true if _speaks(r, outcome))
    missing = _missing(deciding, findings)
    needing_detox = [rule for rule in true if rule.detox_need]
    return Advice(
        outcome=outcome,
        suggested_level=_level(true, outcome, edition_for(facts.age_years, edition)),
        reasons=reasons,
        blockers=tuple(rule.id for rule in true if rule.outcome is not Outcome.IOP),
        missing_facts=missing,
        would_change=_changes(deciding, held, findings, outcome),
        notes=tuple(
            _reason(rules, r, findings) for r in rules.rules if not r.outcome and held[r.id]
        ),
        detox_need=bool(needing_detox),
        handled_here=bool(needing_detox) and all(rule.handled_here for rule in needing_detox),
        confidence="low" if missing or not all(r.confirmed for r in reasons) else "ok",
        ruleset_version=rules.version,
    )


def _decide(rules: tuple[Rule, ...], held: Held) -> Outcome:
    found = {rule.outcome for rule in rules if held[rule.id]}
    for outcome in _URGENT:
        if outcome in found:
            return outcome
    # From here on something would be cleared, so every rule must have been answered.
    if any(held[rule.id] is None for rule in rules):
        return Outcome.CANNOT_ADVISE_YET
    return next((o for o in _AFTER_ALL_IS_KNOWN if o in found), Outcome.CANNOT_ADVISE_YET)


def _speaks(rule: Rule, outcome: Outcome) -> bool:
    """Say whether a rule belongs among the reasons: what would clear is silent beside danger."""
    return rule.outcome is outcome or not (rule.outcome and rule.outcome.clears)


def _reason(rules: RuleSet, rule: Rule, findings: Mapping[str, Finding]) -> Reason:
    fact = ", ".join(findings[rule.id].because)
    return Reason(rule.id, fact, rule.source, rules.is_confirmed(rule), rule.handled_here)


def _level(true: list[Rule], outcome: Outcome, edition: Edition) -> Level | None:
    codes = (rule.level.get(edition) for rule in true if rule.outcome is outcome)
    # The first rule of the outcome decides: a child gets no level even with a disorder.
    code = next(codes, None)
    return level(code, edition) if code else None


def _missing(rules: tuple[Rule, ...], findings: Mapping[str, Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in rules for name in findings[rule.id].missing))


def _changes(
    rules: tuple[Rule, ...], held: Held, findings: Mapping[str, Finding], outcome: Outcome
) -> tuple[Change, ...]:
    changes = (_change(rule, rules, held, findings[rule.id].wanted) for rule in rules)
    return tuple(
        change
        for change in changes
        # While facts are missing, they are what changes the advice.
        if change.outcome not in (outcome, Outcome.CANNOT_ADVISE_YET)
        and (outcome.clears or not change.holds)
    )


def _change(rule: Rule, rules: tuple[Rule, ...], held: Held, wanted: str) -> Change:
    flipped = {**held, rule.id: not held[rule.id]}
    if rule.outcome and rule.outcome.clears and not held[rule.id]:
        # Levels exclude each other: another one can only hold instead of the present one.
        others = {r.id: False for r in rules if r.outcome and r.outcome.clears}
        flipped = {**held, **others, rule.id: True}
    return Change(rule.id, wanted, bool(flipped[rule.id]), _decide(rules, flipped))
