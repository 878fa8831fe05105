"""A clinic sets a figure of its own. It holds at once; what it was before stays readable."""

from dataclasses import asdict, dataclass
from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.models import FigureChange
from stepdown.clinic.policies.policy import Policy, T, figures_of
from stepdown.clinic.policies.queries import in_force, newest_number
from stepdown.rules.figures import Figure


class UnableToChangePolicy(Unable):
    """The figure cannot be changed like this; the message says what to do."""


@dataclass(frozen=True)
class NewFigure:
    """What somebody wants a figure to be. `is_confirmed`: they checked it for this clinic."""

    value: int
    source: str
    is_confirmed: bool
    why: str


def change_figure(
    *,
    actor: Actor,
    site: Site,
    policy: Policy[T],
    name: str,
    wanted: NewFigure,
    expected_number: int,
    now: datetime,
) -> FigureChange:
    """Holds from `now` on. Going back to an earlier value is a change like every other.

    `expected_number` is that of the policy's newest change as it was read. Raises
    UnableToChangePolicy.
    """
    require(actor, Permission.SET_UP, site_id=site.pk)
    with writing():
        number = newest_number(policy, site)
        if number != expected_number:
            raise UnableToChangePolicy(
                "Somebody changed these figures meanwhile. Read them again, then change yours."
            )
        figure = _figure(policy, name, site, now)
        _check(figure, wanted)
        made = FigureChange.objects.create(
            site=site,
            policy=policy.key,
            number=number + 1,
            name=name,
            lowest=figure.lowest,
            highest=figure.highest,
            made_by_id=actor.account_id,
            made_at=now,
            **asdict(wanted),
        )
        content = {"policy": policy.key, "figure": name, "value": made.value, "number": made.number}
        record(actor=actor, verb="policy.changed", now=now, subject=made, content=content)
    return made


def _figure(policy: Policy[T], name: str, site: Site, now: datetime) -> Figure:
    found = figures_of(in_force(policy, site.pk, now)).get(name)
    if found is None:
        raise UnableToChangePolicy("This figure does not exist any more. Choose one of the list.")
    return found


def _check(figure: Figure, wanted: NewFigure) -> None:
    if not wanted.source.strip():
        raise UnableToChangePolicy("Write where the figure comes from, for example your own rule.")
    if not wanted.why.strip():
        raise UnableToChangePolicy("Write why it changes. One line is enough.")
    if not figure.lowest <= wanted.value <= figure.highest:
        raise UnableToChangePolicy(
            f"Choose from {figure.shown(figure.lowest)} to {figure.shown(figure.highest)}."
        )
    holds = (figure.value, figure.source, figure.confirmed)
    if (wanted.value, wanted.source, wanted.is_confirmed) == holds:
        raise UnableToChangePolicy("Nothing is different from what holds now.")
