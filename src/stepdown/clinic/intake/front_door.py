"""What the public pages say of each site: its number, who calls back, and what care costs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stepdown.clinic.intake.models import FrontDoor
from stepdown.clinic.ledger.operations import Unable, UnableToSave, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission

FIGURES = ("week_price", "weeks", "inpatient_day_price", "inpatient_days")


class UnableToSaveFrontDoor(Unable):
    """The public figures cannot be saved as they stand; the message says why."""


@dataclass(frozen=True)
class Price:
    """So much for each week or day, so many of them. Both days say when a figure was checked."""

    each: Decimal
    count: int
    each_checked_on: date
    count_checked_on: date

    @property
    def total(self) -> Decimal:
        return self.each * self.count


@dataclass(frozen=True)
class PublicSite:
    """One site as anybody may know it. A price is None until the clinic entered its figures."""

    site_id: int
    name: str
    phone: str
    address: str
    zone: str
    youngest_age: int
    oldest_age: int
    calls_back: str
    calls_back_when: str
    ours: Price | None
    inpatient: Price | None


def public_sites() -> list[PublicSite]:
    """Every site, the first one first (one query)."""
    return [_public(site) for site in Site.objects.select_related("front_door").order_by("pk")]


def _public(site: Site) -> PublicSite:
    door = front_door_of(site)
    return PublicSite(
        site_id=site.pk,
        name=site.name,
        phone=site.phone,
        address=site.address,
        zone=site.zone,
        youngest_age=site.youngest_age,
        oldest_age=site.oldest_age,
        calls_back=door.calls_back,
        calls_back_when=door.calls_back_when,
        ours=_price(door, "week_price", "weeks"),
        inpatient=_price(door, "inpatient_day_price", "inpatient_days"),
    )


def front_door_of(site: Site) -> FrontDoor:
    """What the site says; where nothing was saved yet, the defaults with version 0."""
    saved: FrontDoor | None = getattr(site, "front_door", None)
    return saved or FrontDoor(site=site, version=0)


def _price(door: FrontDoor, each: str, count: str) -> Price | None:
    values = [getattr(door, name) for name in (each, count, f"{each}_on", f"{count}_on")]
    return None if None in values else Price(*values)


def save_front_door(
    *, actor: Actor, site: Site, expected_version: int, now: datetime, **details: Any
) -> None:
    """Saves what the site says. `expected_version` is 0 where nothing was saved before.

    Raises UnableToSaveFrontDoor for a figure without the day on which it was checked.
    """
    require(actor, Permission.SET_UP, site_id=site.pk)
    for name in FIGURES:
        if (details.get(name) is None) != (details.get(f"{name}_on") is None):
            raise UnableToSaveFrontDoor("Each figure needs the day on which it was checked.")
    with writing():
        door = FrontDoor.objects.filter(site=site).first()
        if door is None and expected_version == 0:
            door = FrontDoor.objects.create(site=site, **details)
        elif door is None:
            raise UnableToSave("These figures are new. Open the page again.")
        else:
            save_version(door, expected=expected_version, **details)
        content = {name: str(value) for name, value in details.items()}
        record(actor=actor, verb="front_door.saved", now=now, subject=door, content=content)
