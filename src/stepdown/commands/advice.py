"""`stepdown advice replay`."""

import click

from stepdown.commands.record import open_clinic


@click.group()
def advice() -> None:
    """The placement advice that was signed."""


@advice.command()
@click.option("--entry", metavar="ID", type=int, help="One advice; without it, every one.")
@click.pass_context
def replay(ctx: click.Context, entry: int | None) -> None:
    """Make signed advice again from its own facts and its own version of the rules.

    Prints each one that comes out otherwise. Exit status 1 when any does.
    """
    open_clinic()
    from stepdown.clinic.treatment.rule_versions import UnableToReplay, replay_advice, signed_advice

    count, other = 0, 0
    for signed in signed_advice(entry):
        count += 1
        try:
            again = replay_advice(signed)
        except UnableToReplay as error:
            other += 1
            click.echo(str(error))
            continue
        if again.differs:
            other += 1
            names = ", ".join(again.differs)
            click.echo(f"Advice {signed.pk} by rules {again.version} comes out otherwise: {names}.")
    if entry is not None and not count:
        click.echo(f"There is no advice {entry}.")
        other = 1
    if other:
        ctx.exit(1)
    click.echo(f"Every advice comes out as it was signed: {count} made again.")
