"""`stepdown user add`."""

from typing import IO

import click

from stepdown.clinic.people.roles import Role
from stepdown.commands.answers import PASSWORD_FILE, Email, Text, read_password
from stepdown.commands.program import Refused
from stepdown.commands.record import open_clinic

STAFF = [role.value for role in Role if role.is_staff]


@click.group()
def user() -> None:
    """Accounts of those who work here."""


@user.command()
@click.option("--email", required=True, type=Email())
@click.option("--name", required=True, type=Text(120))
@click.option("--role", required=True, type=click.Choice(STAFF))
@click.option(
    "--site", required=True, type=Text(80), help="Name of the site, as Settings shows it."
)
@PASSWORD_FILE
def add(email: str, name: str, role: str, site: str, password_file: IO[str] | None) -> None:
    """Add somebody who works at a site.

    They set up the second step when they first sign in. Credentials are added on the page Staff.
    """
    open_clinic()
    from django.utils import timezone

    from stepdown.clinic.ledger.operations import writing
    from stepdown.clinic.people.actors import THE_PROGRAM
    from stepdown.clinic.people.operations import add_account, add_post
    from stepdown.clinic.people.queries import site_named

    where = site_named(site)
    if where is None:
        raise Refused(f"No site is named {site!r}.")
    password = read_password(password_file)
    now = timezone.now()
    with writing():
        account = add_account(actor=THE_PROGRAM, email=email, name=name, password=password, now=now)
        add_post(
            actor=THE_PROGRAM,
            account=account,
            site=where,
            role=Role(role),
            starts_on=now.date(),
            now=now,
        )
    click.echo(f"{name} can sign in as {Role(role).label.lower()} at {site}.")
