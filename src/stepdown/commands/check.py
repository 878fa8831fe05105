"""`stepdown check`."""

import click

from stepdown.commands.record import open_record


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say in one sentence each how configuration, database, mail, clock and disk are.

    Exit status 1 when any of them needs somebody.
    """
    open_record()
    from django.utils import timezone

    from stepdown.adapters.health import findings

    found = findings(now=timezone.now())
    for finding in found:
        mark = (
            click.style("well  ", fg="green")
            if finding.is_well
            else click.style("FAULT ", fg="red")
        )
        click.echo(f"{mark} {finding.part + ':':14} {finding.sentence}")
    if not all(finding.is_well for finding in found):
        ctx.exit(1)
