"""Which figures hold at a site, and how they came to be so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.models import Site
from stepdown.clinic.policies.models import FigureChange
from stepdown.clinic.policies.policy import Policy, T, figures_of


class KeptFigures:
    """What every site has set until then, asked for once, when somebody first needs it. Made for
    one page and passed along to what reads several policies."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._rows: list[FigureChange] | None = None

    def of(self, policy: Policy[T]) -> list[FigureChange]:
        if self._rows is None:
            self._rows = _made_until(self.now)
        return [row for row in self._rows if row.policy == policy.key]


@written_once
def _made_until(now: datetime) -> QuerySet[FigureChange]:
    return FigureChange.objects.filter(made_at__lte=now).order_by("number")


def in_force(policy: Policy[T], site_id: int, now: datetime, kept: KeptFigures | None = None) -> T:
    """The policy as it holds at the site then. One query, none with `kept`."""
    if kept is not None:
        return InForce(policy, now, kept)[site_id]
    return _changed(policy, _made_at(site_id, policy.key, now))


@written_once
def _made_at(site_id: int, key: str, now: datetime) -> QuerySet[FigureChange]:
    rows = FigureChange.objects.filter(site=site_id, policy=key, made_at__lte=now)
    return rows.order_by("number")


class InForce(dict[int, T]):
    """A policy by site, for lists of people of several. One query, none with `kept`; every other
    site has what came with the program."""

    def __init__(self, policy: Policy[T], now: datetime, kept: KeptFigures | None = None) -> None:
        rows: dict[int, list[FigureChange]] = defaultdict(list)
        for row in (kept or KeptFigures(now)).of(policy):
            rows[row.site_id].append(row)
        self.policy = policy
        super().__init__({site: _changed(policy, changes) for site, changes in rows.items()})

    def __missing__(self, site_id: int) -> T:
        return self.policy.shipped()


def _changed(policy: Policy[T], changes: Iterable[FigureChange]) -> T:
    rules = shipped = policy.shipped()
    known = figures_of(shipped)
    for row in changes:
        if row.name in known:
            rules = replace(rules, **_as_kept(policy, rules, row))
    return rules


def _as_kept(policy: Policy[T], rules: T, row: FigureChange) -> dict[str, object]:
    figure = replace(
        getattr(rules, row.name), value=row.value, source=row.source, confirmed=row.is_confirmed
    )
    shipped = str(getattr(policy.shipped(), "version", ""))
    return {row.name: figure, "version": f"{shipped}.{row.number}"}


def newest_number(policy: Policy[T], site: Site) -> int:
    """How often the policy was changed here."""
    changes = FigureChange.objects.filter(site=site, policy=policy.key)
    return changes.values_list("number", flat=True).order_by("-number").first() or 0


@dataclass(frozen=True)
class KeptChange:
    """One change as a page shows it, the newest first."""

    number: int
    value: int
    source: str
    is_confirmed: bool
    why: str
    made_by: str
    made_at: datetime


def changes_of(policy: Policy[T], name: str, site: Site) -> list[KeptChange]:
    kept = FigureChange.objects.filter(site=site, policy=policy.key, name=name)
    rows = kept.select_related("made_by").order_by("-number")
    return [
        KeptChange(
            row.number,
            row.value,
            row.source,
            row.is_confirmed,
            row.why,
            row.made_by.name if row.made_by else "the program",
            row.made_at,
        )
        for row in rows
    ]
