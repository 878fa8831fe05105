"""The goal library of a site is changed by those who set the clinic up."""

from datetime import datetime
from typing import Any

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.library import shipped_goals
from stepdown.clinic.plans.models import LibraryGoal

SUGGESTED = (
    *("problem", "example", "objective", "measure", "objective_2", "measure_2"),
    *("service", "times", "every"),
)


class UnableToKeepGoal(Unable):
    """The library cannot be changed like this; the message says why."""


def save_library_goal(
    *,
    actor: Actor,
    site: Site,
    key: str,
    expected_version: int,
    now: datetime,
    **details: Any,
) -> LibraryGoal:
    """Changes a goal of the site's library, or adds one (no `key`). Plans keep what was written in
    them. Raises UnableToKeepGoal, or UnableToSave where somebody else changed it."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    _check(details)
    with writing():
        _keep_shipped(site)
        rows = LibraryGoal.objects.filter(site=site)
        if key:
            goal = rows.filter(key=key).first()
            if goal is None:
                raise UnableToKeepGoal("This goal is no longer in the library.")
            save_version(goal, expected=expected_version, **details)
        else:
            number = rows.count() + 1
            goal = LibraryGoal.objects.create(
                site=site, key=f"own_{number}", position=number, **details
            )
        record(actor=actor, verb="library_goal.saved", now=now, subject=goal, content=details)
    return goal


def _check(details: dict[str, Any]) -> None:
    if bool(details.get("objective_2")) != bool(details.get("measure_2")):
        raise UnableToKeepGoal("Write the second step and how it is measured, or leave both empty.")
    whole = [bool(details.get(name)) for name in ("service", "times", "every")]
    if any(whole) and not all(whole):
        raise UnableToKeepGoal("Choose the service and how often, or leave all three empty.")


def _keep_shipped(site: Site) -> None:
    """The goals that the program came with become the site's own, to be edited."""
    if LibraryGoal.objects.filter(site=site).exists():
        return
    LibraryGoal.objects.bulk_create(
        LibraryGoal(
            site=site,
            key=one.key,
            position=number,
            **{name: getattr(one, name) for name in SUGGESTED},
        )
        for number, one in enumerate(shipped_goals(), start=1)
    )
