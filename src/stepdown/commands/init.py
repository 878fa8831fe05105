"""`stepdown init`: the first site of a real clinic and the account of its director."""

from typing import IO

import click

from stepdown.commands.answers import PASSWORD_FILE, Email, Text, Zone, read_password
from stepdown.commands.program import Refused
from stepdown.commands.record import Standing, open_record, prepare_database, standing


@click.command()
@click.option("--site", prompt="Name of the clinic", type=Text(80), help="Name of the first site.")
@click.option("--zone", prompt="Time zone", type=Zone(), default="America/New_York")
@click.option(
    "--phone", prompt="Phone for people in care", type=Text(30), help="Shown on every page."
)
@click.option("--address", prompt="Street address", type=Text(160), help="Where people come to.")
@click.option(
    "--quiet-name",
    prompt="Name that messages carry (says nothing of care)",
    type=Text(60),
    help="The sender's name outside the program, such as a street's.",
)
@click.option("--name", prompt="Director's name", type=Text(120))
@click.option("--email", prompt="Director's e-mail address", type=Email())
@PASSWORD_FILE
def init(
    site: str,
    zone: str,
    phone: str,
    address: str,
    quiet_name: str,
    name: str,
    email: str,
    password_file: IO[str] | None,
) -> None:
    """Start a real clinic in an empty database: its first site and its director.

    Asks for what no option names. Everything can be changed later under Settings.
    """
    open_record()
    if standing() is not Standing.EMPTY:
        raise Refused("There is a clinic or another program's data here already.")
    password = read_password(password_file)
    prepare_database()
    details = {
        "name": site,
        "zone": zone,
        "phone": phone,
        "address": address,
        "quiet_name": quiet_name,
    }
    _found_clinic(details, name=name, email=email, password=password)
    click.echo(
        f'{site} is ready. Next: start it with "stepdown serve", sign in as {email}, set up the'
        " second step, then add rooms, programs, open times and staff under Settings."
    )


def _found_clinic(details: dict[str, str], *, name: str, email: str, password: str) -> None:
    from django.utils import timezone

    from stepdown.clinic.ledger.operations import writing
    from stepdown.clinic.people.actors import THE_PROGRAM
    from stepdown.clinic.people.installing import mark_installation
    from stepdown.clinic.people.operations import add_account, add_post, save_site
    from stepdown.clinic.people.roles import Role

    now = timezone.now()
    with writing():
        mark_installation(actor=THE_PROGRAM, is_demo=False, now=now)
        site = save_site(actor=THE_PROGRAM, site=None, expected_version=0, now=now, **details)
        account = add_account(actor=THE_PROGRAM, email=email, name=name, password=password, now=now)
        add_post(
            actor=THE_PROGRAM,
            account=account,
            site=site,
            role=Role.DIRECTOR,
            starts_on=now.date(),
            now=now,
        )
