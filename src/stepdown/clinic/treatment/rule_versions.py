"""Which rules a site advises by, and which ones an earlier advice was made from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import Unable
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.treatment.models import PlacementRules
from stepdown.rules.placement import (
    Facts,
    RuleSet,
    UnableToAdvise,
    UnableToLoadRules,
    advise,
    default_rule_set,
    read_rule_set,
)

OpenSite = Site  # for pages, which name no models
NOT_APPROVED = (
    "The rules of placement are not approved here. A medical professional approves them under"
    " Rules; then people can be admitted."
)


class UnableToReplay(Unable):
    """The advice cannot be made again; the message says why."""


@dataclass(frozen=True)
class RulesVersion:
    """One version of a site's rules as pages show it. `made_at` None: it came with the program,
    and is not kept yet."""

    number: int
    rules: RuleSet
    why: str = ""
    made_by: str = ""
    made_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


def versions_at(site: Site) -> list[RulesVersion]:
    """Every version, the newest first; at least the one that the product came with."""
    kept = PlacementRules.objects.filter(site=site).select_related("made_by", "approved_by")
    return [_version(row) for row in kept.order_by("-number")] or [_shipped()]


def newest_version_at(site: Site) -> RulesVersion:
    return _first(PlacementRules.objects.filter(site=site)) or _shipped()


def rules_in_force(site: Site) -> RulesVersion | None:
    """The newest approved version; None where nobody may be admitted yet."""
    return _first(PlacementRules.objects.filter(site=site, approved_at__isnull=False))


def advising_rules(site: Site) -> RulesVersion:
    """The version that advice is made from: the one in force, or the newest proposed one."""
    return rules_in_force(site) or newest_version_at(site)


def _first(kept: QuerySet[PlacementRules]) -> RulesVersion | None:
    row = kept.select_related("made_by", "approved_by").order_by("-number").first()
    return _version(row) if row else None


def _shipped() -> RulesVersion:
    return RulesVersion(1, default_rule_set())


def _version(row: PlacementRules) -> RulesVersion:
    return RulesVersion(
        number=row.number,
        rules=read_rule_set(row.content),
        why=row.why,
        made_by=row.made_by.name if row.made_by else "",
        made_at=row.made_at,
        approved_by=row.approved_by.name if row.approved_by else "",
        approved_at=row.approved_at,
    )


@dataclass(frozen=True)
class Replay:
    """A stored advice made again from its facts and its rules. `differs` names what is other."""

    entry_id: int
    version: str
    differs: tuple[str, ...]


def signed_advice(entry_id: int | None = None) -> Iterator[Entry]:
    """Every advice that was signed, or one of them."""
    found = Entry.objects.filter(kind=EntryKind.ADVICE).select_related("patient").order_by("pk")
    yield from (found if entry_id is None else found.filter(pk=entry_id)).iterator()


def replay_advice(entry: Entry) -> Replay:
    """Makes a signed advice again: its own facts, its own version of the rules, its edition.

    Raises UnableToReplay where the rules or the facts can no longer be read.
    """
    body = entry.body
    try:
        facts = Facts.from_snapshot(body["facts"])
        rules = _rules_of(entry.patient, body["ruleset_version"])
        again = advise(facts, rule_set=rules, edition=body["edition"]).as_dict()
    except (UnableToAdvise, UnableToLoadRules) as error:
        raise UnableToReplay(f"Advice {entry.pk} cannot be made again. {error}") from error
    kept, same = body["advice"], json.loads(json.dumps(again))
    differs = (key for key in sorted({*kept, *same}) if kept.get(key) != same.get(key))
    return Replay(entry.pk, body["ruleset_version"], tuple(differs))


def _rules_of(patient: Patient, version: str) -> RuleSet:
    row = PlacementRules.objects.filter(site=patient.site_id, version=version).first()
    if row is None:
        raise UnableToLoadRules(f"The rules {version} are not kept at this site.")
    return read_rule_set(row.content)
