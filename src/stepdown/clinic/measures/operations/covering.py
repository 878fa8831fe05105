"""Who is told at night, and whether anybody is."""

from collections.abc import Sequence
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stepdown.clinic.ledger.operations import Unable, UnableToSave, record, save_version, writing
from stepdown.clinic.measures.models import SafetyCover
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

MOST_ON_CALL = 4


class UnableToSaveCover(Unable):
    """The cover cannot be kept like this; the message says what is missing."""


def save_cover(
    *,
    actor: Actor,
    site: Site,
    asks_remotely: bool,
    staffed_days: str,
    staffed_from: time | None,
    staffed_until: time | None,
    on_call_emails: Sequence[str],
    escalate_minutes: int,
    expected_version: int,
    now: datetime,
) -> None:
    """Keeps the safety cover of a site. `expected_version` 0 where none was saved before."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    _refuse_gaps(asks_remotely, staffed_days, staffed_from, staffed_until, on_call_emails)
    values = {
        "asks_remotely": asks_remotely,
        "staffed_days": staffed_days,
        "staffed_from": staffed_from,
        "staffed_until": staffed_until,
        "on_call_emails": list(on_call_emails),
        "escalate_minutes": escalate_minutes,
    }
    with writing():
        saved = SafetyCover.objects.filter(site=site).first()
        if saved is None and expected_version == 0:
            saved = SafetyCover.objects.create(site=site, **values)
        elif saved is None:
            raise UnableToSave("Someone else changed this while you were writing.")
        else:
            save_version(saved, expected=expected_version, **values)
        content = {"asks_remotely": asks_remotely, "on_call": len(on_call_emails)}
        record(actor=actor, verb="cover.saved", now=now, subject=saved, content=content)


def _refuse_gaps(
    asks_remotely: bool,
    days: str,
    starts: time | None,
    ends: time | None,
    emails: Sequence[str],
) -> None:
    if asks_remotely and not emails:
        raise UnableToSaveCover("Name who is told at night, or do not ask about safety remotely.")
    if len(emails) > MOST_ON_CALL:
        raise UnableToSaveCover(f"Name {MOST_ON_CALL} people at most.")
    for address in emails:
        try:
            validate_email(address)
        except ValidationError as error:
            raise UnableToSaveCover(f"{address} is not an email address.") from error
    if bool(days) != bool(starts and ends) or bool(starts) != bool(ends):
        raise UnableToSaveCover("Give the days with both times, or leave all three empty.")
    if starts and ends and starts >= ends:
        raise UnableToSaveCover("The clinic must open before it closes.")
