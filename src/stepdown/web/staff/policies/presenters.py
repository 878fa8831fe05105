"""What the pages of policies show: the figure that holds, from where, and how it came to be so."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from stepdown.clinic.intake.words import day
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.policies.policy import Policy, figures_of
from stepdown.clinic.policies.queries import changes_of, in_force
from stepdown.clinic.progress.policies import POLICIES
from stepdown.clinic.treatment.rule_versions import OpenSite
from stepdown.rules.figures import Figure


@dataclass(frozen=True)
class FigureRow:
    """`line` is its place in the whole list, from 1."""

    line: int
    words: str
    value: str
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class PolicyGroup:
    title: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class OneFigure:
    policy: Policy[Any]
    name: str
    figure: Figure


@dataclass(frozen=True)
class ChangeRow:
    """One earlier or present value; `number` says which it is to whoever goes back to it."""

    number: int
    value: str
    when: str
    why: str
    is_now: bool


def figures_at(site: OpenSite, now: datetime) -> list[OneFigure]:
    return [
        OneFigure(policy, name, figure)
        for policy in POLICIES
        for name, figure in figures_of(in_force(policy, site.pk, now)).items()
    ]


def policy_groups(site: OpenSite, now: datetime) -> list[PolicyGroup]:
    rows = [
        (one.policy.title, _row(line, one.figure))
        for line, one in enumerate(figures_at(site, now), start=1)
    ]
    return [
        PolicyGroup(title, tuple(row for _, row in found))
        for title, found in groupby(rows, key=itemgetter(0))
    ]


def _row(line: int, figure: Figure) -> FigureRow:
    return FigureRow(line, figure.words, figure.shown(), figure.source, figure.confirmed)


def change_rows(one: OneFigure, site: OpenSite) -> list[ChangeRow]:
    """The newest first; at the end what came with the program, as number 0."""
    kept = changes_of(one.policy, one.name, site)
    rows = [
        ChangeRow(
            change.number,
            one.figure.shown(change.value),
            f"{day(local_now(site, change.made_at).date())}, {change.made_by}",
            change.why,
            is_now=change is kept[0],
        )
        for change in kept
    ]
    shipped = figures_of(one.policy.shipped())[one.name]
    came = "Came with the program"
    return [*rows, ChangeRow(0, shipped.shown(), came, shipped.source, is_now=not kept)]


def earlier(one: OneFigure, site: OpenSite, number: str) -> dict[str, Any]:
    """What a form begins with: the value of that change, or what holds now."""
    kept = {str(each.number): each for each in changes_of(one.policy, one.name, site)}
    if number == "0":
        shipped = figures_of(one.policy.shipped())[one.name]
        return {"value": shipped.value, "source": shipped.source}
    if number in kept:
        return {"value": kept[number].value, "source": kept[number].source}
    return {"value": one.figure.value, "source": one.figure.source}
