"""What the page of rules shows: rule, fact, number, unit, source, and who approved it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stepdown.clinic.people.queries import local_now
from stepdown.clinic.treatment.rule_versions import OpenSite, RulesVersion
from stepdown.rules.placement import Outcome, Rule, RuleSet, Threshold
from stepdown.web.staff.assessment.words import (
    NOTED,
    SHORT_OUTCOMES,
    THRESHOLD_WORDS,
    rule_words,
)


@dataclass(frozen=True)
class RuleRow:
    """One rule in words, with what follows from it."""

    rule_id: str
    words: str
    follows: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class NumberRow:
    """One number: what it is about, its value and unit, the rules that look at it, its source."""

    number_id: str
    words: str
    value: str
    unit: str
    rules: str
    source: str
    is_confirmed: bool
    was: str


@dataclass(frozen=True)
class VersionRow:
    """One version, and what became of it."""

    version: str
    made: str
    why: str
    approved: str


@dataclass(frozen=True)
class RulesPage:
    """The newest version, and which one is in force."""

    site_id: int
    site_name: str
    number: int
    version: str
    in_force: str
    is_approved: bool
    may_approve: bool
    rules: tuple[RuleRow, ...]
    numbers: tuple[NumberRow, ...]
    versions: tuple[VersionRow, ...]


def rules_page(site: OpenSite, versions: list[RulesVersion], *, may_approve: bool) -> RulesPage:
    newest = versions[0]
    in_force = next((one for one in versions if one.is_approved), None)
    return RulesPage(
        site_id=site.pk,
        site_name=site.name,
        number=newest.number,
        version=newest.rules.version,
        in_force=_in_force(site, in_force),
        is_approved=newest.is_approved,
        may_approve=may_approve,
        rules=tuple(_rule(rule, newest.rules) for rule in newest.rules.rules),
        numbers=tuple(_numbers(newest.rules, in_force.rules if in_force else None)),
        versions=tuple(_row(site, one) for one in versions),
    )


def _in_force(site: OpenSite, version: RulesVersion | None) -> str:
    if version is None:
        return ""
    approved = _by(site, version.approved_by, version.approved_at)
    return f"{version.rules.version}, approved by {approved}"


def _by(site: OpenSite, name: str, at: datetime | None) -> str:
    if at is None:
        return ""
    local = local_now(site, at)
    return f"{name or 'the program'}, {local:%b} {local.day}, {local.year}"


def _rule(rule: Rule, rules: RuleSet) -> RuleRow:
    follows = SHORT_OUTCOMES[rule.outcome] if rule.outcome else NOTED
    if rule.detox_need:
        follows += "; opens a need for supervised detox"
    if rule.handled_here:
        follows += ", which can also be handled here"
    if rule.outcome is Outcome.OTHER_LEVEL and rule.level:
        follows += ": " + ", ".join(f"{code} ({e} edition)" for e, code in rule.level.items())
    words = rule_words(rule.id, rules)
    return RuleRow(rule.id, words, follows, rule.source, rule.confirmed)


def _numbers(rules: RuleSet, in_force: RuleSet | None) -> Iterable[NumberRow]:
    for number in rules.thresholds.values():
        before = in_force.thresholds.get(number.id) if in_force else None
        is_other = before is not None and before.value != number.value
        yield NumberRow(
            number_id=number.id.replace("_", "-"),
            words=THRESHOLD_WORDS[number.id],
            value=f"{number.value:g}",
            unit=number.unit,
            rules=", ".join(rule.id for rule in rules.users_of(number.id)),
            source=number.source,
            is_confirmed=number.confirmed,
            was=f"{before.value:g}" if before and is_other else "",
        )


def _row(site: OpenSite, version: RulesVersion) -> VersionRow:
    made = _by(site, version.made_by, version.made_at) or "Came with the program"
    approved = _by(site, version.approved_by, version.approved_at)
    return VersionRow(version.rules.version, made, version.why, approved)


def number_of(rules: RuleSet, number_id: str) -> Threshold | None:
    return rules.thresholds.get(number_id.replace("-", "_"))
