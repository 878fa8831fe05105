"""Changing and approving the rules of placement. Every change is a new version; the old stays."""

from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import live_credential, local_now
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.treatment.models import PlacementRules
from stepdown.clinic.treatment.rule_versions import RulesVersion, newest_version_at
from stepdown.rules.placement import RuleSet, UnableToLoadRules


class UnableToChangeRules(Unable):
    """The rules cannot be changed or approved like this; the message says what to do."""


def change_threshold(
    *,
    actor: Actor,
    site: Site,
    threshold_id: str,
    value: float,
    source: str,
    is_confirmed: bool,
    why: str,
    expected_number: int,
    now: datetime,
) -> PlacementRules:
    """Makes a new version of the site's rules with another number; it waits for approval.

    `expected_number` is that of the newest version as it was read. Raises UnableToChangeRules.
    """
    require(actor, Permission.APPROVE_RULES, site_id=site.pk)
    if not why.strip():
        raise UnableToChangeRules("Write why this number changes. One line is enough.")
    with writing():
        newest = keep_shipped(site=site, now=now)
        if newest.number != expected_number:
            raise UnableToChangeRules(
                "Somebody else changed the rules meanwhile. Read the newest version, then change."
            )
        edited = _edited(newest, threshold_id, value, source, is_confirmed)
        made = PlacementRules.objects.create(
            site=site,
            number=newest.number + 1,
            version=edited.version,
            content=edited.as_data(),
            why=why.strip(),
            made_by_id=actor.account_id,
            made_at=now,
        )
        record(actor=actor, verb="rules.changed", now=now, subject=made, content=made.content)
    return made


def _edited(
    newest: RulesVersion, threshold_id: str, value: float, source: str, is_confirmed: bool
) -> RuleSet:
    version = f"{_shipped_part(newest.rules.version)}.{newest.number + 1}"
    try:
        edited = newest.rules.edited(
            threshold_id, value=value, source=source, confirmed=is_confirmed, version=version
        )
    except UnableToLoadRules as error:
        raise UnableToChangeRules(str(error)) from error
    if edited.thresholds[threshold_id] == newest.rules.thresholds[threshold_id]:
        raise UnableToChangeRules("Nothing is different from the newest version.")
    return edited


def _shipped_part(version: str) -> str:
    return version.split(".")[0]


def keep_shipped(*, site: Site, now: datetime) -> RulesVersion:
    """The newest version of the site's rules, kept from now on also where none was: the shipped
    one then is number 1, for whoever approves it or advises by it. Inside writing()."""
    newest = newest_version_at(site)
    if newest.made_at is not None:
        return newest
    kept = PlacementRules.objects.create(
        site=site,
        number=1,
        version=newest.rules.version,
        content=newest.rules.as_data(),
        made_at=now,
    )
    record(actor=THE_PROGRAM, verb="rules.kept", now=now, subject=kept, content=kept.content)
    return newest_version_at(site)


def approve_rules(*, actor: Actor, site: Site, number: int, now: datetime) -> PlacementRules:
    """A medical professional with a live credential puts a version in force from now on.

    `number` is that of the newest version, which was read. Raises UnableToChangeRules.
    """
    require(actor, Permission.APPROVE_RULES, site_id=site.pk)
    today = local_now(site, now).date()
    credential = live_credential(actor.account_id or 0, Role.MEDICAL, on=today)
    if credential is None:
        raise UnableToChangeRules(
            "Only a medical professional with a valid credential approves the rules."
            " Ask the director to renew it under Staff."
        )
    with writing():
        newest = keep_shipped(site=site, now=now)
        if newest.number != number:
            raise UnableToChangeRules("There is a newer version. Read that one, then approve it.")
        kept = PlacementRules.objects.filter(
            site=site, number=newest.number, approved_at__isnull=True
        ).first()
        if kept is None:
            raise UnableToChangeRules("This version is approved already.")
        kept.approved_by_id, kept.approved_with, kept.approved_at = (
            actor.account_id,
            credential,
            now,
        )
        kept.save(update_fields=["approved_by", "approved_with", "approved_at"])
        record(actor=actor, verb="rules.approved", now=now, subject=kept, content=kept.version)
    return kept
