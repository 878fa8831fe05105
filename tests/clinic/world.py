"""A small clinic for tests, made through the operations."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.operations import (
    add_account,
    add_post,
    register_patient,
    save_site,
)
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import TEAM_ROLES, Role
from stepdown.clinic.treatment.operations import approve_rules

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # a Monday; noon in New York
TODAY = date(2026, 11, 23)
STAFF_ROLES = (*TEAM_ROLES, Role.INTAKE, Role.DIRECTOR, Role.BILLER, Role.ADMINISTRATOR)


@dataclass
class World:
    """One site with one account per staff role."""

    site: Site
    accounts: dict[Role, Account] = field(default_factory=dict)

    def actor(self, role: Role) -> Actor:
        return actor_for(self.accounts[role], now=NOW, came_from="127.0.0.1")

    def patient(self, given_name: str = "Dana", **details: Any) -> Patient:
        details = {"family_name": "Marsh", "birth_on": date(1990, 5, 17), **details}
        return register_patient(
            actor=self.actor(Role.INTAKE),
            site=self.site,
            given_name=given_name,
            now=NOW,
            **details,
        )


def make_world(name: str = "Harbor", *, roles: tuple[Role, ...] = STAFF_ROLES) -> World:
    site = save_site(
        actor=THE_PROGRAM,
        site=None,
        expected_version=0,
        now=NOW,
        name=name,
        zone="America/New_York",
        phone="410 555 0142",
        address="18 Harbor St",
        quiet_name=f"{name} Street",
    )
    world = World(site)
    for role in roles:
        world.accounts[role] = add_member(world, role, f"{role.value}@{name.lower()}.example")
    if Role.MEDICAL in roles:
        approve_rules(actor=world.actor(Role.MEDICAL), site=site, number=1, now=NOW)
    return world


def add_member(world: World, role: Role, email: str, *, until: date = date(2028, 1, 1)) -> Account:
    """Somebody who holds the role at the site, with a credential where the role needs one."""
    account = add_account(
        actor=THE_PROGRAM,
        email=email,
        name=email.split("@")[0].capitalize(),
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    add_post(
        actor=THE_PROGRAM,
        account=account,
        site=world.site,
        role=role,
        starts_on=date(2026, 1, 1),
        now=NOW,
        credential=("RN", "A1", "MD", until) if role in TEAM_ROLES else None,
    )
    return account
